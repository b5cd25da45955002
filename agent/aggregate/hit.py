"""The twin's reading of a line: its fields, read and remembered by segment, as most segments repeat."""

import re
from collections.abc import Callable
from itertools import chain
from operator import getitem, itemgetter
from typing import Any, Final

from agent.aggregate.counting import know_referrer, know_size, know_status
from agent.aggregate.remembering import Remembering
from agent.parse.fields import (
    read_address,
    read_hop,
    read_msec,
    read_seconds,
    read_time_iso,
    read_time_local,
    read_upstream_seconds,
)
from agent.parse.format import Plan, Segment
from agent.parse.line import cut_head, only_quotes, segment_reader, split_line
from agent.parse.variables import Field

_PORT: Final = re.compile(rb":[0-9]+\Z")

# A hit's values by field; a field that the format lacks stands at its default, one that could not be read at None.
Hit = tuple[Any, ...]
_ABSENT: Final[dict[Field, Any]] = {
    Field.STATUS: know_status(b""),
    Field.BYTES: 0,
    Field.REQUEST_TIME: 0.0,
    Field.UPSTREAM_TIME: 0.0,
    Field.SERVICE: b"",
    Field.REQUEST_ID: b"",
    Field.VERDICT: b"",
    Field.FORWARDED_FOR: b"",
}
BLANK: Final[Hit] = tuple(_ABSENT.get(field) for field in Field)


def _read_service(name: bytes) -> bytes:
    return _PORT.sub(b"", b"" if name == b"-" else name[:255])


# `read_hop` and the rest answer None for what they cannot read; raw values are read where they are used.
READERS: Final[dict[Field, Callable[[bytes], Any]]] = {
    Field.ADDRESS: read_address,
    Field.TIME_LOCAL: read_time_local,
    Field.TIME_ISO: read_time_iso,
    Field.MSEC: read_msec,
    Field.STATUS: know_status,
    Field.BYTES: know_size,
    Field.REQUEST_TIME: read_seconds,
    Field.UPSTREAM_TIME: read_upstream_seconds,
    Field.SERVICE: _read_service,
    Field.REFERRER: know_referrer,
    Field.PROXY_ADDRESS: read_hop,
    Field.CLIENT_ADDRESS: read_hop,
}

NEEDED: Final = frozenset((Field.ADDRESS, Field.STATUS, Field.BYTES, Field.REQUEST_TIME))


class UnfitError(Exception):
    """A piece of a line is not what its plan expects."""


class _Segment:
    """One segment's reader."""

    def __init__(self, segment: Segment, readers: dict[Field, Callable[[bytes], Any]]) -> None:
        pattern, fields = segment_reader(segment)
        self._match = pattern.fullmatch
        self._readers = [Remembering(readers[field]).__getitem__ if field in readers else bytes for field in fields]
        self._needed = [at for at, field in enumerate(fields) if field in NEEDED]
        self.fields = fields

    def read(self, piece: bytes) -> tuple[Any, ...]:
        """Return the values of the fields.

        Raises:
            UnfitError: they are not there, or one that a hit needs cannot be read.
        """
        found = self._match(piece)
        if found is None:
            raise UnfitError
        values = tuple([read(value) for read, value in zip(self._readers, found.groups(), strict=True)])
        for at in self._needed:
            if values[at] is None:
                raise UnfitError
        return values


class LineReader:
    """Reads lines by one plan. `readers` adds to READERS."""

    def __init__(self, plan: Plan, readers: dict[Field, Callable[[bytes], Any]]) -> None:
        self._plan = plan
        first, *others = plan.segments
        token, self._head_end, rest = cut_head(first) or (None, b"", first)
        head = [Segment((token,), None, (), 0)] if token else []
        segments = [_Segment(segment, {**READERS, **readers}) for segment in (*head, rest, *others)]
        self._segments = [Remembering(segment.read) for segment in segments]
        fields = [field for segment in segments for field in segment.fields]
        places = {field: at for at, field in enumerate(fields)}
        self._order = itemgetter(*(places.get(field, len(fields) + field) for field in Field))
        self._quotes = len(others) if only_quotes(plan) else 0

    def read(self, line: bytes) -> Hit | None:
        """Return a line's hit, or None where the line does not fit the plan."""
        quick = self._quotes and (b"\\" not in line or b'\\"' not in line)
        pieces = line.split(b'"', self._quotes) if quick else split_line(self._plan, line)
        if pieces is None:
            return None
        if self._head_end:
            head, _, pieces[0] = pieces[0].partition(self._head_end)
            pieces.insert(0, head)
        if len(pieces) != len(self._segments):
            return None
        try:
            values = tuple(chain.from_iterable(map(getitem, self._segments, pieces)))
        except UnfitError:
            return None
        hit: Hit = self._order(values + BLANK)
        return hit
