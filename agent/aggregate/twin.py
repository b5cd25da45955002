"""The kernel's plain-Python twin: its reference, and its stand-in where no compiler is."""

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from agent.aggregate.counting import Outcome, raised
from agent.aggregate.rows import COUNT, Row, columns, json_lines
from agent.aggregate.samples import Samples
from agent.aggregate.sources import Network, read_source
from agent.contract.columns import UrlFlag
from agent.contract.wire import Aggregates, Counters, Sample
from agent.parse.classify import Request, Url, classify_agent, classify_url, split_request
from agent.parse.fields import (
    read_count,
    read_msec,
    read_seconds,
    read_status,
    read_time_iso,
    read_time_local,
    read_upstream_seconds,
)
from agent.parse.format import Plan
from agent.parse.hashing import hash32
from agent.parse.line import Fields, read_line
from agent.parse.patterns import INJECTION_BIT, TOOL_BIT
from agent.parse.variables import Field

_KEPT: Final = 8192
_SERVICES: Final = 256
_LATE_SECONDS: Final = 10
_MALFORMED, _MALFORMED_BYTES = 5, 512
_NOBODY: Final = bytes(16)
_PORT: Final = re.compile(rb":[0-9]+\Z")
_MANY: Final = frozenset((8, 16, 32))
_REQUESTS, _BYTES = COUNT["requests"], COUNT["bytes"]
_SUM, _MAX, _UPSTREAM = COUNT["request_time_sum"], COUNT["request_time_max"], COUNT["upstream_time_sum"]


class _Known(NamedTuple):
    """A request line's parts and what they are."""

    request: Request
    url: Url


class Twin:
    """Aggregates lines exactly as the kernel does."""

    def __init__(
        self, plans: tuple[Plan, ...], service: str, trusted: Iterable[Network], hash_seed: int, rows: int, line_bytes: int
    ) -> None:
        self._plans = plans
        self._fixed = service.encode()
        self._trusted = tuple(trusted)
        self._seed = hash_seed
        self._limit = rows
        self._line_bytes = line_bytes
        self._skipping = False
        self._newest_before = 0
        self._requests: dict[bytes, _Known] = {}
        self._agents: dict[bytes, tuple[int, int]] = {}
        self._clear()

    def _clear(self) -> None:
        self._index: dict[tuple[int, int, bytes], int] = {}
        self._rows: list[Row] = []
        self._services: dict[bytes, int] = {self._fixed: 0} if self._fixed else {}
        self._overflow: dict[int, int] = {}
        self._samples = Samples()
        self._counters = Counters(malformed_samples=[])
        self._newest = 0

    @property
    def rows(self) -> int:
        """How many rows wait to be drained."""
        return len(self._rows)

    def reseed(self, hash_seed: int) -> None:
        """Use another seed for the hashes from now on."""
        self._seed = hash_seed
        self._requests.clear()
        self._agents.clear()

    def feed(self, chunk: bytes | bytearray | memoryview) -> int:
        """Aggregate the whole lines of `chunk`; return how many bytes they take."""
        data = bytes(chunk)
        *lines, rest = data.split(b"\n")
        for line in lines:
            if self._skipping or len(line) > self._line_bytes:
                self._skip(line)
                self._skipping = False
            elif line := line.removesuffix(b"\r"):
                self._add_line(line)
        if rest and (self._skipping or len(rest) > self._line_bytes):
            self._skip(rest)
            self._skipping = True
            return len(data)
        return len(data) - len(rest)

    def _skip(self, piece: bytes) -> None:
        if not self._skipping:
            self._counters.lines += 1
            self._counters.malformed += 1
        self._counters.bytes_skipped += len(piece)

    def drain(self) -> tuple[Aggregates, list[Sample], Counters]:
        """Return all that was fed, and start anew."""
        for row in self._rows:
            row.finish()
        aggregates = Aggregates(
            rows=len(self._rows),
            services=self._service_names(),
            addresses=b"".join(row.address for row in self._rows),
            columns=columns(self._rows),
        )
        samples = self._samples.kept
        return aggregates, samples, self._start_anew()

    def drain_json(self, write: Callable[[bytes], object]) -> Counters:
        """Write all that was fed as lines of JSON through `write`, and start anew."""
        for row in self._rows:
            row.finish()
        for line in json_lines(self._rows, self._service_names()):
            write(line)
        return self._start_anew()

    def _service_names(self) -> list[str]:
        return [name.decode("utf-8", "replace") for name in self._services]

    def _start_anew(self) -> Counters:
        counters = self._counters
        self._newest_before = self._newest or self._newest_before
        self._clear()
        return counters

    def _add_line(self, line: bytes) -> None:
        counters = self._counters
        counters.lines += 1
        for plan in self._plans:
            fields = read_line(plan, line)
            if fields is not None and self._add_hit(fields):
                return
        counters.malformed += 1
        if len(counters.malformed_samples) < _MALFORMED:
            counters.malformed_samples.append(line[:_MALFORMED_BYTES].decode("utf-8", "replace"))

    def _add_hit(self, fields: Fields) -> bool:
        """Add one hit to its row; False where a field is not what it should be, and then nothing was added."""
        second = _read_second(fields)
        status = read_status(fields.get(Field.STATUS, b""))
        size = read_count(fields.get(Field.BYTES, b""))
        seconds = read_seconds(fields.get(Field.REQUEST_TIME, b""))
        if second is None or status is None or size is None or seconds is None:
            return False
        address = read_source(fields, self._trusted)
        if address is None:
            return False
        index = self._find_row(second, self._find_service(fields.get(Field.SERVICE, b"")), address)
        self._counters.late_lines += second + _LATE_SECONDS < max(self._newest, self._newest_before)
        self._newest = max(self._newest, second)
        row = self._rows[index]
        if _is_refused(fields.get(Field.VERDICT, b""), status):
            row.counts[COUNT["refused"]] += 1
        else:
            self._count(row, index, fields, status, size, seconds)
        return True

    def _find_service(self, name: bytes) -> int:
        if self._fixed:
            return 0
        name = _PORT.sub(b"", b"" if name == b"-" else name[:255])
        found = self._services.get(name)
        if found is not None:
            return found
        if len(self._services) == _SERVICES:
            return 0
        return self._services.setdefault(name, len(self._services))

    def _find_row(self, second: int, service: int, address: bytes) -> int:
        key = second, service, address
        index = self._index.get(key)
        if index is not None:
            return index
        if len(self._rows) < self._limit:
            return self._add_row(second, service, address)
        self._counters.rows_merged += 1
        if service not in self._overflow:
            self._overflow[service] = self._add_row(second, service, _NOBODY)
        return self._overflow[service]

    def _add_row(self, second: int, service: int, address: bytes) -> int:
        index = self._index[second, service, address] = len(self._rows)
        self._rows.append(Row(second, service, address))
        return index

    def _count(self, row: Row, index: int, fields: Fields, status: int, size: int, seconds: float) -> None:
        request = _read_request(fields)
        known = self._requests.get(request) or self._know_request(request)
        agent, bits = self._know_agent(fields[Field.USER_AGENT]) if Field.USER_AGENT in fields else (None, 0)
        referrer = fields.get(Field.REFERRER)
        flags = known.url.flags
        injected = bool(flags & UrlFlag.INJECTION or bits & INJECTION_BIT or self._injects(referrer))
        outcome = Outcome(
            known.request.method, status, flags, bool(bits & TOOL_BIT), injected, referrer in {b"", b"-"}
        )
        rise = raised(outcome)
        counts = row.counts
        for at in rise.counters:
            counts[at] += 1
        counts[_BYTES] += size
        if seconds:
            counts[_SUM] += seconds
            counts[_MAX] = max(counts[_MAX], seconds)
        if Field.UPSTREAM_TIME in fields:
            counts[_UPSTREAM] += read_upstream_seconds(fields[Field.UPSTREAM_TIME])
        if agent is not None:
            row.add_agent(agent)
        fresh = row.add_url(known.url, status == 404)
        many = counts[_REQUESTS] in _MANY
        if (fresh and rise.stands_out) or many:
            texts = fields.get(Field.USER_AGENT, b""), referrer or b"", fields.get(Field.REQUEST_ID, b"")
            self._samples.add(row, index, known.request, status, *texts, loud=rise.loud or many)

    def _know_request(self, line: bytes) -> _Known:
        if len(self._requests) >= _KEPT:
            self._requests.clear()
        request = split_request(line)
        known = self._requests[line] = _Known(request, classify_url(request.url, self._seed))
        return known

    def _know_agent(self, agent: bytes) -> tuple[int, int]:
        known = self._agents.get(agent)
        if known is None:
            if len(self._agents) >= _KEPT:
                self._agents.clear()
            known = self._agents[agent] = hash32(agent, self._seed), classify_agent(agent)
        return known

    def _injects(self, referrer: bytes | None) -> bool:
        if not referrer or not (b"{" in referrer or b"<" in referrer):
            return False
        return bool(self._know_agent(referrer)[1] & INJECTION_BIT)


def _read_second(fields: Fields) -> int | None:
    if Field.TIME_LOCAL in fields:
        return read_time_local(fields[Field.TIME_LOCAL])
    if Field.TIME_ISO in fields:
        return read_time_iso(fields[Field.TIME_ISO])
    return read_msec(fields[Field.MSEC])


def _read_request(fields: Fields) -> bytes:
    """The request line, put together where the format has only its parts."""
    if Field.REQUEST in fields:
        return fields[Field.REQUEST]
    uri, query = fields.get(Field.URI, b""), fields.get(Field.QUERY, b"")
    if query not in {b"", b"-"} and b"?" not in uri:
        uri += b"?" + query
    return fields.get(Field.METHOD, b"GET") + b" " + uri + b" HTTP/1.1"


def _is_refused(verdict: bytes, status: int) -> bool:
    """Whether Dozor itself answered; a visitor under a limit counts as refused only where the limit struck."""
    return verdict in {b"ban", b"challenge"} or (verdict == b"limit" and status == 429)
