"""The models of the API. Output models have no defaults; input models refuse unknown fields.

Instants are RFC 3339 UTC (`_at`) or, in columnar series, Unix seconds; units are in names.
"""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from core.server.api.fleet_schemas import NodeBrief
from core.server.api.input import Input

DecisionType = Literal["observe", "limit", "challenge", "ban"]
Kind = Literal["flood", "scan", "stuffing", "scraping", "exploit", "distributed", "flash_crowd", "unknown"]
Severity = Literal["low", "medium", "high", "critical"]
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A page of a long list. `next_cursor` is null at the end."""

    items: list[Item]
    next_cursor: str | None
    total: int
    as_of: datetime


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[dict[str, str]]


# -- anomalies


class ReasonOut(BaseModel):
    """One feature's part in a score. `feature` is a stable key that the app translates."""

    feature: str
    value: float
    typical: float
    share: float
    one_in: float


class Verdict(BaseModel):
    """The answer first. `state`: attack (an incident goes on), quiet, blind (traffic without scoring), no_data."""

    state: Literal["attack", "quiet", "blind", "no_data"]
    incident_id: str | None
    kind: Kind | None
    severity: Severity | None
    service: str | None
    started_at: datetime | None
    sources: int
    traffic_share: float
    times_expected: float | None
    ban_candidates: list[str]


class Kpi(BaseModel):
    """Now, and the last 15 minutes for a sparkline (60 points, oldest first; null is a gap)."""

    value: float | None
    expected: float | None
    spark: list[float | None]


class Kpis(BaseModel):
    """The figures at the top of the screen."""

    requests_rps: Kpi
    anomalous_share: Kpi
    refused_rps: Kpi
    latency_p95_ms: Kpi
    errors_5xx_share: Kpi


IncidentVerdict = Literal["open", "attack", "harmless", "expected"]


class Incident(BaseModel):
    """Decisions and anomalies of one service that belong together. `refused`: requests of its sources, by Dozor."""

    id: str
    kind: Kind
    severity: Severity
    service: str
    started_at: datetime
    detected_at: datetime
    ended_at: datetime | None
    sources: int
    decisions: int
    refused: int
    peak_score: float
    peak_rps: float
    verdict: IncidentVerdict
    verdict_by: str
    verdict_reason: str
    verdict_at: datetime | None


class TimelineEntry(BaseModel):
    """Something that happened in an incident.

    `what` and `subject` are stable keys that the app translates, but for an event's signature; `value` is a number
    that belongs to them: sources, or requests per second.
    """

    at: datetime
    what: Literal["started", "detected", "event", "anomaly", "refused", "escalated", "grew", "peak", "ended", "verdict"]
    subject: str
    value: float


class IncidentSource(BaseModel):
    """A source of an incident, with the strongest that was decided about it."""

    source: str
    scope: Literal["ip", "range", "asn", "fingerprint"]
    type: DecisionType
    kind: Kind
    score: float
    decided_at: datetime
    decision_id: str
    active: bool


class IncidentDetail(Incident):
    """An incident with its timeline, its sources (at most 500, the strongest decisions first) and decisions (100)."""

    timeline: list[TimelineEntry]
    decided_sources: list[IncidentSource]
    latest_decisions: list["DecisionOut"]


class ActiveDecision(BaseModel):
    """A decision that holds now."""

    id: str
    type: DecisionType
    until_at: datetime
    simulated: bool
    origin: Literal["detector", "person"]


class AnomalousSource(BaseModel):
    """A flagged source. `allowed` says that an allowlist covers it."""

    source: str
    scope: Literal["ip", "range", "asn", "fingerprint"]
    service: str
    score: float
    rps: float
    traffic_share: float
    requests: int
    refused: int
    first_seen_at: datetime
    last_seen_at: datetime
    reasons: list[ReasonOut]
    top_path: str
    spark: list[float | None]
    decision: ActiveDecision | None
    allowed: bool


class SourceSample(BaseModel):
    """A request kept as evidence. Its texts are the client's: hostile."""

    at: datetime
    method: str
    path: str
    status: int
    user_agent: str


class SourceDetail(BaseModel):
    """A source with all that is known of it."""

    source: AnomalousSource
    samples: list[SourceSample]
    features: dict[str, float]
    decisions: list["DecisionOut"]


class Anomalies(BaseModel):
    """Everything that the Anomalies screen shows in a tick, but the chart's series.

    `frozen`: automation makes no new decisions; `budget_exhausted`: services at which it may ban no more for now.
    """

    as_of: datetime
    frozen: bool
    budget_exhausted: list[str]
    scoring: Literal["on", "warming_up", "off"]
    verdict: Verdict
    kpis: Kpis
    incidents: list[Incident]
    nodes: list[NodeBrief]
    why: list[ReasonOut]
    sources: list[AnomalousSource]
    sources_total: int
    services: list[str]


class TrafficSeries(BaseModel):
    """Columns of equal length; `t` are Unix seconds, `step_seconds` apart; null is a gap.

    With `since`, only points from there on (the last point may still change).
    """

    as_of: datetime
    step_seconds: int
    t: list[int]
    rps: list[float | None]
    rps_max: list[float | None]
    expected_low: list[float | None]
    expected_high: list[float | None]
    score: list[float | None]
    refused_rps: list[float | None]
    status_2xx: list[float | None]
    status_3xx: list[float | None]
    status_4xx: list[float | None]
    status_5xx: list[float | None]
    latency_mean_ms: list[float | None]
    latency_p95_ms: list[float | None]


class VerdictIn(Input):
    """What a person says that an incident was. `harmless` and `expected` let its sources go."""

    verdict: IncidentVerdict
    reason: Annotated[str, Field(max_length=500)] = ""


# -- decisions


class DecisionIn(Input):
    """A person's decision about an address, or with scope `range` about a network in CIDR form.

    A range is at least a /8, of IPv6 a /32. Empty `service`: all services. Null `duration_seconds`: until lifted.
    """

    type: Literal["limit", "challenge", "ban"] = "ban"
    scope: Literal["ip", "range"] = "ip"
    source: Annotated[str, Field(min_length=2, max_length=64)]
    service: Annotated[str, Field(max_length=253)] = ""
    duration_seconds: Annotated[int, Field(ge=10, le=366 * 86400)] | None = 4 * 3600
    reason: Annotated[str, Field(max_length=500)] = ""


class DecisionsIn(Input):
    """One decision for several sources at once, all of one scope."""

    sources: Annotated[list[Annotated[str, Field(min_length=2, max_length=64)]], Field(min_length=1, max_length=500)]
    scope: Literal["ip", "range"] = "ip"
    type: Literal["limit", "challenge", "ban"] = "ban"
    service: Annotated[str, Field(max_length=253)] = ""
    duration_seconds: Annotated[int, Field(ge=10, le=366 * 86400)] | None = 4 * 3600
    reason: Annotated[str, Field(max_length=500)] = ""


class NodeOutcome(BaseModel):
    """What came of a decision at a node."""

    node: str
    state: Literal["applied", "pending", "failed"]
    error: str


class DecisionOut(BaseModel):
    """A decision, with why it was made."""

    id: str
    type: DecisionType
    scope: Literal["ip", "range", "asn", "fingerprint"]
    value: str
    service: str
    kind: Kind
    decided_at: datetime
    until_at: datetime
    lifted_at: datetime | None
    active: bool
    simulated: bool
    origin: Literal["detector", "person"]
    decided_by: str
    score: float
    reasons: list[ReasonOut]
    incident_id: str | None


class Contribution(BaseModel):
    """What one feature adds to the evidence: its value, and -log10 of how rare it is among sources."""

    feature: str
    value: float
    surprisal: float


class HeadVote(BaseModel):
    """What one head of the detectors says, as -log10 p: when it was decided, and made again from what is stored."""

    head: str
    stored: float
    again: float | None


class Reproduction(BaseModel):
    """The score made again from the stored features and the stored parts of the detectors.

    `equal`: every bit is the same. `missing` names the parts that are not stored, or not stored yet.
    """

    p_value: float | None
    score: float | None
    equal: bool
    missing: list[str]


class DecisionDetail(DecisionOut):
    """A decision with the evidence that it was made from, whether that gives its score again, and what came of it.

    `basis`: the score, that the source went on while it was refused (`refused_60s` in a minute), or the members of a
    range (`members`). `harm` names the rule that proved harm. `reproduction` is null where no detector decided.
    """

    basis: Literal["score", "refused", "members"]
    harm: str
    refused_60s: int
    members: int
    p_value: float
    features: dict[str, float]
    contributions: list[Contribution]
    heads: list[HeadVote]
    thresholds: dict[str, float]
    detector_version: str
    parts: dict[str, str]
    reproduction: Reproduction | None
    samples: list[SourceSample]
    nodes: list[NodeOutcome]


class DecisionsMade(BaseModel):
    """What was done, and which sources were refused and why (allowlisted, protected, no address)."""

    made: list[DecisionOut]
    refused: list[dict[str, str]]


class AllowIn(Input):
    """An address or a network in CIDR form. Null duration: for good."""

    network: Annotated[str, Field(min_length=2, max_length=64)]
    duration_seconds: Annotated[int, Field(ge=10, le=366 * 86400)] | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class AllowOut(BaseModel):
    """An allowlist entry. `lifted_decisions` are those that it ended when it was made."""

    id: str
    network: str
    until_at: datetime | None
    made_at: datetime
    made_by: str
    reason: str
    lifted_decisions: list[str]
