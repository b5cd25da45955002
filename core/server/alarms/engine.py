"""Puts averages to the rules. Pure: no clock, no disk; what happened is a list of transitions."""

from collections.abc import Mapping
from math import isnan

import numpy as np
from numpy.typing import NDArray

from core.server.alarms.fleet_group import FleetGroup, folded, part_of
from core.server.alarms.freshness import Freshness
from core.server.alarms.lifecycle import verdict_of
from core.server.alarms.memory import Memory
from core.server.alarms.plan import Plan, Watch, plan_of
from core.server.alarms.rule import Rule
from core.server.alarms.standings import Standings
from core.server.alarms.transition import Key, Transition
from core.server.metrics.recent import STEP_SECONDS, Averages

Numbers = NDArray[np.float64]


class Engine:
    """All rules over all nodes. `averages` of a node come in order; scores of anomalies come along with them.

    `step_seconds` is how long an average lasts: live it is STEP_SECONDS, in a trial over the past it may be more.
    """

    def __init__(self, step_seconds: int = STEP_SECONDS) -> None:
        self._step = step_seconds
        self._rules: dict[str, Rule] = {}
        self._plans: dict[str, Plan] = {}
        self._transitions: list[Transition] = []
        self._freshness = Freshness()
        self._groups: dict[str, FleetGroup] = {}
        self.memory = Memory()
        self.standings = Standings(self._transitions.append)

    def set_rules(self, rules: Mapping[str, Rule], at: float) -> None:
        """Go by these rules from now on. What stands against one that is gone, off or another now is over."""
        before, self._rules = self._rules, dict(rules)
        self._plans.clear()
        changed = {name for name in before if before[name] != rules.get(name)}
        for name in changed:
            self._groups.pop(name, None)
        self.memory.forget_rules(changed)
        kept = {name for name, rule in rules.items() if rule.enabled and name not in changed}
        self.standings.end_where(lambda key: key.rule not in kept, at, "rule")

    def take_transitions(self) -> list[Transition]:
        """Return what happened since the last call."""
        taken = list(self._transitions)
        self._transitions.clear()
        return taken

    def anomalies_wanted(self, averages: Averages, node_name: str) -> list[int]:
        """Return at which places of a node's averages rules want to know how surprising the value is."""
        watches = self._plan(averages, node_name).watches
        return [place for watch in watches if watch.rule.kind == "anomaly" for place in watch.places.tolist()]

    def observe(
        self, averages: Averages, node_name: str, now: float, scores: Mapping[int, float] | None = None
    ) -> None:
        """Take in a node's averages; `scores` are of anomalies, by place. Old ones teach, and cause no alarm."""
        end = averages.t + self._step
        fresh = self._freshness.is_fresh(averages.node, end, now)
        for watch in self._plan(averages, node_name).watches:
            if not len(watch.places) and watch.rule.group == "entity" and not self._is_known(watch, averages.node):
                continue
            values = averages.values[watch.places].astype(np.float64)
            if watch.rule.kind == "absence":
                self._look_for_absent(watch, averages, values, fresh=fresh)
            elif watch.rule.group == "fleet":
                self._judge_fleet(watch, averages, values, fresh=fresh)
            else:
                self._judge(watch, averages, self._measured(watch, averages, values, scores or {}), fresh=fresh)

    def hear(self, silent: Mapping[str, float], names: Mapping[str, str], now: int) -> None:
        """Take in for how long which nodes have not reported (seconds), with the names of all."""
        self.standings.end_where(lambda key: bool(key.node) and key.node not in names, now, "node")
        for name, rule in self._rules.items():
            if rule.kind != "silence" or not rule.enabled:
                continue
            for node, seconds in silent.items():
                if rule.names_node(node, names.get(node, "")):
                    is_silent = seconds >= max(rule.for_seconds, self._step)
                    span = (int(now - seconds), now)
                    self.standings.step(Key(name, node, ""), rule, "beyond" if is_silent else "back", seconds, span)

    def forget(self, node: str) -> None:
        """Forget a node that there is no more."""
        self._plans.pop(node, None)
        self._freshness.forget(node)
        self.memory.forget_node(node)

    @property
    def nodes(self) -> set[str]:
        """Nodes that something is remembered of."""
        return set(self._plans)

    def _plan(self, averages: Averages, node_name: str) -> Plan:
        plan = self._plans.get(averages.node)
        if plan is None or plan.names is not averages.names:
            plan = plan_of(self._rules, averages.node, node_name, averages.names)
            self._plans[averages.node] = plan
        return plan

    def _is_known(self, watch: Watch, node: str) -> bool:
        return self.memory.has(watch.name, node) or bool(self.standings.of(watch.name, node))

    def _measured(self, watch: Watch, averages: Averages, values: Numbers, scores: Mapping[int, float]) -> Numbers:
        rule = watch.rule
        if rule.kind == "anomaly":
            return np.array([scores.get(place, np.nan) for place in watch.places.tolist()])
        if rule.kind == "threshold":
            return values
        histories = self.memory.histories(watch.name, averages.node, watch.entities, averages.t - rule.window_seconds)
        pairs = zip(histories, values.tolist(), strict=True)
        return np.array([history.measured(rule, averages.t, value) for history, value in pairs])

    def _judge(self, watch: Watch, averages: Averages, values: Numbers, *, fresh: bool) -> None:
        if not fresh:
            return
        rule, node, entities = watch.rule, averages.node, watch.entities
        if rule.group == "node":
            values, entities = np.array([folded(rule, [part_of(values)])]), ("",)
        span = (averages.t, averages.t + self._step)
        standing = self.standings.of(watch.name, node)
        beyond = values > rule.above if rule.above is not None else values < (rule.below or 0.0)
        for place in np.flatnonzero(beyond).tolist() if not standing else range(len(entities)):
            value = float(values[place])
            if not isnan(value) and (beyond[place] or entities[place] in standing):
                key = Key(watch.name, node, entities[place])
                self.standings.step(key, rule, verdict_of(rule, value), value, span)
        if standing:
            self.standings.let_go_unseen(watch.name, node, span[1])

    def _judge_fleet(self, watch: Watch, averages: Averages, values: Numbers, *, fresh: bool) -> None:
        if not fresh:
            return
        group = self._groups.get(watch.name)
        if group is None:
            group = self._groups[watch.name] = FleetGroup(self._step)
        group.take(averages.node, averages.t, part_of(values))
        for t, value in group.close(watch.rule):
            if not isnan(value):
                span, key = (t, t + self._step), Key(watch.name, "", "")
                self.standings.step(key, watch.rule, verdict_of(watch.rule, value), value, span)
        self.standings.let_go_unseen(watch.name, "", averages.t + self._step)

    def _look_for_absent(self, watch: Watch, averages: Averages, values: Numbers, *, fresh: bool) -> None:
        seen = self.memory.seen(watch.name, averages.node)
        span = (averages.t, averages.t + self._step)
        there = [entity for entity, value in zip(watch.entities, values.tolist(), strict=True) if not isnan(value)]
        seen.take(there, span[1])
        if not fresh:
            return
        for entity, seconds in seen.missing(span[1], self._step, self.standings.of(watch.name, averages.node)):
            key = Key(watch.name, averages.node, entity)
            self.standings.step(key, watch.rule, "beyond" if seconds else "back", seconds, span)
        for entity in seen.forget(span[1]):
            self.standings.end(Key(watch.name, averages.node, entity), span[1], "gone")
