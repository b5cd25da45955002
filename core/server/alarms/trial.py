"""How often a rule would have fired: the engine itself, over what is stored."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.server.alarms.engine import Engine
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.rule import Rule
from core.server.alarms.transition import Key, Transition
from core.server.errors import Invalid
from core.server.metrics.catalogue import Catalogue
from core.server.metrics.ladder import LADDER
from core.server.metrics.query import Query
from core.server.metrics.read import Columns, read_series
from core.server.metrics.recent import Averages
from models.metric_anomalies import MetricAnomalies

_RULE: Final = "tried"
_MOST_SPANS: Final = 50_000  # of nodes: about two seconds of work
_MOST_SCORES: Final = 15_000  # 0.2 ms each
_MOST_POINTS: Final = 3600  # that one question to the store answers for a series
_MOST_TOLD: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Which nodes (id -> name), and from when to when (Unix seconds)."""

    nodes: Mapping[str, str]
    from_at: int
    to_at: int
    now: int


@dataclass(frozen=True, slots=True)
class TriedAlarm:
    """An alarm that there would have been; `cleared_at` is 0 where it would fire still."""

    key: Key
    fired_at: float
    cleared_at: float
    value: float


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial; `alarms` are the newest, oldest first."""

    step_seconds: int
    series: int
    fired: int
    firing_seconds: int
    alarms: Sequence[TriedAlarm]


async def try_rule(connection: Any, catalogue: Catalogue, rule: Rule, past: Past) -> Tried:
    """Put stored averages to a rule, ten seconds each where that is little enough work, else a minute or ten.

    Raises:
        Invalid: it is about silence, of which nothing is stored, or about too many series.
    """
    if rule.kind == "silence":
        raise Invalid(RefusedAlarm.trial_of_silence())
    rule = rule.model_copy(update={"enabled": True})
    nodes = tuple(node for node, name in past.nodes.items() if rule.names_node(node, name))
    newest = await _read(connection, catalogue, _query(rule, nodes, past, (past.from_at, past.to_at, 600)))
    named = [each for each in newest.series if rule.names_entity(each.name.entity)]
    step = _step(rule, len({each.node for each in named}), len(named), past)
    engine = Engine(step)
    engine.set_rules({_RULE: rule}, past.from_at)
    detectors: dict[tuple[str, str], MetricAnomalies] = {}
    for at in range(past.from_at - past.from_at % step, past.to_at, step * _MOST_POINTS):
        end = min(past.to_at, at + step * _MOST_POINTS)
        columns = await _read(connection, catalogue, _query(rule, nodes, past, (at, end, step)))
        await asyncio.to_thread(_run, engine, rule, columns, past.nodes, detectors)
    return _told(step, len(named), engine.take_transitions(), past.to_at)


async def _read(connection: Any, catalogue: Catalogue, query: Query) -> Columns:
    return await read_series(connection, catalogue, query, ("avg",))


def _query(rule: Rule, nodes: tuple[str, ...], past: Past, span: tuple[int, int, int]) -> Query:
    from_at, to_at, step = span
    return Query(
        nodes=nodes,
        metrics=frozenset({rule.series}),
        entities=None,
        from_at=from_at,
        to_at=to_at,
        now=past.now,
        step_seconds=step,
        bounded=False,
    )


def _step(rule: Rule, nodes: int, series: int, past: Past) -> int:
    work, most = (series, _MOST_SCORES) if rule.kind == "anomaly" else (nodes, _MOST_SPANS)
    for tier in LADDER[1:4]:
        kept = past.from_at >= past.now - tier.keep_seconds
        if kept and work * (past.to_at - past.from_at) // tier.step_seconds <= most:
            return tier.step_seconds
    raise Invalid(RefusedAlarm.trial_of_many(series=series, nodes=nodes))


def _run(
    engine: Engine,
    rule: Rule,
    columns: Columns,
    names: Mapping[str, str],
    detectors: dict[tuple[str, str], MetricAnomalies],
) -> None:
    for averages in _averages(columns):
        scores = _scores(averages, rule, detectors) if rule.kind == "anomaly" else None
        engine.observe(averages, names[averages.node], averages.t + columns.step_seconds, scores)


def _averages(columns: Columns) -> Iterator[Averages]:
    """Go through the nodes' averages in the order of time."""
    nodes: dict[str, list[int]] = {}
    for row, series in enumerate(columns.series):
        nodes.setdefault(series.node, []).append(row)
    lists = {node: tuple(columns.series[row].name for row in rows) for node, rows in nodes.items()}
    values = columns.stats["avg"].astype(np.float32)
    for point, t in enumerate(columns.t):
        for node, rows in nodes.items():
            yield Averages(node, t, lists[node], values[rows, point])


def _scores(averages: Averages, rule: Rule, detectors: dict[tuple[str, str], MetricAnomalies]) -> dict[int, float]:
    """Score what the rule is about, and nothing beside it: by that it was seen to be little enough work."""
    scores = {}
    for place, name in enumerate(averages.names):
        if not rule.names_entity(name.entity):
            continue
        series = averages.node, name.entity
        detector = detectors.get(series)
        if detector is None:
            detector = detectors[series] = MetricAnomalies()
        value = float(averages.values[place])
        scores[place] = detector.score_one(value)
        detector.learn_one(value)
    return scores


def _told(step: int, series: int, happened: Sequence[Transition], to_at: int) -> Tried:
    alarms: dict[str, TriedAlarm] = {}
    for each in happened:
        if each.what == "fired":
            alarms[each.id] = TriedAlarm(each.key, each.at, 0.0, each.value)
        elif each.id in alarms:
            fired = alarms[each.id]
            alarms[each.id] = TriedAlarm(fired.key, fired.fired_at, each.at, fired.value)
    lasted = sum((each.cleared_at or to_at) - each.fired_at for each in alarms.values())
    return Tried(step, series, len(alarms), int(lasted), list(alarms.values())[-_MOST_TOLD:])
