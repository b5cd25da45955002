"""Reads a line of an access log as a request: all that can be shown of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from agent.aggregate.hit import BLANK, Hit
from agent.aggregate.remembering import Remembering
from agent.aggregate.sources import Network, find_source
from agent.contract.address import address_text
from agent.contract.requests import FIELDS, Request
from agent.logbook.visible import visible
from agent.parse.fields import (
    read_address,
    read_hop,
    read_msec,
    read_time_iso,
    read_time_local,
    read_upstream_seconds,
)
from agent.parse.format import LineFormat, Plan
from agent.parse.json_lines import TRANSCRIPT, Transcriber
from agent.parse.line import only_quotes, segment_reader, split_line
from agent.parse.variables import Field

_ESCAPED: Final = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_PORT: Final = re.compile(r":[0-9]+\Z")
_NONE: Final = frozenset({b"", b"-"})
_TIMES: Final = {Field.TIME_LOCAL: read_time_local, Field.TIME_ISO: read_time_iso, Field.MSEC: read_msec}
_Values = Mapping[Field, bytes]
READ_BYTES: Final = 32 * 1024
"""A longer line is not read: nobody's request takes so much."""


class RequestReader:
    """Reads the lines of one log. `service` is theirs where the log does not say; `trusted` are proxies before it."""

    def __init__(self, line_format: LineFormat, *, service: str = "", trusted: Iterable[Network] = ()) -> None:
        self._transcribe: Callable[[bytes], bytes] | None = None
        plans = line_format.plans
        if line_format.json_names is not None:
            self._transcribe, plans = Transcriber(line_format.json_names).transcribe, TRANSCRIPT
        self._plans = [_PlanReader(plan) for plan in plans]
        self._is_timed = all(Field.REQUEST_TIME in plan.fields for plan in plans)
        self._service = service
        self._trusted = tuple(trusted)
        # Most of what stands in a line stood in one before.
        self._lines, self._texts = Remembering(_request_line), Remembering(_shown)
        self._addresses, self._seconds = Remembering(_address), Remembering(read_upstream_seconds)
        self._members = Remembering(_members)

    @property
    def is_plain(self) -> bool:
        """Whether what a request holds stands in its line as it is, but for what NGINX escapes."""
        return self._transcribe is None

    def read(self, line: bytes) -> Request | None:
        """Return the request of a line, None where it is none."""
        if len(line) > READ_BYTES:
            return None
        if self._transcribe:
            line = self._transcribe(line)
        for plan in self._plans:
            values = plan.read(line)
            if values is not None:
                return self._request(values)
        return None

    def fields(self, line: bytes) -> dict[str, str]:
        """Return the request of a line as texts by name; nothing where it is none, or of what is not there."""
        request = self.read(line)
        if request is None:
            return {}
        found = {name: _plain(value) for name, value in zip(FIELDS, request, strict=True) if value}
        return found if "duration" in found or not self._is_timed else {**found, "duration": "0"}

    def written_at(self, line: bytes) -> float | None:
        """Return when a line says that it was written (Unix seconds), None where it does not."""
        text = self._transcribe(line) if self._transcribe else line
        found = next((values for plan in self._plans if (values := plan.read(text)) is not None), None)
        times = (read(found[field]) for field, read in _TIMES.items() if field in found) if found else ()
        return next((float(at) for at in times if at is not None), None)

    def _request(self, values: _Values) -> Request:
        get, texts = values.get, self._texts
        line = get(Field.REQUEST)
        method, path, query = self._lines[_put_together(values) if line is None else line]
        return Request(
            self._source(values),
            self._service or _PORT.sub("", texts[get(Field.SERVICE, b"")]),
            method,
            path,
            query,
            _whole(get(Field.STATUS, b"")),
            _whole(get(Field.BYTES, b"")),
            self._seconds[get(Field.REQUEST_TIME, b"")],
            self._seconds[get(Field.UPSTREAM_TIME, b"")],
            texts[get(Field.USER_AGENT, b"")],
            texts[get(Field.REFERRER, b"")],
            _shown(get(Field.REQUEST_ID, b"")),
            texts[get(Field.VERDICT, b"")],
            *self._members[get(Field.UPSTREAM_ADDRESS, b"")],
        )

    def _source(self, values: _Values) -> str:
        address = values.get(Field.ADDRESS, b"")
        if not self._trusted:
            return self._addresses[address]
        packed = read_address(address)
        if packed is None:
            return _shown(address)
        hit = list(BLANK)
        hit[Field.ADDRESS] = packed
        hit[Field.PROXY_ADDRESS] = read_hop(values.get(Field.PROXY_ADDRESS, b""))
        hit[Field.FORWARDED_FOR] = values.get(Field.FORWARDED_FOR, b"")
        hit[Field.CLIENT_ADDRESS] = read_hop(values.get(Field.CLIENT_ADDRESS, b""))
        found: Hit = tuple(hit)
        return address_text(find_source(found, self._trusted))


class _PlanReader:
    """Reads lines by one plan: those of as many quotes as it has by one expression, the others piece by piece."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pieces = [segment_reader(segment) for segment in plan.segments]
        self._fields = [field for piece in self._pieces for field in piece.fields]
        self._quotes = len(plan.segments) - 1 if only_quotes(plan) else -1
        whole = b'"'.join(b"(?:" + piece.pattern.pattern + b")" for piece in self._pieces)
        self._match = re.compile(whole, re.DOTALL).fullmatch

    def read(self, line: bytes) -> _Values | None:
        """Return what stands in the fields, None where the line is not of this plan."""
        if line.count(b'"') == self._quotes:
            found = self._match(line)
            return dict(zip(self._fields, found.groups(), strict=True)) if found else None
        pieces = split_line(self._plan, line)
        if pieces is None:
            return None
        matches = [each.pattern.fullmatch(piece) for each, piece in zip(self._pieces, pieces, strict=True)]
        if not all(matches):
            return None
        return dict(zip(self._fields, [value for each in matches if each for value in each.groups()], strict=True))


def _put_together(values: _Values) -> bytes:
    """Return the request line of a log that has only its parts."""
    method, target = values.get(Field.METHOD, b"GET"), values.get(Field.URI, b"")
    query = values.get(Field.QUERY, b"")
    return method + b" " + target + (b"?" + query if query not in _NONE and b"?" not in target else b"") + b" HTTP/1.1"


def _request_line(line: bytes) -> tuple[str, str, str]:
    """Return method, path and query. What is no request line is all path."""
    method, _, target = (line.rpartition(b" HTTP/")[0] or line).partition(b" ")
    path, _, query = (target or method).partition(b"?")
    return _shown(method if target else b""), _shown(path), _shown(query)


def _members(value: bytes) -> tuple[str, str]:
    """Return who was asked last, and who before in vain.

    A colon stands where NGINX itself passed on to other members: whoever said so (`X-Accel-Redirect`) may have answered
    well, so the last one before it is neither.
    """
    asked = [each.split(", ") for each in _shown(value).split(" : ")]
    return asked[-1][-1], ", ".join(member for each in asked for member in each[:-1])


def _address(value: bytes) -> str:
    """A source: of IPv6 the first address of its /64, as everywhere."""
    if b":" not in value:
        return _shown(value)
    packed = read_address(value)
    return _shown(value) if packed is None else address_text(packed)


def _shown(value: bytes) -> str:
    if value in _NONE:
        return ""
    if b"\\x" in value:
        value = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), value)
    return visible(value)


def _whole(value: bytes) -> int:
    return int(value) if value.isdigit() and len(value) <= 18 else 0


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
