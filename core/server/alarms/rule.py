"""A rule: what of which series is worth an alarm, and from when on it is over."""

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.server.glob import matcher
from models.metric_anomalies import ALARM

RuleKind = Literal["threshold", "change", "forecast", "anomaly", "absence", "silence"]
Severity = Literal["low", "medium", "high", "critical"]
MOST_RULES: Final = 200
_SEEN_KINDS: Final = frozenset({"absence", "silence"})
_WINDOWED: Final = frozenset({"change", "forecast"})
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?")

Glob = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Globs = Annotated[tuple[Glob, ...], Field(max_length=50)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e30, le=1e30)]
Duration = Annotated[int, Field(ge=0, le=86_400)]


class Rule(BaseModel):
    """What is worth an alarm. Its values are ten-second averages; durations are of the data, not of the clock.

    `threshold`: the value itself. `change`: by how much it rose above (fell below) its lowest (highest) within
    `window_seconds`. `forecast`: where its trend over `window_seconds` leads `ahead_seconds` from now. `anomaly`: how
    surprising it is, once, at once. `absence`: a series that was there is not, while its node reports. `silence`: a
    node does not report at all.

    `nodes` (names or ids), `entities` and `but` (entities left out) are patterns with * and ?. With `group` `node` or
    `fleet` all series that match are one, by `of`. `clear` is the value from which on it is over, where that is not
    the threshold itself; either has to last, for `for_seconds` and `clear_seconds`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    kind: RuleKind = "threshold"
    metric: Annotated[str, Field(max_length=170, pattern=r"^([a-z][a-z0-9_]{0,31}\.[^\x00-\x1f\x7f]+)?$")] = ""
    nodes: Globs = ("*",)
    entities: Globs = ("*",)
    but: Globs = ()
    group: Literal["entity", "node", "fleet"] = "entity"
    of: Literal["avg", "min", "max", "sum", "count"] = "avg"
    above: Number | None = None
    below: Number | None = None
    clear: Number | None = None
    for_seconds: Duration = 60
    clear_seconds: Duration = 60
    window_seconds: Annotated[int, Field(ge=60, le=86_400)] = 600
    ahead_seconds: Annotated[int, Field(ge=0, le=30 * 86_400)] = 0
    severity: Severity = "medium"
    summary: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    enabled: bool = True

    @model_validator(mode="before")
    @classmethod
    def _of_anomalies(cls, value: Any) -> Any:
        """An anomaly is told once: it lasts for no time, and its threshold is the detector's own."""
        if isinstance(value, dict) and value.get("kind") == "anomaly":
            return {"above": ALARM, "for_seconds": 0} | value
        return value

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.kind == "silence") == bool(self.metric):
            raise ValueError("metric: KIND.METRIC is wanted, but of silence, which is of a node as a whole")
        limits = (self.above is not None) + (self.below is not None)
        if limits != (self.kind not in _SEEN_KINDS):
            raise ValueError("exactly one of `above` and `below` is wanted, and none of absence and silence")
        if self.kind in _SEEN_KINDS and (self.group != "entity" or self.clear is not None):
            raise ValueError("absence and silence are of each entity, and have no value to clear at")
        if self.kind == "anomaly" and (self.for_seconds or self.below is not None or self.group != "entity"):
            raise ValueError("an anomaly is told once, of each entity: for_seconds is 0, and there is no `below`")
        if self.clear is not None and not self._is_on_the_near_side(self.clear):
            raise ValueError("`clear` lies beyond the threshold: the alarm would be over before it began")
        if self.group != "entity" and self.kind in _WINDOWED:
            raise ValueError("a change or a forecast is of each entity")
        return self

    def _is_on_the_near_side(self, clear: float) -> bool:
        return clear <= self.above if self.above is not None else self.below is not None and clear >= self.below

    @property
    def series(self) -> tuple[str, str]:
        """Kind and metric."""
        kind, _, metric = self.metric.partition(".")
        return kind, metric

    def names_node(self, node_id: str, name: str) -> bool:
        """Say whether it is about a node."""
        fits = matcher(self.nodes)
        return fits(node_id) or fits(name)

    def names_entity(self, entity: str) -> bool:
        """Say whether it is about an entity."""
        return matcher(self.entities)(entity) and not (self.but and matcher(self.but)(entity))


def is_rule_name(name: str) -> bool:
    """Say whether a rule may be called so."""
    return _NAME.fullmatch(name) is not None
