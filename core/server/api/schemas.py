"""The models of the API. Output models have no defaults; input models refuse unknown fields.

Instants are RFC 3339 UTC (`_at`) or, in columnar series, Unix seconds; units are in names.
"""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from core.server.api.fleet_schemas import NodeBrief
from core.server.api.input import Input
from core.server.api.refusal_codes import RefusalCode

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


class ProblemPart(BaseModel):
    """A part of a problem: where, and what. `code` says with its `args` what `message` says; empty: there is none."""

    field: str
    message: str
    code: str
    args: dict[str, bool | int | float | str]


class Problem(BaseModel):
    """RFC 9457 problem details. `code` says with its `args` what `detail` says; empty: there is none."""

    type: str
    title: str
    status: int
    detail: str
    code: RefusalCode
    args: dict[str, bool | int | float | str]
    request_id: str
    errors: list[ProblemPart]


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
    """An incident with its timeline, its sources (at most 500, the strongest decisions first) and decisions (100).

    `spares`: so many sources at most a verdict of `harmless` or `expected` would let go for a day.
    """

    timeline: list[TimelineEntry]
    spares: int
    decided_sources: list[IncidentSource]
    latest_decisions: list["DecisionOut"]


class ActiveDecision(BaseModel):
    """A decision that holds now."""

    id: str
    type: DecisionType
    until_at: datetime
    simulated: bool
    origin: Literal["detector", "rule", "person"]


class AnomalousSource(BaseModel):
    """A flagged source. `allowed` says that an allowlist covers it.

    `country` is an ISO code, `asn` the number of an autonomous system; empty and 0 where nobody knows.
    """

    source: str
    scope: Literal["ip", "range", "asn", "fingerprint"]
    country: str
    asn: int
    asn_name: str
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


class VerdictIn(Input):
    """What a person says that an incident was. `harmless` and `expected` let its sources go."""

    verdict: IncidentVerdict
    reason: Annotated[str, Field(max_length=500)] = ""


class IncidentNoteIn(Input):
    """What somebody writes down about an incident."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class IncidentNote(BaseModel):
    """A note about an incident."""

    id: str
    written_at: datetime
    written_by: str
    text: str


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


class DecisionChange(Input):
    """What becomes of a decision that holds; what is null stays as it is. `duration_seconds` counts from now."""

    type: Literal["limit", "challenge", "ban"] | None = None
    duration_seconds: Annotated[int, Field(ge=10, le=366 * 86400)] | Literal["until_lifted"] | None = None
    reason: Annotated[str, Field(max_length=500)] | None = None


class DecisionEffect(BaseModel):
    """What a decision does: requests refused since it was made, and how many nodes carry it out, of those to do so.

    `refused` is null where nobody counts: of ranges, and while the database is away.
    """

    id: str
    refused: int | None
    last_refused_at: datetime | None
    nodes: int
    applied: int
    failed: int


class DecisionEffects(BaseModel):
    """What several decisions do."""

    as_of: datetime
    items: list[DecisionEffect]


class RuleBrief(BaseModel):
    """The rule of a person's that decided, as it was then. Its name is any text."""

    id: str
    name: str
    text: str


class DecisionOut(BaseModel):
    """A decision, with why it was made. `replaced`: it was lifted as another one took its place.

    `rule` is the one that decided where `origin` is `rule`. `said` is the reason that a person gave who decided: any
    text.
    """

    id: str
    type: DecisionType
    scope: Literal["ip", "range", "asn", "fingerprint"]
    value: str
    service: str
    kind: Kind
    decided_at: datetime
    until_at: datetime
    lifted_at: datetime | None
    replaced: bool
    active: bool
    simulated: bool
    origin: Literal["detector", "rule", "person"]
    rule: RuleBrief | None
    decided_by: str
    said: str
    score: float
    reasons: list[ReasonOut]
    incident_id: str | None


class DecisionRefused(BaseModel):
    """A source that nothing was decided about. `code` says with its `args` what `reason` says; empty: there is none."""

    source: str
    reason: str
    code: str
    args: dict[str, bool | int | float | str]


class DecisionsMade(BaseModel):
    """What was done, and which sources were refused and why (allowlisted, protected, no address)."""

    made: list[DecisionOut]
    refused: list[DecisionRefused]
