"""Scalers side by side on the same load: what each costs, and how many requests it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from models.scaling.simulator import Load, Replica, Run, Scaler, oracle, simulate

NewScaler = Callable[[], Scaler]
_HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of one scaler on one load.

    Attributes:
        requests: legitimate ones that came.
        late: the share of them that waited longer than promised; `dropped`: that were lost.
        replica_hours: paid for, those that start included.
        oracle_hours: what the legitimate requests need at least, second by second.
        changes_per_hour: orders that changed how many there are to be.
        recovery_seconds: the longest time with late or dropped requests, of which no minute was without one.
    """

    requests: float
    late: float
    dropped: float
    replica_hours: float
    oracle_hours: float
    changes_per_hour: float
    recovery_seconds: float

    @property
    def violating(self) -> float:
        """Share of legitimate requests that were late or dropped."""
        return self.late + self.dropped

    @property
    def cost(self) -> float:
        """Replica-hours as a multiple of the oracle's."""
        return self.replica_hours / max(self.oracle_hours, 1e-9)


def compare(
    load: Load, replica: Replica, scalers: Mapping[str, NewScaler], bounds: tuple[int, int]
) -> dict[str, Figures]:
    """Return the figures of each scaler; all begin with what the first minute needs at 70 %."""
    least, most = max(bounds[0], 1), bounds[1]
    initial = int(np.clip(np.ceil(load.legit[:60].mean() / (0.7 * replica.requests_per_second)), least, most))
    needed = float(oracle(load, replica, least, most).sum() / _HOUR)
    return {name: figures_of(load, simulate(load, replica, new(), initial), needed) for name, new in scalers.items()}


def figures_of(load: Load, run: Run, oracle_hours: float) -> Figures:
    """Return the figures of one run."""
    requests = max(float(load.legit.sum()), 1.0)
    hours = len(load.legit) / _HOUR
    return Figures(
        requests=requests,
        late=float(run.late.sum()) / requests,
        dropped=float(run.dropped.sum()) / requests,
        replica_hours=float(run.paid.sum()) / _HOUR,
        oracle_hours=oracle_hours,
        changes_per_hour=float(np.count_nonzero(np.diff(run.wanted))) / hours,
        recovery_seconds=_longest_trouble(run),
    )


def _longest_trouble(run: Run, quiet_seconds: int = 60) -> float:
    """Return the longest time with failed requests that no minute without one interrupted."""
    failed = np.flatnonzero(run.late + run.dropped > 0)
    if not len(failed):
        return 0.0
    spells = np.split(failed, np.flatnonzero(np.diff(failed) > quiet_seconds) + 1)
    return float(max(spell[-1] - spell[0] + 1 for spell in spells))
