"""A node: who it is, and what was seen of it."""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from agent.contract.wire import Counters, Host, Report
from core.server.accounts.networks import Network, is_within

NodeState = Literal["ok", "warn", "down", "new"]

_DOWN_SECONDS: Final = 15.0
_LATE_SECONDS: Final = 5.0
_LAG_SECONDS: Final = 10.0
_DROPPED_SECONDS: Final = 300.0
_BEAT_SECONDS: Final = 10
_BEATS: Final = 6
_SAMPLES_MAX: Final = 10


class Seen(msgspec.Struct, kw_only=True):
    """What was seen of a node, kept over restarts. Counters are totals; instants are Unix seconds, 0 for never."""

    last_report_at: float = 0.0
    lag_seconds: float = 0.0
    dropped_at: float = 0.0
    outbox: str = ""
    sequence: int = -1
    agent_version: str = ""
    address: str = ""
    host: Host = msgspec.field(default_factory=Host)
    totals: Counters = msgspec.field(default_factory=Counters)


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """Until when a node's key opens (Unix seconds, 0 for no end), and from where (no networks: from everywhere)."""

    until: float = 0.0
    networks: tuple[Network, ...] = ()

    def hold(self, address: str, now: float) -> bool:
        """Say whether a key is good at an address and a time."""
        return (not self.until or now < self.until) and (not self.networks or is_within(address, self.networks))


class Node:
    """A node of the fleet. Keys are kept as SHA-256: what has 256 random bits cannot be guessed from it.

    `groups` are what scopes of people name; an empty `key_hash` is that of a key that was revoked.
    """

    def __init__(
        self, node_id: str, name: str, key_hash: bytes, created_at: float, groups: tuple[str, ...] = ()
    ) -> None:
        self.id = node_id
        self.name = name
        self.groups = groups
        self.key_hash = key_hash
        self.created_at = created_at
        self.terms = KeyTerms()
        self.previous_key_hash = b""
        self.previous_key_until = 0.0
        self.seen = Seen()
        self._first_beat = 0
        self._seconds: dict[int, list[int]] = {}  # second -> [reports, lines], the last minute's

    def note(self, report: Report, received_at: float, address: str) -> None:
        """Take in a report. One that was sent again counts as a sign of life and nothing else."""
        seen, again = self.seen, report.outbox == self.seen.outbox and report.sequence <= self.seen.sequence
        seen.last_report_at = received_at
        seen.address = address
        self._beat(received_at, 0 if again else report.counters.lines)
        if again:
            return
        seen.lag_seconds = max(0.0, received_at - report.made_at)
        seen.outbox, seen.sequence = report.outbox, report.sequence
        seen.agent_version = report.agent_version[:100]
        seen.host = report.host or seen.host
        if report.counters.reports_dropped:
            seen.dropped_at = received_at
        _add(seen.totals, report.counters)

    def state(self, now: float) -> NodeState:
        """Return `ok`, `warn` (late, behind or dropping), `down` (silent for 15 s) or `new` (never heard of)."""
        seen = self.seen
        if not seen.last_report_at:
            return "new"
        silence = now - seen.last_report_at
        if silence > _DOWN_SECONDS:
            return "down"
        dropping = seen.dropped_at > 0 and now - seen.dropped_at < _DROPPED_SECONDS
        return "warn" if silence > _LATE_SECONDS or seen.lag_seconds > _LAG_SECONDS or dropping else "ok"

    def beats(self, now: float) -> list[float | None]:
        """Return the last minute in six parts, oldest first: the share of reports that came, null before the first."""
        newest = int(now)
        starts = [newest - _BEAT_SECONDS * (_BEATS - part) + 1 for part in range(_BEATS)]
        return [self._share(start) for start in starts]

    def rps(self, now: float) -> float:
        """Return the mean of lines a second over the last ten seconds."""
        newest = int(now)
        return sum(self._seconds.get(second, (0, 0))[1] for second in range(newest - 9, newest + 1)) / 10

    def _share(self, start: int) -> float | None:
        if not self._first_beat or start + _BEAT_SECONDS <= self._first_beat:
            return None
        expected = min(_BEAT_SECONDS, start + _BEAT_SECONDS - self._first_beat)
        came = sum(self._seconds.get(second, (0, 0))[0] for second in range(start, start + _BEAT_SECONDS))
        return min(1.0, came / expected)

    def _beat(self, received_at: float, lines: int) -> None:
        second = int(received_at)
        self._first_beat = self._first_beat or second
        entry = self._seconds.setdefault(second, [0, 0])
        entry[0] += 1
        entry[1] += lines
        while len(self._seconds) > _BEATS * _BEAT_SECONDS + 1:
            del self._seconds[min(self._seconds)]


def _add(totals: Counters, new: Counters) -> None:
    for name in ("lines", "malformed", "rows_merged", "late_lines", "reports_dropped", "bytes_skipped"):
        setattr(totals, name, getattr(totals, name) + getattr(new, name))
    samples = [*totals.malformed_samples, *(sample[:500] for sample in new.malformed_samples)]
    totals.malformed_samples = samples[-_SAMPLES_MAX:]
