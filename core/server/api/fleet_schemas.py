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


class NodeIn(Input):
    """A node to be."""

    name: Annotated[str, Field(min_length=1, max_length=63, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class NodeOut(NodeBrief):
    """A node as of its newest report. Counters are totals since the node was created."""

    created_at: datetime
    last_report_at: datetime | None
    agent_version: str
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
    """A service; `rps` is the mean of the last 10 s. `max_step`: the strongest that automation may do there."""

    name: str
    mode: Literal["off", "observe", "enforce"]
    max_step: Step
    thresholds: ThresholdsOut
    rps: float
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


class PolicyOut(BaseModel):
    """What automation may do. `max_step` and `thresholds` hold for services that nobody set others for.

    `distrusted_heads` are those that false alarms have put back to simulation.
    """

    frozen: bool
    frozen_at: datetime | None
    frozen_by: str
    max_step: Step
    thresholds: ThresholdsOut
    budget_exhausted: list[SpentBudget]
    distrusted_heads: list[str]


class PolicyIn(Input):
    """A change of policy. What is left out stays as it is; `trusted_head` is heard again from now on."""

    frozen: bool | None = None
    max_step: Step | None = None
    thresholds: ThresholdsIn | None = None
    trusted_head: Annotated[str, Field(max_length=40)] | None = None


class Health(BaseModel):
    """How the core is. Positions count the ingest log's records.

    `dropped_outputs` will never be stored: PostgreSQL was away for so long that they had no room on disk. `frozen`:
    automation makes no new decisions; `budget_exhausted`: services at which it may ban no more for now.
    """

    status: Literal["ok", "degraded"]
    version: str
    database: bool
    log_position: int
    processed_position: int
    stored_position: int
    dropped_outputs: int
    frozen: bool
    budget_exhausted: list[str]
