"""Cuts a line into fields by a plan: the reference that the kernel is held to."""

from agent.parse.format import Plan, Segment, Step, Token
from agent.parse.variables import Field

Fields = dict[Field, bytes]


def read_line(plan: Plan, line: bytes) -> Fields | None:
    """Return the fields of a line (without its newline), or None where it does not fit the plan."""
    pieces = split_segments(plan, line)
    if pieces is None:
        return None
    fields: Fields = {}
    for segment, piece in zip(plan.segments, pieces, strict=True):
        found = read_segment(segment, piece)
        if found is None:
            return None
        fields.update(found)
    return fields


def split_segments(plan: Plan, line: bytes) -> list[bytes] | None:
    """Return the line's segments, or None where it has too few separators."""
    pieces = []
    for segment in plan.segments:
        if not segment.separator:
            pieces.append(line)
            break
        end = _find_separator(line, segment.separator)
        if end < 0:
            return None
        pieces.append(line[:end])
        line = line[end + 1 :]
    return pieces


def _find_separator(line: bytes, separator: int) -> int:
    """Where the separator stands; a quote behind an odd number of backslashes belongs to the value."""
    at = line.find(separator)
    while at > 0 and separator == ord('"') and _escapes(line[:at]) % 2:
        at = line.find(separator, at + 1)
    return at


def _escapes(before: bytes) -> int:
    return len(before) - len(before.rstrip(b"\\"))


def read_segment(segment: Segment, piece: bytes) -> Fields | None:
    """Return the fields of one segment, or None where it does not fit."""
    fields: Fields = {}
    rest: bytes | None = _read_left(segment.left, piece, fields)
    if rest is not None:
        rest = _read_right(segment.right, rest, fields)
    if rest is None or (segment.free is None and rest):
        return None
    if segment.free is not None:
        fields[segment.free] = rest
    return fields


def _read_left(steps: tuple[Step, ...], rest: bytes, fields: Fields) -> bytes | None:
    for at, step in enumerate(steps):
        if isinstance(step, bytes):
            if not rest.startswith(step):
                return None
            rest = rest[len(step) :]
            continue
        size = step.size or _size_left(steps[at + 1 :], rest)
        if not 0 <= size <= len(rest):
            return None
        fields[step.field], rest = rest[:size], rest[size:]
    return rest


def _size_left(following: tuple[Step, ...], rest: bytes) -> int:
    """How far a token reaches: up to the next literal's first byte, or all of it; negative where there is none."""
    return rest.find(following[0][:1]) if following and isinstance(following[0], bytes) else len(rest)


def _read_right(steps: tuple[Step, ...], rest: bytes, fields: Fields) -> bytes | None:
    for at, step in enumerate(steps):
        if isinstance(step, bytes):
            if not rest.endswith(step):
                return None
            rest = rest[: len(rest) - len(step)]
            continue
        start = _start_right(step, steps[at + 1 :], rest)
        if start < 0:
            return None
        fields[step.field], rest = rest[start:], rest[:start]
    return rest


def _start_right(step: Token, preceding: tuple[Step, ...], rest: bytes) -> int:
    """Where a token read backwards starts: behind the preceding literal's last byte; negative where it cannot."""
    if step.size:
        return len(rest) - step.size
    before = preceding[0]
    assert isinstance(before, bytes)
    found = rest.rfind(before[-1:])
    return found + 1 if found >= 0 else -1
