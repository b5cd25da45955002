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


class ServiceOut(BaseModel):
    """A service; `rps` is the mean of the last 10 s."""

    name: str
    mode: Literal["off", "observe", "enforce"]
    rps: float
    first_seen_at: datetime


class ServiceModeIn(Input):
    """How decisions about a service are to be carried out."""

    mode: Literal["off", "observe", "enforce"]


class Health(BaseModel):
    """How the core is. Positions count the ingest log's records.

    `dropped_outputs` will never be stored: PostgreSQL was away for so long that they had no room on disk.
    """

    status: Literal["ok", "degraded"]
    version: str
    database: bool
    log_position: int
    processed_position: int
    stored_position: int
    dropped_outputs: int
