"""The models of metrics. Instants in columns are Unix seconds; null is a gap."""

from datetime import datetime

from pydantic import BaseModel


class MetricSeries(BaseModel):
    """One series: of `entity` of a node ("" where there is but one); columns as asked for, null where not.

    `entity` may hold any text.
    """

    node_id: str
    kind: str
    entity: str
    metric: str
    unit: str
    avg: list[float | None] | None
    min: list[float | None] | None
    max: list[float | None] | None
    last: list[float | None] | None
    anomaly: list[float | None] | None


class MetricColumns(BaseModel):
    """Series over time. `t` are the beginnings of the points of all of them, `step_seconds` apart.

    With `since`, only points from there on (the last point may still change).
    """

    as_of: datetime
    step_seconds: int
    t: list[int]
    series: list[MetricSeries]


class MetricName(BaseModel):
    """A metric that a node tells of, with the entities (any text) that it is told of."""

    kind: str
    metric: str
    unit: str
    entities: list[str]


class NodeMetrics(BaseModel):
    """What a node told of last, `at` (Unix seconds)."""

    node_id: str
    at: int
    metrics: list[MetricName]


class MetricList(BaseModel):
    """Which series there are, by node."""

    as_of: datetime
    nodes: list[NodeMetrics]


class MetricValue(BaseModel):
    """The newest value of a series; null is a gap."""

    node_id: str
    kind: str
    entity: str
    metric: str
    unit: str
    at: int
    value: float | None


class MetricValues(BaseModel):
    """The newest values of what is asked for."""

    as_of: datetime
    values: list[MetricValue]


class MetricChange(BaseModel):
    """A series that was otherwise before. `score` in [0, 1]: how unlike; `before` and `after` are medians.

    `change`: `changed`, or `appeared` or `vanished` where one side has no values (null).
    """

    node_id: str
    kind: str
    entity: str
    metric: str
    unit: str
    change: str
    score: float
    before: float | None
    after: float | None


class MetricChanges(BaseModel):
    """What changed, the most unlike first. `compared`: how many series were looked at."""

    as_of: datetime
    compared: int
    changes: list[MetricChange]
