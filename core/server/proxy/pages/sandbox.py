"""Templates of people, rendered in a process that may be lost: whatever they try, the core goes on.

Jinja2's sandbox keeps them from what is not theirs. It bounds neither time nor memory, which the process does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.server.proxy import template_process
from core.server.proxy.expendable import ask
from core.server.proxy.pages.wrong_pages import WrongPage
from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told

_PROGRAM: Final = Path(template_process.__file__)
_WITHIN_SECONDS: Final = 30.0
_LOST_LIMIT: Final = 3


class PageError(ValueError):
    """A template cannot be shown; `told` says why, and `line` where: 0 is nowhere in particular."""

    def __init__(self, told: Told, line: int = 0) -> None:
        super().__init__(f"line {line}: {told}" if line else str(told))
        self.told = told
        self.line = line


@dataclass(frozen=True, slots=True)
class Job:
    """A template to be rendered, and what it may name. In the form `json` values are escaped for JSON's strings."""

    source: str
    values: dict[str, Any]
    form: str


def rendered(jobs: Sequence[Job]) -> list[str | PageError]:
    """Return each template's text or what is wrong with it. It blocks: a tenth of a second, more for a bad one."""
    results: list[str | PageError] = []
    lost: set[str] = set()
    while len(results) < len(jobs):
        job = jobs[len(results)]
        if job.source in lost or len(lost) > _LOST_LIMIT:
            results.append(PageError(WrongPage.template_lost()))
            continue
        results += _in_one_process(jobs[len(results) :])
        if len(results) < len(jobs):  # who lost the process is told so, the others get another
            lost.add(jobs[len(results)].source)
    return results


def _in_one_process(jobs: Sequence[Job]) -> list[str | PageError]:
    asked = [(job.source, job.values, job.form) for job in jobs]
    return [_result(said) for said in ask(_PROGRAM, asked, within=_WITHIN_SECONDS, packages=True)]


def _result(said: dict[str, Any]) -> str | PageError:
    return said["text"] if "text" in said else PageError(_told(said["error"]), said["line"])


def _told(error: str) -> Told:
    """Return what the process said: it imports nothing of ours, and knows no codes."""
    return WrongPage.recognised(error) or Wrong.said(text=error)
