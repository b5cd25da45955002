"""The kernel's plain-Python twin: its reference, and its stand-in where no compiler is."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Final

from agent.aggregate.counting import CARRIED, NO_REFERRER, PASSED, REFUSED, Counting
from agent.aggregate.hit import Hit, LineReader
from agent.aggregate.rows import Row, columns, json_lines, settled_before
from agent.aggregate.samples import FAILED_ROWS, LOUD_ROWS, PLAIN_ROWS, Samples, Texts
from agent.aggregate.sources import Network, find_source
from agent.contract.wire import Aggregates, Counters, Sample
from agent.parse.format import Plan
from agent.parse.variables import Field

_SERVICES: Final = 256
_LATE_SECONDS: Final = 10
_MALFORMED, _MALFORMED_BYTES = 5, 512
_NOBODY: Final = bytes(16)
_NO_CONTENT: Final = 204
_MANY: Final = frozenset((8, 16, 32))
_TIME_LOCAL, _ADDRESS, _SERVICE = int(Field.TIME_LOCAL), int(Field.ADDRESS), int(Field.SERVICE)
_STATUS, _VERDICT, _REQUEST_ID = int(Field.STATUS), int(Field.VERDICT), int(Field.REQUEST_ID)
_REQUESTS: Final = (1 << 32) - 1  # of Row.counts, where the requests stand lowest
_counted = itemgetter(
    *map(int, (Field.REQUEST, Field.STATUS, Field.USER_AGENT, Field.REFERRER)),
    *map(int, (Field.BYTES, Field.REQUEST_TIME, Field.UPSTREAM_TIME)),
)


class Twin:
    """Aggregates lines exactly as the kernel does."""

    def __init__(
        self,
        plans: tuple[Plan, ...],
        *,
        service: str,
        trusted: Iterable[Network],
        hash_seed: int,
        rows: int,
        line_bytes: int,
    ) -> None:
        self._plans = plans
        self._fixed = service.encode()
        self._trusted = tuple(trusted)
        self._limit = rows
        self._line_bytes = line_bytes
        self._skipping = False
        self._newest_before = 0
        self.reseed(hash_seed)
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
        self._counting = Counting(hash_seed)
        readers = {Field.REQUEST: self._counting.know_request, Field.USER_AGENT: self._counting.know_agent}
        self._readers = [LineReader(plan, readers) for plan in self._plans]

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
        for line in json_lines(self._rows, self._service_names()):
            write(line)
        return self._start_anew()

    def settle_json(self, write: Callable[[bytes], object], most: int) -> None:
        """Write the oldest rows through `write` and forget them, so that at most `most` are left."""
        cut = settled_before([row.second for row in self._rows], most)
        for line in json_lines([row for row in self._rows if row.second < cut], self._service_names()):
            write(line)
        self._rows = [row for row in self._rows if row.second >= cut]
        self._index = {(row.second, row.service, row.address): index for index, row in enumerate(self._rows)}
        self._overflow.clear()
        self._samples = Samples()

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
        for reader in self._readers:
            hit = reader.read(line)
            if hit is not None and self._add_hit(hit):
                return
        counters.malformed += 1
        if len(counters.malformed_samples) < _MALFORMED:
            counters.malformed_samples.append(line[:_MALFORMED_BYTES].decode("utf-8", "replace"))

    def _add_hit(self, hit: Hit) -> bool:
        """Add one hit to its row; False where it has no time, and then nothing was added."""
        second = hit[_TIME_LOCAL] or _read_second(hit)
        if second is None:
            return False
        address = find_source(hit, self._trusted) if self._trusted else hit[_ADDRESS]
        index = self._find_row(second, 0 if self._fixed else self._find_service(hit[_SERVICE]), address)
        if second != self._newest:
            self._counters.late_lines += second + _LATE_SECONDS < max(self._newest, self._newest_before)
            self._newest = max(self._newest, second)
        row = self._rows[index]
        if hit[_VERDICT] and _is_refused(hit[_VERDICT], hit[_STATUS].status):
            row.counts += 0 if _is_solved(hit[_VERDICT], hit[_STATUS].status) else REFUSED
        else:
            self._count(row, index, hit)
        return True

    def _find_service(self, name: bytes) -> int:
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

    def _count(self, row: Row, index: int, hit: Hit) -> None:
        request, status, agent, referrer, size, took, upstream = _counted(hit)
        if request is None:
            request = self._counting.know_request(_read_request(hit))
        counts = row.counts + request.counts + status.counts + size
        carried = request.carried
        if agent is not None:
            counts += agent.counts
            carried |= agent.carried
            if agent.hash not in row.agents:
                row.add_agent(agent.hash)
        if referrer is not None:
            carried |= referrer.carried
            if referrer.absent and not request.asset:
                counts += NO_REFERRER
        row.counts = counts + CARRIED[carried] + (PASSED if hit[_VERDICT] == b"passed" else 0)
        if took or upstream:
            row.add_times(took, upstream)
        fresh = row.add_url(request.url, request.flags | status.flags, request.first)
        many = row.counts & _REQUESTS in _MANY
        plain = fresh and not row.samples and not request.asset and self._samples.rows < PLAIN_ROWS
        if many or plain or (fresh and (request.loud or carried or status.failed)):
            texts = Texts(agent.text if agent else b"", referrer.text if referrer else b"", hit[_REQUEST_ID])
            loud = request.loud or carried or many
            most = LOUD_ROWS if loud else FAILED_ROWS if status.failed else PLAIN_ROWS
            self._samples.add(row, index, request.request, status=status.status, texts=texts, rows=most)


def _read_second(hit: Hit) -> int | None:
    for field in (Field.TIME_LOCAL, Field.TIME_ISO, Field.MSEC):
        if hit[field] is not None:
            second: int = hit[field]
            return second
    return None


def _read_request(hit: Hit) -> bytes:
    """The request line, put together where the format has only its parts."""
    method, uri, query = hit[Field.METHOD], hit[Field.URI] or b"", hit[Field.QUERY] or b""
    if query not in {b"", b"-"} and b"?" not in uri:
        uri += b"?" + query
    return (b"GET" if method is None else bytes(method)) + b" " + bytes(uri) + b" HTTP/1.1"


def _is_refused(verdict: bytes, status: int) -> bool:
    """Whether Dozor itself answered; a visitor under a limit counts as refused only where the limit struck."""
    return verdict in {b"ban", b"challenge"} or (verdict == b"limit" and status == 429)


def _is_solved(verdict: bytes, status: int) -> bool:
    """Whether a challenge's solution was right, or its pass came back: nobody is refused who is let in."""
    return verdict == b"challenge" and status == _NO_CONTENT
