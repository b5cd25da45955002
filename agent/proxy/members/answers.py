"""Answers to DNS queries, bytes to bytes: the few record types that NGINX asks for, of `*.dozor.internal` alone.

A wire encoder of our own, of RFC 1035, 2782 and 6891 as much as is needed: NGINX asks once a second for every group of
every service, and dnspython takes a hundred times as long for it and 5 MB. The tests read what is written here with it.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent.proxy.members.directory import Groups, Seat, seats_of
from agent.proxy.members.labels import address_of, label_of

A: Final = 1
AAAA: Final = 28
SRV: Final = 33
UDP_BYTES: Final = 4096
"""What an answer over UDP may have unless the asker says less. NGINX says nothing and takes as much."""

TCP_BYTES: Final = 65_535

_OPT: Final = 41
_INTERNET: Final = 1
_ZONE: Final = (b"dozor", b"internal")
_ZONE_WIRE: Final = b"\x05dozor\x08internal\x00"
_SERVICE: Final = (b"_http", b"_tcp")
_TO_QUESTION: Final = b"\xc0\x0c"
_ADDRESS_SECONDS: Final = 86_400

_NO_ERROR, _FORMAT_ERROR, _FAILURE, _NO_NAME, _NOT_IMPLEMENTED, _REFUSED = range(6)
_RESPONSE, _AUTHORITATIVE, _TRUNCATED, _RECURSION_DESIRED = 0x8000, 0x0400, 0x0200, 0x0100
_HEADER: Final = struct.Struct(">6H")
_TYPE_CLASS: Final = struct.Struct(">2H")


@dataclass(frozen=True)
class Question:
    """What is asked: `end` is where it ends in the query; `limit_bytes` is 0 where the asker says none."""

    labels: tuple[bytes, ...]
    kind: int
    category: int
    end: int
    limit_bytes: int


class MalformedError(ValueError):
    """The query is not one; nobody waits for an answer to it."""


def answer(query: bytes, upstreams: Mapping[str, Groups], *, most_bytes: int) -> bytes:
    """Return what to answer, within so many bytes or fewer where the asker wants that; too long a one says so, empty.

    Of an upstream that is not in `upstreams` the answer is "server failure", upon which NGINX keeps what it has.

    Raises:
        MalformedError: there is nothing to answer to.
    """
    if len(query) < _HEADER.size:
        raise MalformedError("shorter than a header")
    number, flags, questions, *_ = _HEADER.unpack_from(query)
    if flags & _RESPONSE:
        raise MalformedError("an answer, not a query")
    if flags & 0x7800:
        return _HEADER.pack(number, _RESPONSE | flags & 0x7900 | _NOT_IMPLEMENTED, 0, 0, 0, 0)
    if questions != 1:
        return _HEADER.pack(number, _RESPONSE | flags & _RECURSION_DESIRED | _FORMAT_ERROR, 0, 0, 0, 0)
    question = read_question(query)
    code, records = _records(question, upstreams)
    return _written(query, question, code, records, most_bytes)


def read_question(query: bytes) -> Question:
    """Read the one question of a query, and the size of answers that its asker takes (EDNS).

    Raises:
        MalformedError: it ends too early, or is compressed, which a first name cannot be.
    """
    labels, end = _name(query, _HEADER.size)
    try:
        kind, category = _TYPE_CLASS.unpack_from(query, end)
    except struct.error as error:
        raise MalformedError("ends within the question") from error
    end += _TYPE_CLASS.size
    return Question(labels, kind, category, end, _edns_bytes(query, end))


def _name(query: bytes, at: int) -> tuple[tuple[bytes, ...], int]:
    labels = []
    start = at
    while (length := _byte(query, at)) != 0:
        if length > 63 or at + 1 + length > len(query) or at - start > 253:
            raise MalformedError("a label that is too long, compressed or cut")
        labels.append(query[at + 1 : at + 1 + length].lower())
        at += 1 + length
    return tuple(labels), at + 1


def _byte(query: bytes, at: int) -> int:
    if at >= len(query):
        raise MalformedError("ends within a name")
    return query[at]


def _edns_bytes(query: bytes, end: int) -> int:
    """Read the OPT record where it is the one that follows the question; other sections do not belong in a query."""
    *_, answers, authorities, additions = _HEADER.unpack_from(query)
    if answers or authorities or not additions or query[end : end + 1] != b"\0" or len(query) < end + 11:
        return 0
    kind, size = _TYPE_CLASS.unpack_from(query, end + 1)
    return max(size, 512) if kind == _OPT else 0


def _records(question: Question, upstreams: Mapping[str, Groups]) -> tuple[int, list[bytes]]:
    labels = question.labels
    if question.category != _INTERNET or labels[-2:] != _ZONE:
        return _REFUSED, []
    if len(labels) == 3:
        return _address(labels[0], question.kind)
    if len(labels) == 6 and labels[:2] == _SERVICE:
        return _members(labels[2], labels[3], question.kind, upstreams)
    return (_NO_ERROR if len(labels) == 2 else _NO_NAME), []


def _address(label: bytes, kind: int) -> tuple[int, list[bytes]]:
    packed = address_of(label)
    if packed is None:
        return _NO_NAME, []
    return _NO_ERROR, [_record(kind, _ADDRESS_SECONDS, packed)] if kind == (A if len(packed) == 4 else AAAA) else []


def _members(group: bytes, name: bytes, kind: int, upstreams: Mapping[str, Groups]) -> tuple[int, list[bytes]]:
    groups = upstreams.get(name.decode("latin-1"))
    if groups is None:
        return _FAILURE, []
    seats = seats_of(groups, group.decode("latin-1"))
    if not seats:
        return _NO_NAME, []
    return _NO_ERROR, [_record(SRV, 0, _service(seat)) for seat in seats] if kind == SRV else []


def _service(seat: Seat) -> bytes:
    """Priority 1, weight, port and target, whose name RFC 2782 wants written out."""
    label = label_of(seat.address, seat.port)
    return struct.pack(">3HB", 1, seat.weight, seat.port, len(label)) + label + _ZONE_WIRE


def _record(kind: int, seconds: int, data: bytes) -> bytes:
    return _TO_QUESTION + struct.pack(">2HIH", kind, 1, seconds, len(data)) + data


def _written(query: bytes, question: Question, code: int, records: list[bytes], most_bytes: int) -> bytes:
    extra = b"\0" + struct.pack(">2HIH", _OPT, UDP_BYTES, 0, 0) if question.limit_bytes else b""
    asked = query[_HEADER.size : question.end]
    limit = min(most_bytes, question.limit_bytes) if question.limit_bytes and most_bytes < TCP_BYTES else most_bytes
    flags = _RESPONSE | _AUTHORITATIVE | query[2] << 8 & _RECURSION_DESIRED | code
    if _HEADER.size + len(asked) + len(extra) + sum(map(len, records)) > limit:
        flags, records = flags | _TRUNCATED, []
    header = _HEADER.pack(query[0] << 8 | query[1], flags, 1, len(records), 0, bool(extra))
    return b"".join((header, asked, *records, extra))
