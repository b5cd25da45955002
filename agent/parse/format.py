r"""Compiles an NGINX `log_format` into the plan by which a line is cut into fields.

NGINX writes a quote or a control byte inside a variable as `\xHH`, so these bytes cut a line into segments that no
client can shift. Inside a segment, fields of known shape are read from the left and from the right, and what remains
between them is the one field that may hold anything. A format that would need a guess is refused.
"""

import re
from dataclasses import dataclass
from typing import Final

from agent.parse.variables import FIELDS, FIXED, TIMES, Field

TIME_LOCAL_BYTES: Final = 26
LITERAL_BYTES: Final = 64  # of a text between two variables; the kernel keeps it in place


class FormatError(ValueError):
    """The log format cannot be read safely."""


@dataclass(frozen=True, slots=True)
class Token:
    """A field of known shape, `size` bytes of it, or (0) up to the literal that stands beside it."""

    field: Field
    size: int = 0


Step = bytes | Token


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line up to `separator` (0: the end of the line).

    `left` is read forwards and `right` backwards; `free` takes what remains between them, or there is none.
    """

    left: tuple[Step, ...]
    free: Field | None
    right: tuple[Step, ...]
    separator: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to read a line: its segments in order."""

    segments: tuple[Segment, ...]
    fields: frozenset[Field]


@dataclass(frozen=True, slots=True)
class LineFormat:
    """A log's format: plans to try in order, or (`json_names`) one JSON object a line.

    `json_names` maps an object's keys to fields; it is None where lines are text.
    """

    name: str
    plans: tuple[Plan, ...]
    json_names: tuple[tuple[str, Field], ...] | None = None


def compile_format(text: str, *, name: str = "custom") -> LineFormat:
    """Compile a `log_format`: the bare string, or the whole directive with its name, quoted pieces and `escape=`.

    Raises:
        FormatError: the format has no address, no time or no request, or two of its variables cannot be told apart.
    """
    template, escape = _template(text)
    plan = _plan(template, separators=b"" if escape == "none" else b'"\t')
    return LineFormat(name=name, plans=(plan,))


def _template(text: str) -> tuple[str, str]:
    text = text.strip()
    wrapped = re.search(r"\blog_format\s+(\S+)\s+(.*?);?\s*$", text, re.DOTALL)
    body = wrapped[2] if wrapped else text
    escape = "default"
    option = re.match(r"escape=(\w+)\s+", body)
    if option:
        escape, body = option[1], body[option.end() :]
    if escape not in {"default", "json", "none"}:
        raise FormatError(f"escape={escape} is unknown; NGINX has default, json and none")
    if wrapped or option or body.startswith("'"):
        body = _joined(body)
    return body, escape


def _joined(body: str) -> str:
    """The quoted pieces of a directive as the one string that NGINX makes of them."""
    pieces = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s'\";]+)", body, re.DOTALL)
    marks = {"t": "\t", "r": "\r", "n": "\n"}
    return re.sub(r"\\([trn'\"\\])", lambda mark: marks.get(mark[1], mark[1]), "".join(map("".join, pieces)))


def _plan(template: str, separators: bytes) -> Plan:
    steps, names = _steps(template)
    fields = frozenset(FIELDS.get(name, Field.IGNORED) for name in names)
    if Field.ADDRESS not in fields:
        raise FormatError("the format has no $remote_addr, so nobody could be told from anybody")
    if not fields.intersection(TIMES):
        raise FormatError("the format has no time: $time_local, $time_iso8601 or $msec")
    if not fields & {Field.REQUEST, Field.URI}:
        raise FormatError("the format has no $request (or $request_uri)")
    return Plan(segments=tuple(_segments(steps, separators)), fields=fields)


def _steps(template: str) -> tuple[list[bytes | str], list[str]]:
    """Literals (bytes) and variable names (str) in the order of the line."""
    steps: list[bytes | str] = []
    names: list[str] = []
    for literal, braced, bare in re.findall(r"([^$]+)|\$\{(\w+)\}|\$(\w+)", template):
        name = braced or bare
        if not name:
            steps.append(literal.encode())
            continue
        if steps and isinstance(steps[-1], str):
            raise FormatError(f"${steps[-1]} and ${name} touch: nothing tells where one ends")
        steps.append(name)
        names.append(name)
    return steps, names


def _segments(steps: list[bytes | str], separators: bytes) -> list[Segment]:
    segments: list[Segment] = []
    current: list[bytes | str] = []
    for step in steps:
        if isinstance(step, str):
            current.append(step)
            continue
        start = 0
        for at, byte in enumerate(step):
            if byte in separators:
                _extend(current, step[start:at])
                segments.append(_segment(current, byte))
                current, start = [], at + 1
        _extend(current, step[start:])
    segments.append(_segment(current, 0))
    return segments


def _extend(current: list[bytes | str], literal: bytes) -> None:
    if len(literal) > LITERAL_BYTES:
        start = literal[:20].decode(errors="replace")
        raise FormatError(f"the text {start!r}... has {len(literal)} bytes; {LITERAL_BYTES} may stand together")
    if literal:
        current.append(literal)


def _segment(steps: list[bytes | str], separator: int) -> Segment:
    free = [at for at, step in enumerate(steps) if isinstance(step, str) and step not in FIXED]
    if len(free) > 1:
        first, second = steps[free[0]], steps[free[1]]
        raise FormatError(
            f"${first!s} and ${second!s} may both hold spaces and stand between the same quotes: "
            'put each in quotes of its own, as in "$http_referer" "$http_user_agent"'
        )
    if not free:
        return Segment(tuple(map(_step, steps)), None, (), separator)
    at = free[0]
    left = tuple(map(_step, steps[:at]))
    right = tuple(map(_step, reversed(steps[at + 1 :])))
    return Segment(left, FIELDS.get(str(steps[at]), Field.IGNORED), right, separator)


def _step(step: bytes | str) -> Step:
    if isinstance(step, bytes):
        return step
    field = FIELDS.get(step, Field.IGNORED)
    return Token(field, TIME_LOCAL_BYTES if field is Field.TIME_LOCAL else 0)
