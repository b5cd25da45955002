"""What alarms cost the core: the averages of a fleet put to all rules, and a detector's work for one value."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Final

import numpy as np

from agent.contract.metrics import SeriesName
from core.server.alarms.builtin import BUILTIN
from core.server.alarms.engine import Engine
from core.server.alarms.rule import Rule
from core.server.alarms.scoring import KEY_METRICS, Scoring
from core.server.metrics.recent import STEP_SECONDS, Averages

_NODES: Final = 1000
_CONTAINERS: Final = 20
_SPANS: Final = 4
_T0: Final = 1_900_000_000
_EXTRA: Final = {
    "every-container": Rule(metric="container.memory_limit_share", above=0.9, for_seconds=20),
    "missing": Rule(kind="absence", metric="container.memory_limit_share"),
}


def alarms() -> dict[str, float]:
    """Return milliseconds for each ten seconds of 1,000 nodes of 200 series, quiet and with 10,000 alarms."""
    rules = BUILTIN | _EXTRA
    quiet, firing = Engine(), Engine()
    figures = {}
    for engine, value, figure in ((quiet, 0.5, "alarms_quiet_ms"), (firing, 0.95, "alarms_all_firing_ms")):
        engine.set_rules(rules, _T0)
        took = [_put(engine, span, value) for span in range(_SPANS)]
        figures[figure] = min(took[1:]) * 1e3
    figures["alarms_standing"] = float(sum(1 for _ in firing.standings.all()))
    began_at = time.perf_counter()
    kept = len(firing.standings.to_bytes())
    figures["alarms_keep_ms"] = (time.perf_counter() - began_at) * 1e3
    figures["alarms_kept_bytes"] = float(kept)
    figures["metric_score_us"] = _score()
    return figures


def _put(engine: Engine, span: int, value: float) -> float:
    t = _T0 + span * STEP_SECONDS
    spans = list(_fleet(t, value))
    began_at = time.perf_counter()
    for averages in spans:
        engine.observe(averages, averages.node, t + STEP_SECONDS + 1)
    engine.take_transitions()
    return time.perf_counter() - began_at


_LISTS: Final[dict[int, tuple[SeriesName, ...]]] = {}


def _fleet(t: int, value: float) -> Iterator[Averages]:
    for node in range(_NODES):
        names = _LISTS.get(node) or _LISTS.setdefault(node, _names())
        values = np.full(len(names), 0.5, np.float32)
        values[-_CONTAINERS // 2 :] = value
        yield Averages(f"n{node}", t, names, values)


def _names() -> tuple[SeriesName, ...]:
    ruled = [rule.series for rule in BUILTIN.values() if rule.metric]
    one_each = [SeriesName(kind, "", metric, "share") for kind, metric in ruled if kind == "host"]
    others = [SeriesName("disk", f"d{i}", "busy_share", "share") for i in range(200 - _CONTAINERS - len(one_each))]
    shares = [SeriesName("container", f"c{i}", "memory_limit_share", "share") for i in range(_CONTAINERS)]
    return tuple(dict.fromkeys([*one_each, *others, *shares]))


def _score() -> float:
    scoring, chance = Scoring(), np.random.default_rng(1)
    names = tuple(SeriesName(kind, "", metric, "share") for kind, metric in sorted(KEY_METRICS))
    rows = chance.random((400, len(names))).astype(np.float32)
    began_at = 0.0
    for i, row in enumerate(rows):
        if i == len(rows) // 2:
            began_at = time.perf_counter()
        scoring.take(Averages("n1", _T0 + i * STEP_SECONDS, names, row), ())
    return (time.perf_counter() - began_at) / (len(rows) // 2 * len(names)) * 1e6


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in alarms().items()}) + "\n")
