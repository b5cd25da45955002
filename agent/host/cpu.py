from collections.abc import Iterator
from typing import Final

from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

STATES: Final = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
MOST_CORES_BY_STATE: Final = 64
"""Of a machine with more only the busy share of each core is told."""

_IDLE: Final = frozenset({"idle", "iowait"})
_COUNTERS: Final = {"ctxt": "context_switches_per_second", "processes": "forks_per_second"}
_NUMBERS: Final = {"procs_running": "processes_running_count", "procs_blocked": "processes_blocked_count"}


class CpuGauge:
    """What the processors do, as shares of the time between two looks at `/proc/stat`.

    Ticks of a state are not a counter to trust: iowait and idle fall at times (proc(5)), which is no time at all then.
    `busy_share` is that of the whole machine: -1 before there were two looks.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()
        self._ticks: dict[str, list[int]] = {}
        self.busy_share = -1.0

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        lines = self._roots.text("stat").splitlines()
        ticks = {name: [int(field) for field in fields[:8]] for name, *fields in map(str.split, lines) if _is_cpu(name)}
        before, self._ticks = self._ticks, ticks
        self.busy_share = -1.0
        by_state = len(ticks) <= MOST_CORES_BY_STATE + 1
        for name, now_ticks in ticks.items():
            shares = _shares(before.get(name), now_ticks)
            core = name[3:]
            if not core and shares:
                self.busy_share = _busy(shares)
            yield from _readings(core, shares, by_state=by_state or not core)
        yield from self._activity(lines, now)

    def _activity(self, lines: list[str], now: float) -> Iterator[Reading]:
        for name, _, value in (line.partition(" ") for line in lines):
            if name in _COUNTERS:
                series = named("host", "", _COUNTERS[name])
                yield series, self._rates.rate(series, int(value), now)
            elif name in _NUMBERS:
                yield named("host", "", _NUMBERS[name]), int(value)


def _is_cpu(name: str) -> bool:
    return name.startswith("cpu")


def _shares(before: list[int] | None, after: list[int]) -> dict[str, float]:
    """Return the share of each state; empty where it is not known."""
    if before is None or len(after) < len(STATES):
        return {}
    passed = [max(new - old, 0) for old, new in zip(before, after, strict=True)]
    total = sum(passed)
    return {state: ticks / total for state, ticks in zip(STATES, passed, strict=True)} if total else {}


def _busy(shares: dict[str, float]) -> float:
    return sum(share for state, share in shares.items() if state not in _IDLE)


def _readings(core: str, shares: dict[str, float], *, by_state: bool) -> Iterator[Reading]:
    kind, prefix = ("cpu", "") if core else ("host", "cpu_")
    unknown = float("nan")
    yield named(kind, core, f"{prefix}busy_share"), _busy(shares) if shares else unknown
    if by_state:
        for state in STATES:
            yield named(kind, core, f"{prefix}{state}_share"), shares.get(state, unknown)
