"""The fleet's models of the API. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input


class NodeBrief(BaseModel):
    """`state`: ok, warn (late or dropping), down (no report for 15 s), new (never reported).

    `beats`: the last 60 s, 10 s each: share of reports that came, null before the node was there.
    """

    id: str
    name: str
    state: Literal["ok", "warn", "down", "new"]
    cpu_share: float | None
    rps: float
    beats: list[float | None]


NodeName = Annotated[str, Field(min_length=1, max_length=63, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Groups = Annotated[
    tuple[Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")], ...],
    Field(max_length=50),
]


class KeyIn(Input):
    """How long a node's key is good, and from where: null for without end, and for everywhere.

    `networks` are addresses and networks in CIDR notation. An agent whose key is over is not heard.
    """

    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    networks: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50)] | None = None


class NodeIn(Input):
    """A node to be."""

    name: NodeName
    groups: Groups | None = None
    key: KeyIn | None = None


class NodeChange(Input):
    """What is to become different of a node; null leaves it as it is."""

    name: NodeName | None = None
    groups: Groups | None = None


class NodeOut(NodeBrief):
    """A node as of its newest report. Counters are totals since the node was created.

    `groups` are what scopes of people name. Without `has_key` its key was revoked, and it is not heard. An agent that
    `agent_is_older` than the core does all that it did; what is new in the core it may not know.
    """

    groups: list[str]
    has_key: bool
    key_until: datetime | None
    key_networks: list[str]
    created_at: datetime
    last_report_at: datetime | None
    agent_version: str
    agent_is_older: bool
    nginx_up: bool
    nginx_version: str
    load_1m: float | None
    memory_used_bytes: int | None
    memory_total_bytes: int | None
    disk_used_share: float | None
    uptime_seconds: float | None
    agent_cpu_share: float | None
    agent_rss_bytes: int | None
    lines: int
    malformed: int
    malformed_samples: list[str]
    reports_dropped: int
    rows_merged: int
    active_decisions: int
    pending_actions: int
    logs: list[str]


class NodeKey(BaseModel):
    """Shown once: the core keeps a hash."""

    node: NodeOut
    key: str


Step = Literal["observe", "limit", "challenge", "ban"]
PValue = Annotated[float, Field(ge=1e-12, le=0.1)]


class ThresholdsOut(BaseModel):
    """From which p-values on a source is watched, limited, challenged or banned.

    `shared_ban` holds for addresses that many people share, `damning_ban` where what is asked for condemns the source.
    """

    observe: float
    limit: float
    challenge: float
    ban: float
    shared_ban: float
    damning_ban: float


class ThresholdsIn(Input):
    """Thresholds; what is null is as it is shipped."""

    observe: PValue | None = None
    limit: PValue | None = None
    challenge: PValue | None = None
    ban: PValue | None = None


class ServiceOut(BaseModel):
    """A service; its figures are of the last 10 s, shares and times null where nothing was answered.

    `max_step`: the strongest that automation may do there.
    """

    name: str
    mode: Literal["off", "observe", "enforce"]
    max_step: Step
    thresholds: ThresholdsOut
    rps: float
    errors_5xx_share: float | None
    latency_p95_ms: float | None
    first_seen_at: datetime


class ServiceIn(Input):
    """How decisions about a service are to be carried out. What is left out stays as it is."""

    mode: Literal["off", "observe", "enforce"] | None = None
    max_step: Step | None = None
    thresholds: ThresholdsIn | None = None


class SpentBudget(BaseModel):
    """A service at which automation may ban no more sources for now."""

    service: str
    until_at: datetime


class DurationsOut(BaseModel):
    """How long automation decides for; `bans`: the first one and each after another, up to `longest_ban_seconds`."""

    step_seconds: int
    ban_seconds: int
    longest_ban_seconds: int
    bans: list[int]


Whole = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Part = Annotated[float, Field(allow_inf_nan=False)]


class DurationsIn(Input):
    """Durations from a minute to a day; what is null is as it is shipped."""

    step_seconds: Whole | None = None
    ban_seconds: Whole | None = None
    longest_ban_seconds: Whole | None = None


class BudgetOut(BaseModel):
    """Whom automation may ban at a service within a window: at least so many, or such a share of a day's sources.

    Known sources among them may make up no more than `share_of_traffic`. Newcomers of attacks have `outsiders`.
    """

    window_seconds: int
    least_bans: int
    share_of_sources: float
    share_of_traffic: float
    outsiders: int


class BudgetIn(Input):
    """A budget; what is null is as it is shipped."""

    least_bans: Whole | None = None
    share_of_sources: Part | None = None
    share_of_traffic: Part | None = None
    outsiders: Whole | None = None


class PolicyOut(BaseModel):
    """What automation may do. `max_step` and `thresholds` hold for services that nobody set others for.

    `distrusted_heads` are those that false alarms have put back to simulation.
    """

    frozen: bool
    frozen_at: datetime | None
    frozen_by: str
    max_step: Step
    thresholds: ThresholdsOut
    durations: DurationsOut
    budget: BudgetOut
    budget_exhausted: list[SpentBudget]
    distrusted_heads: list[str]


class PolicyIn(Input):
    """A change of policy. What is left out stays as it is; `trusted_head` is heard again from now on."""

    frozen: bool | None = None
    max_step: Step | None = None
    thresholds: ThresholdsIn | None = None
    durations: DurationsIn | None = None
    budget: BudgetIn | None = None
    trusted_head: Annotated[str, Field(max_length=40)] | None = None


class MetricsHealth(BaseModel):
    """What of metrics is not there, of all nodes together. All but `series_left_out` are counted since the start.

    `refused_reports` had metrics that made no sense, whose rest was taken in; `late_reports` told of what was more than
    two days ago; the names of `unnamed_reports` were lost with `dropped_outputs`. `series_left_out` are those that
    agents measure now beyond what a node may have. `behind_seconds` is how far the making of tiers is behind what is
    stored: a few where all is well.
    """

    refused_reports: int
    late_reports: int
    unnamed_reports: int
    series_left_out: int
    behind_seconds: int


class NotificationsHealth(BaseModel):
    """Messages that wait to be handed over, and for how long the one that waits longest; chats that cannot be reached.

    `broken_sources` of events tell nothing now; `dropped` messages had no room, criticals never among them.
    """

    waiting: int
    oldest_seconds: int
    failing_chats: int
    broken_sources: int
    dropped: int


class Health(BaseModel):
    """How the core is. Positions count the ingest log's records.

    `dropped_outputs` will never be stored: PostgreSQL was away for so long that they had no room on disk. What holds
    automation back is not told here, where anybody may ask, an attacker too: `GET /policy` tells it.
    """

    status: Literal["ok", "degraded"]
    version: str
    database: bool
    log_position: int
    processed_position: int
    stored_position: int
    dropped_outputs: int
    metrics: MetricsHealth
    notifications: NotificationsHealth
