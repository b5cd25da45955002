"""Prints as JSON what the scaling rule costs and fails, beside Kubernetes' and Knative's, on days it was not tuned on.

Usage: python -m bench.scaling. Traces: NASA's server of 1995 by the second and the World Cup's of 1998 by the minute,
from `traces` in $DOZOR_DATA_SETS or ../shared/data, both scaled to 64 requests a second over all their days; and a
generated one. Tuned on days 15 to 18 of NASA's, 15 to 17 of the World Cup's (from 1 June) and on seed 1. Eight hours
without an event from 14:00 on, and two hours of each scenario. `cost` is replica-hours by those of an oracle; `failed`
is the share of legitimate requests that were late or dropped, in percent, over all days of a trace.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dozor.scale_traces import read_trace
from models.scaling.comparison import Figures
from models.scaling.policy import Policy, Target
from models.scaling.scenarios import NO_DETECTION, SCENARIOS, Detection, Scenario
from models.scaling.simulator import Replica
from models.scaling.traces import DAY, Trace, seasonal
from models.scaling.trial import PEERS, Trial, run

_MEAN: Final = 64.0
_JUNE: Final = 32 * DAY  # of the World Cup's trace, which begins on 30 April, 21:30
_DAYS: Final[Mapping[str, tuple[int, ...]]] = {"nasa": (20, 44), "world_cup": (24, 32), "seasonal": (15, 19)}
_HISTORY_DAYS: Final = 14
_CALM_HOURS: Final = 8
_HOURS: Final = 2
_FROM_HOUR: Final = 14
_REPLICA: Final = Replica()
_POLICY: Final = Policy(least=1, most=200, target=Target(value=_REPLICA.concurrency))


def main() -> None:
    """Measure, and print the result."""
    json.dump(measure(), sys.stdout, indent=2)
    sys.stdout.write("\n")


def measure() -> dict[str, Any]:
    """Return the figures by trace and scenario, and of the yo-yo attack what became of its waste."""
    return {name: measured(name, trace) for name, trace in _traces()}


def measured(name: str, trace: Trace) -> dict[str, Any]:
    """Return the figures of one trace by scenario."""
    scenarios: dict[str, list[dict[str, Figures]]] = {
        scenario: _scenario(trace, _DAYS[name], scenario) for scenario in SCENARIOS
    }
    scenarios["yo-yo, all protected"] = _scenario(trace, _DAYS[name], "yo-yo", peers_protected=True)
    scenarios["yo-yo, nobody protected"] = _scenario(trace, _DAYS[name], "yo-yo", detection=NO_DETECTION)
    calm = _scenario(trace, _DAYS[name], "none", whole=False)
    wasted = {who: _hours(scenarios["yo-yo"], who) - _hours(calm, who) for who in ("dozor", "hpa", "kpa")}
    return {scenario: _figures(runs) for scenario, runs in scenarios.items()} | {
        "yo-yo waste, replica-hours": {who: round(hours, 1) for who, hours in wasted.items()},
        "yo-yo waste removed of HPA's, %": round(100 * (1 - wasted["dozor"] / wasted["hpa"]), 1),
    }


def _traces() -> Iterator[tuple[str, Trace]]:
    folder = Path(os.environ.get("DOZOR_DATA_SETS", "../shared/data")) / "traces"
    nasa, cup = folder / "nasa_1995_jul_aug.per_second.txt.gz", folder / "worldcup98_requests_per_minute.csv.gz"
    if nasa.exists():
        yield "nasa", read_trace(nasa, _MEAN)
    if cup.exists():
        whole = read_trace(cup)
        trace = whole.part(_JUNE - 77_400, 42 * DAY)
        yield "world_cup", Trace(trace.name, trace.started_at, trace.expected * (_MEAN / trace.expected.mean()))
    yield "seasonal", seasonal(2, 21)


def _scenario(
    trace: Trace,
    days: tuple[int, ...],
    scenario: Scenario,
    *,
    peers_protected: bool = False,
    detection: Detection | None = None,
    whole: bool = True,
) -> list[dict[str, Figures]]:
    """Return the figures of each day by scaler."""
    runs = []
    for day in days:
        hours = _CALM_HOURS if scenario == "none" and whole else _HOURS
        history = trace.part(max(0, day - _HISTORY_DAYS) * DAY, min(day, _HISTORY_DAYS) * DAY)
        trial = Trial(
            policy=_POLICY,
            replica=_REPLICA,
            against=PEERS if scenario == "none" else ("hpa", "kpa"),
            detection=detection or Detection(),
            peers_protected=peers_protected,
            seed=1000 + day,
        )
        runs.append(run(trial, trace.part(day * DAY + _FROM_HOUR * 3600, hours * 3600), history, scenario))
    return runs


def _figures(runs: list[dict[str, Figures]]) -> dict[str, dict[str, float]]:
    return {who: _summed([figures[who] for figures in runs]) for who in runs[0]}


def _summed(days: list[Figures]) -> dict[str, float]:
    requests = sum(day.requests for day in days)
    return {
        "cost": round(sum(day.replica_hours for day in days) / sum(day.oracle_hours for day in days), 3),
        "failed": round(100 * sum(day.violating * day.requests for day in days) / requests, 3),
        "dropped": round(100 * sum(day.dropped * day.requests for day in days) / requests, 3),
        "changes_per_hour": round(sum(day.changes_per_hour for day in days) / len(days), 1),
        "recovery_seconds": max(day.recovery_seconds for day in days),
    }


def _hours(runs: list[dict[str, Figures]], who: str) -> float:
    return sum(figures[who].replica_hours for figures in runs)


if __name__ == "__main__":
    main()
