"""Averages as the core hands them out, for an engine of one rule."""

import numpy as np

from agent.contract.metrics import SeriesName
from core.server.alarms.engine import Engine
from core.server.alarms.rule import Rule
from core.server.metrics.recent import Averages

T0 = 1_900_000_000
GAP = float("nan")


def averages(t: int, values: dict[str, float], node: str = "n1", metric: str = "disk.used_share") -> Averages:
    kind, _, what = metric.partition(".")
    names = tuple(SeriesName(kind, entity, what, "share") for entity in values)
    return Averages(node, t, names, np.array(list(values.values()), np.float32))


class Fed:
    """An engine of one rule, and all that happened in it."""

    def __init__(self, rule: Rule | dict[str, object], engine: Engine | None = None) -> None:
        self.rule = rule if isinstance(rule, Rule) else Rule.model_validate(rule)
        self.engine = engine or Engine()
        self.engine.set_rules({"r": self.rule}, T0)
        self.happened = self.engine.take_transitions()

    def feed(self, at: int, values: dict[str, float], node: str = "n1", *, late: float = 1) -> None:
        """Take in the averages of the ten seconds from T0 + at on, so many seconds after their end."""
        metric = self.rule.metric or "host.cpu_busy_share"
        self.engine.observe(averages(T0 + at, values, node, metric), node, T0 + at + 10 + late)
        self.happened += self.engine.take_transitions()

    def run(self, values: str, start: int = 0) -> list[tuple[str, int]]:
        """Feed one entity: a digit is tenths, a dot a gap, and return what happened, when."""
        for i, each in enumerate(values):
            self.feed(start + 10 * i, {"a": GAP if each == "." else int(each) / 10})
        return self.told

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(each.what, int(each.at) - T0) for each in self.happened]
