"""The twin's reading of a line: its fields, read and remembered by segment, as most segments repeat."""

from collections.abc import Callable
from typing import Any, Final

from agent.parse.fields import (
    read_address,
    read_count,
    read_hop,
    read_msec,
    read_seconds,
    read_status,
    read_time_iso,
    read_time_local,
    read_upstream_seconds,
)
from agent.parse.format import Plan, Segment
from agent.parse.line import only_quotes, segment_reader, split_line
from agent.parse.variables import Field

_KEPT: Final = 16_384

# A hit's values by field; a field that the format lacks stands at its default, one that could not be read at None.
Hit = list[Any]
_ABSENT: Final[dict[Field, Any]] = {
    Field.STATUS: 0,
    Field.BYTES: 0,
    Field.REQUEST_TIME: 0.0,
    Field.UPSTREAM_TIME: 0.0,
    Field.SERVICE: b"",
    Field.REQUEST_ID: b"",
    Field.VERDICT: b"",
    Field.FORWARDED_FOR: b"",
}
BLANK: Final[Hit] = [_ABSENT.get(field) for field in Field]
# `read_hop` and the rest answer None for what they cannot read; raw values are read where they are used.
READERS: Final[dict[Field, Callable[[bytes], Any]]] = {
    Field.ADDRESS: read_address,
    Field.TIME_LOCAL: read_time_local,
    Field.TIME_ISO: read_time_iso,
    Field.MSEC: read_msec,
    Field.STATUS: read_status,
    Field.BYTES: read_count,
    Field.REQUEST_TIME: read_seconds,
    Field.UPSTREAM_TIME: read_upstream_seconds,
    Field.PROXY_ADDRESS: read_hop,
    Field.CLIENT_ADDRESS: read_hop,
}


class _Remembering(dict[bytes, Any]):
    """A function of bytes that remembers its answers."""

    def __init__(self, read: Callable[[bytes], Any]) -> None:
        self._read = read

    def __missing__(self, value: bytes) -> Any:
        if len(self) >= _KEPT:
            self.clear()
        found = self[value] = self._read(value)
        return found


class _SegmentHits:
    """One segment's values: (field, value) pairs by the segment's bytes; None where it does not fit."""

    def __init__(self, segment: Segment, readers: dict[Field, Callable[[bytes], Any]]) -> None:
        pattern, fields = segment_reader(segment)
        self._match = pattern.fullmatch
        self._readers = [
            (int(field), _Remembering(readers[field]).__getitem__ if field in readers else bytes)
            for field in fields
            if field is not Field.IGNORED
        ]

    def read(self, piece: bytes) -> tuple[tuple[int, Any], ...] | None:
        found = self._match(piece)
        if found is None:
            return None
        return tuple([(field, read(value)) for (field, read), value in zip(self._readers, found.groups(), strict=True)])


class LineReader:
    """Reads lines by one plan. `readers` adds to READERS."""

    def __init__(self, plan: Plan, readers: dict[Field, Callable[[bytes], Any]]) -> None:
        self._plan = plan
        self._segments = [
            _Remembering(_SegmentHits(segment, {**READERS, **readers}).read).__getitem__ for segment in plan.segments
        ]
        self._quotes = len(plan.segments) - 1 if only_quotes(plan) else 0

    def read(self, line: bytes) -> Hit | None:
        """Return a line's hit, or None where the line does not fit the plan."""
        quick = self._quotes and b'\\"' not in line
        pieces = line.split(b'"', self._quotes) if quick else split_line(self._plan, line)
        if pieces is None or len(pieces) != len(self._segments):
            return None
        hit = BLANK[:]
        for read, piece in zip(self._segments, pieces, strict=True):
            values = read(piece)
            if values is None:
                return None
            for field, value in values:
                hit[field] = value
        return hit
