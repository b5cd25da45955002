"""Which of a node's series each rule is about, worked out once for each list of names."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.contract.metrics import SeriesName
from core.server.alarms.rule import Rule


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule's series in a list of names; none of them is about a rule that others of the node's lists were about."""

    name: str
    rule: Rule
    places: NDArray[np.intp]
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look at in each list of values that comes with `names`."""

    names: tuple[SeriesName, ...]
    watches: list[Watch]


def plan_of(rules: Mapping[str, Rule], node: str, node_name: str, names: tuple[SeriesName, ...]) -> Plan:
    """Return the plan for a node's names."""
    by_series: dict[tuple[str, str], list[int]] = {}
    for place, name in enumerate(names):
        by_series.setdefault((name.kind, name.metric), []).append(place)
    watches = []
    for rule_name, rule in rules.items():
        if rule.enabled and rule.kind != "silence" and rule.names_node(node, node_name):
            places = [i for i in by_series.get(rule.series, ()) if rule.names_entity(names[i].entity)]
            entities = tuple(names[i].entity for i in places)
            watches.append(Watch(rule_name, rule, np.array(places, np.intp), entities))
    return Plan(names, watches)
