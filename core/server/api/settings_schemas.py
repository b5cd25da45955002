"""What the installation is set to. What `core.server.api.schemas` says of models holds here, too."""

from typing import Literal

from pydantic import BaseModel

SettingGroup = Literal["access", "retention", "network", "storage", "detection"]
StoredKind = Literal[
    "traffic", "sources", "metrics", "decisions", "kept_rows", "audit", "notifications", "scaling", "proxies", "other"
]
FolderKind = Literal["ingest_log", "outputs", "checkpoints", "snapshots", "postgres"]


class SettingOut(BaseModel):
    """A setting that is read at the start from the variable `name`. Of a secret there is no `value`, but `is_set`."""

    name: str
    group: SettingGroup
    value: str
    unit: Literal["", "days", "bytes", "per_second"]
    is_secret: bool
    is_set: bool


class TierOut(BaseModel):
    """Points `step_seconds` apart are kept for `keep_seconds`."""

    step_seconds: int
    keep_seconds: int


class StoredOut(BaseModel):
    """What is kept in PostgreSQL: how much it takes, and for how long; `tiers` where that gets coarser with time.

    `setting` is the variable that says how long, "" where the program does; `keep_seconds` null: until it is deleted.
    """

    kind: StoredKind
    stored_bytes: int
    keep_seconds: int | None
    setting: str
    tiers: list[TierOut]


class FolderOut(BaseModel):
    """A folder of the core's data, and what it takes."""

    kind: FolderKind
    stored_bytes: int


class SettingsOut(BaseModel):
    """What is set, kept and protected. `stored` is empty while the database is away."""

    version: str
    python: str
    settings: list[SettingOut]
    stored: list[StoredOut]
    folders: list[FolderOut]
    disk_free_bytes: int
    disk_total_bytes: int
    protected: list[str]
    default_mode: Literal["off", "observe", "enforce"]
