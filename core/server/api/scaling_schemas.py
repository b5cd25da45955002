"""The models of scaling. Loads are in replicas: 2.5 is what fills two and a half."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input
from core.server.proxy.specs.scaling import ScalingPolicySpec, ScalingSpec
from models.scaling.reasons import ReasonCode

Rule = Literal["dozor", "hpa", "hpa40", "kpa", "kpa60"]
Scenario = Literal["none", "flash", "ddos", "yo-yo", "ramp", "fault"]
EventKind = Literal["more", "less", "held", "goes_on", "paused", "resumed"]


class ScalingReason(BaseModel):
    """Why: a code with its numbers (shares are of 1), and the same in English. `said`: kept before there were codes."""

    code: ReasonCode
    args: dict[str, bool | int | float | str]
    text: str


class ScalingNode(BaseModel):
    """What a service has on a node: `others` are members that answer without being replicas of ours.

    `ordered` are the replicas that the node was told to have. `heard_at` is when it said last how far it is.
    """

    node_id: str
    node_name: str
    others: int
    ordered: int
    ready: int
    starting: int
    draining: int
    silent: bool
    trouble: str
    heard_at: datetime | None


class ScalingServiceOut(BaseModel):
    """How a service is scaled now. `desired`, `current`, `ready` and `starting` count all that answer for it.

    `current` are those that are ordered. `utilisation` is of the ready ones, 1 is full; `load` and `forecast` the same
    in replicas. With `dry_run` nothing of `desired` is carried out; `held`: nothing changes, as too little is known.
    `troubles` say why what was decided is not there. `decided_at` is null, and what was decided too, until something
    was.
    """

    service: str
    policy: ScalingSpec
    decided_at: datetime | None
    min: int
    max: int
    desired: int | None
    current: int
    ready: int
    starting: int
    draining: int
    utilisation: float | None
    load: float | None
    forecast: float | None
    requests_per_second: float | None
    anomalous_share: float | None
    incident: bool
    crowd: bool
    held: bool
    paused_in: bool
    paused_out: bool
    dry_run: bool
    reasons: list[ScalingReason]
    troubles: list[ScalingReason]
    nodes: list[ScalingNode]


class ScalingList(BaseModel):
    """The services that are scaled."""

    as_of: datetime
    services: list[ScalingServiceOut]


class ScalingEvent(BaseModel):
    """Something that happened: `before` and `after` count replicas; `by` is who paused or resumed."""

    at: datetime
    kind: EventKind
    before: int
    after: int
    reasons: list[ScalingReason]
    by: str


class ScalingHistory(BaseModel):
    """A service over time, in columns (`t`: Unix seconds at which points begin). Null is a gap.

    `desired`, `current`, `ready` and `starting` are the last of each point, `load` the mean, `forecast` the greatest.
    `reason` is that of the last decision, in English, `last_reasons` those of the newest. `events` are
    the newest 1,000, oldest first.
    """

    as_of: datetime
    service: str
    step_seconds: int
    t: list[int]
    desired: list[int | None]
    current: list[int | None]
    ready: list[int | None]
    starting: list[int | None]
    load: list[float | None]
    forecast: list[float | None]
    requests_per_second: list[float | None]
    anomalous_share: list[float | None]
    reason: list[str | None]
    last_reasons: list[ScalingReason]
    events: list[ScalingEvent]


class PauseIn(Input):
    """What is meant: `in` is ordering less, `out` ordering more."""

    direction: Literal["in", "out", "both"] = "both"


class ReplicaIn(Input):
    """What one replica is, for a simulation."""

    requests_per_second: Annotated[float, Field(ge=0.01, le=1e6)]
    service_seconds: Annotated[float, Field(ge=0.001, le=60)]
    start_seconds: Annotated[float, Field(ge=0, le=3600)] = 15.0
    slo_seconds: Annotated[float, Field(ge=0.01, le=60)] = 0.5


class SimulationIn(Input):
    """What is to be simulated: a policy (none: the service's) on the requests that the service had in a time.

    Of `replica` is taken, where it is not given, what follows from the policy's target and the measured latency.
    """

    service: Annotated[str, Field(min_length=1, max_length=253)]
    policy: ScalingPolicySpec | None = None
    from_at: datetime
    to_at: datetime
    against: Annotated[tuple[Literal["hpa", "hpa40", "kpa", "kpa60"], ...], Field(max_length=4)] = ("hpa", "kpa")
    scenario: Scenario = "none"
    replica: ReplicaIn | None = None


class SimulatedRule(BaseModel):
    """What came of a rule. `late` and `dropped` are shares of the legitimate requests.

    `cost` is the replica-hours as a multiple of what the requests need at least, second by second.
    """

    rule: Rule
    late: float
    dropped: float
    violating: float
    replica_hours: float
    cost: float
    changes_per_hour: float
    recovery_seconds: float


class SimulationOut(BaseModel):
    """What a policy would have done. `from_at` and `to_at` are what was replayed; gaps are filled from their sides."""

    service: str
    from_at: datetime
    to_at: datetime
    step_seconds: int
    requests: float
    mean_rps: float
    replica: ReplicaIn
    rules: list[SimulatedRule]
