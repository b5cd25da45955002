"""Makes each second's report: what was read, what came of actions, how the node is doing."""

from collections.abc import Callable
from typing import Final

from agent.client import encode
from agent.contract.wire import Host, Report
from agent.host import HostGauge
from agent.logs import Logs
from agent.nginx.bans import Bans
from agent.outbox import Outbox

READ_LIMIT_BYTES: Final = 8 * 1024 * 1024
"""Read for one report: some 40,000 lines, so that even all different sources fit without being merged."""


class Reporter:
    """Reads the logs into aggregates, and once in a while puts them into the outbox as a report."""

    def __init__(self, logs: Logs, outbox: Outbox, bans: Bans, gauge: HostGauge, *, version: str) -> None:
        self._logs = logs
        self._outbox = outbox
        self._bans = bans
        self._gauge = gauge
        self._version = version
        self._read_bytes = 0
        self._next_seed: int | None = None

    def read(self, now: float) -> bool:
        """Read what is new; return whether more waits than one report takes. `now` is monotonic."""
        if self._read_bytes < READ_LIMIT_BYTES:
            self._read_bytes += self._logs.read(now, limit_bytes=READ_LIMIT_BYTES - self._read_bytes)
        return self._read_bytes >= READ_LIMIT_BYTES

    def report(self, now: float, made_at: float) -> None:
        """Put a report of all that was read, partial seconds too, into the outbox. `made_at` is Unix seconds."""
        self._report(made_at, self._host(now))

    def report_backlog(self, now: float, made_at: float, stop: Callable[[], bool]) -> bool:
        """Read on and report without waiting for the next second; return whether still more waits."""
        more = not stop() and self.read(now)
        if more:
            self._report(made_at, None)
        return more

    def use_seed(self, hash_seed: int) -> None:
        """Hash by this seed from the next report on."""
        self._next_seed = hash_seed

    def _report(self, made_at: float, host: Host | None) -> None:
        aggregates, samples, counters = self._logs.drain()
        self._read_bytes = 0
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
        )
        self._outbox.append(encode(report), self._logs.positions)
        if self._next_seed is not None:
            self._logs.reseed(self._next_seed)
            self._next_seed = None

    def _host(self, now: float) -> Host:
        host = self._gauge.read(now)
        nginx = self._bans.nginx
        host.nginx_up, host.nginx_version = nginx is not None, nginx.version if nginx else ""
        unread = {trouble.partition(": ")[0]: trouble for trouble in self._logs.troubles}
        host.logs = [unread.get(str(path), str(path)) for path in self._logs.paths]
        return host
