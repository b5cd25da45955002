"""Makes each second's report: what was read, what came of actions, how the node is doing."""

from collections.abc import Callable
from typing import Final

from agent.client import encode
from agent.contract.metrics import Metrics
from agent.contract.wire import Host, Report
from agent.host.parts import HostParts
from agent.logs import Logs
from agent.metrics.sheet import Sheet
from agent.nginx.bans import Bans
from agent.outbox import Outbox

READ_LIMIT_BYTES: Final = 8 * 1024 * 1024
"""Read for one report: some 40,000 lines, so that even all different sources fit without being merged."""


class Reporter:
    """Reads the logs into aggregates, and once in a while puts them into the outbox as a report."""

    def __init__(self, logs: Logs, outbox: Outbox, bans: Bans, sheet: Sheet, host: HostParts, *, version: str) -> None:
        self._logs = logs
        self._outbox = outbox
        self._bans = bans
        self._sheet = sheet
        self._host = host
        self._version = version
        self._read_bytes = 0
        self._lines = 0
        self._next_seed: int | None = None

    def lines(self) -> int:
        """Return how many lines were read in all that was reported."""
        return self._lines

    def read(self, now: float) -> bool:
        """Read what is new; return whether more waits than one report takes. `now` is monotonic."""
        if self._read_bytes < READ_LIMIT_BYTES:
            self._read_bytes += self._logs.read(now, limit_bytes=READ_LIMIT_BYTES - self._read_bytes)
        return self._read_bytes >= READ_LIMIT_BYTES

    def report(self, now: float, made_at: float) -> None:
        """Put a report of all that was read, partial seconds too, into the outbox. `made_at` is Unix seconds."""
        metrics = self._sheet.take(now, made_at)
        self._report(made_at, self._summary(), metrics)

    def report_rest(self, made_at: float) -> None:
        """Put a last report into the outbox, without metrics: who gathers some of them is at work no more."""
        self._report(made_at, self._summary(), None)

    def report_backlog(self, now: float, made_at: float, stop: Callable[[], bool]) -> bool:
        """Read on and report without waiting for the next second; return whether still more waits."""
        more = not stop() and self.read(now)
        if more:
            self._report(made_at, None, None)
        return more

    def use_seed(self, hash_seed: int) -> None:
        """Hash by this seed from the next report on."""
        self._next_seed = hash_seed

    def _report(self, made_at: float, host: Host | None, metrics: Metrics | None) -> None:
        aggregates, samples, counters = self._logs.drain()
        self._read_bytes = 0
        self._lines += counters.lines
        counters.reports_dropped += self._outbox.take_dropped()
        report = Report(
            outbox=self._outbox.name,
            sequence=self._outbox.next_sequence,
            made_at=made_at,
            agent_version=self._version,
            applied_revision=self._bans.revision,
            aggregates=aggregates,
            samples=samples,
            counters=counters,
            host=host,
            outcomes=self._bans.take_outcomes(),
            metrics=metrics,
        )
        self._outbox.append(encode(report), self._logs.positions)
        if self._next_seed is not None:
            self._logs.reseed(self._next_seed)
            self._next_seed = None

    def _summary(self) -> Host:
        host = self._host.summary()
        nginx = self._bans.nginx
        host.nginx_up, host.nginx_version = nginx is not None, nginx.version if nginx else ""
        unread = {trouble.partition(": ")[0]: trouble for trouble in self._logs.troubles}
        host.logs = [unread.get(str(path), str(path)) for path in self._logs.paths]
        return host
