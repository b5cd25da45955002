"""Templates of people, rendered in a process that may be lost: whatever they try, the core goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.server.proxy import template_process
from core.server.proxy.expendable import ask

_PROGRAM: Final = Path(template_process.__file__)
_WITHIN_SECONDS: Final = 15.0


class TemplateFault(ValueError):  # noqa: N818 - a fault of somebody's words, told to people
    """A template cannot be shown; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Job:
    """A template, and what it may name."""

    source: str
    values: dict[str, Any]


def rendered(jobs: Sequence[Job]) -> list[str | TemplateFault]:
    """Return each template's text, or what is wrong with it. It blocks: a tenth of a second, seconds for a bad one.

    After one over which the process was lost the rest is not tried.
    """
    said = ask(_PROGRAM, [(job.source, job.values, "message") for job in jobs], within=_WITHIN_SECONDS, packages=True)
    found: list[str | TemplateFault] = [_result(each) for each in said]
    missing = len(jobs) - len(found)
    return found + [TemplateFault("the template takes too much time or memory")] * missing


def _result(said: dict[str, Any]) -> str | TemplateFault:
    if "text" in said:
        return str(said["text"])
    return TemplateFault(f"line {said['line']}: {said['error']}" if said["line"] else str(said["error"]))
