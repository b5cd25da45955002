"""Renders templates: Dozor's own in the core's process, people's in one of its own that may be lost.

As a program it reads one JSON value, a list of `[source, values, form]`, and writes a line of JSON for each:
`{"text": ...}`, or `{"line": ..., "error": ...}`. It imports nothing of Dozor, as it is started by its path in an
interpreter that sees no paths but the installed ones. Jinja2's sandbox bounds neither time nor memory, which the
process does.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import FrameType
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, Template, TemplateError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

TEMPLATE_SECONDS: Final = 0.25
_MEMORY_BYTES: Final = 384 * 1024**2
_FRAMES: Final = ("<template>", "<unknown>")
_UNITS: Final = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))


class TooMuchError(Exception):
    """A template takes more than it may; the text says of what."""


def rendered(source: str, values: Mapping[str, Any], form: str) -> str:
    """Return a template's text in one of the forms: `html` and `json` of a page, `message` of a notification.

    Raises:
        TooMuchError: it takes too long, or makes too much of itself.
        jinja2.TemplateError: it is wrong.
    """
    text = []
    left = _FORMS[form].most_characters
    for part in _template(source, form).generate(values):
        left -= len(part)
        if left < 0:
            raise TooMuchError(_FORMS[form].too_long)
        text.append(part)
    return "".join(text)


class _Environment(ImmutableSandboxedEnvironment):
    """Where templates run. A power of two small numbers may take for ever without a chance to stop it."""

    intercepted_binops = frozenset({"**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - Jinja2's
        raise SecurityError(f"there is no {operator} in templates")


@lru_cache(maxsize=64)
def _template(source: str, form: str) -> Template:
    return _FORMS[form].environment().from_string(source)


def _html() -> _Environment:
    return _Environment(undefined=StrictUndefined, autoescape=True)


def _json() -> _Environment:
    """Return where values are escaped for within the quotes of a JSON string."""
    return _Environment(undefined=StrictUndefined, finalize=_in_json)


def _message() -> _Environment:
    environment = _Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "word": _word,
        "when": _when,
        "clock": _clock,
        "lasted": _lasted,
        "number": _number,
        "share": _share,
    }
    return environment


def _in_json(value: object) -> object:
    if isinstance(value, Markup):  # of `tojson`, which has quoted it already
        return value
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)[1:-1]


@pass_context
def _word(context: Context, key: object, group: str) -> str:
    """Return what a word of the program is called in the message's language."""
    return str(context["words"].get(f"{group}.{key}", key))


@pass_context
def _when(context: Context, at: float) -> str:
    """Return a day and time in the chat's time zone."""
    return _local(context, at).strftime("%Y-%m-%d %H:%M")


@pass_context
def _clock(context: Context, at: float) -> str:
    """Return a time of day in the chat's time zone."""
    return _local(context, at).strftime("%H:%M:%S")


@pass_context
def _lasted(context: Context, seconds: float) -> str:
    """Return a duration in its two largest units."""
    left, parts = max(round(seconds), 0), list[str]()
    for unit, size in _UNITS:
        if left >= size or (unit == "s" and not parts):
            parts.append(f"{left // size} {context['words'].get(f'unit.{unit}', unit)}")
            left %= size
    return " ".join(parts[:2])


def _number(value: float) -> str:
    """Return a number as people read it: thin spaces between thousands, no more digits than mean something."""
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _share(value: float) -> str:
    """Return a share as per cent."""
    return f"{_number(round(100 * value, 1))}\N{NARROW NO-BREAK SPACE}%"


def _local(context: Context, at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(context["timezone"]))


@dataclass(frozen=True, slots=True)
class _Form:
    """What may be made of a template: how much of it, and in how many seconds all templates of a question."""

    environment: Callable[[], _Environment]
    most_characters: int
    too_long: str
    all_seconds: int


_PAGE_LIMITS: Final = (256 * 1024, "the page is larger than 256 KiB", 3)
_FORMS: Final = {
    "html": _Form(_html, *_PAGE_LIMITS),
    "json": _Form(_json, *_PAGE_LIMITS),
    "message": _Form(_message, 16 * 1024, f"the message is longer than {16 * 1024} characters before it is cut", 10),
}


def _attempt(source: str, values: dict[str, Any], form: str) -> dict[str, Any]:
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, TEMPLATE_SECONDS)
        return {"text": rendered(source, values, form)}
    except TemplateError as error:
        return {"line": getattr(error, "lineno", None) or _line(error), "error": error.message or str(error)}
    except RecursionError as error:
        return {"line": _line(error), "error": "the template calls itself without an end, or is nested too deeply"}
    except MemoryError as error:
        return {"line": _line(error), "error": "the template takes too much memory"}
    except Exception as error:  # noqa: BLE001 - whatever a template of somebody raises is its error
        return {"line": _line(error), "error": str(error) or type(error).__name__}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _line(error: BaseException) -> int:
    """Return the template's line that an error came from, 0 where it is not known."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in _FRAMES:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TooMuchError(f"the template takes longer than {TEMPLATE_SECONDS:g} s")


def _main() -> None:
    jobs = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    seconds = max((_FORMS[form].all_seconds for _, _, form in jobs), default=1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _too_long)
    for source, values, form in jobs:
        sys.stdout.write(json.dumps(_attempt(source, values, form)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
