"""What is kept for how long, and how much room that takes."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.api.settings_schemas import FolderKind, FolderOut, StoredKind, StoredOut, TierOut
from core.server.db.queries import load_queries
from core.server.metrics.ladder import LADDER
from core.server.series.tiers import SOURCES, TRAFFIC, Tier

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.settings.settings import Settings

_SQL: Final = load_queries(Path(__file__).with_name("settings_stored.sql"))
_DAY: Final = 86_400
_KINDS: Final[tuple[tuple[StoredKind, tuple[str, ...]], ...]] = (
    ("traffic", ("traffic", "rollup")),
    ("sources", ("source_traffic",)),
    ("metrics", ("metric", "alarm")),
    ("decisions", ("decision", "incident", "label", "detector")),
    ("kept_rows", ("feature_rows",)),
    ("audit", ("audit",)),
    ("notifications", ("notification", "telegram")),
    ("scaling", ("scaling",)),
    ("proxies", ("proxy",)),
)
_TIERS: Final[dict[StoredKind, tuple[Tier, ...]]] = {"traffic": TRAFFIC, "sources": SOURCES, "metrics": LADDER}
_FOLDERS: Final[tuple[tuple[FolderKind, str], ...]] = (
    ("ingest_log", "pipeline/log"),
    ("outputs", "pipeline/outputs"),
    ("checkpoints", "pipeline/checkpoints"),
    ("snapshots", "snapshots"),
    ("postgres", "postgres"),
)


async def stored(database: "Database", settings: "Settings") -> list[StoredOut]:
    """Return what is kept in PostgreSQL, by kind.

    Raises:
        DatabaseAway: it cannot be asked.
    """
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["sizes"])
    sizes = dict.fromkeys((*(kind for kind, _ in _KINDS), "other"), 0)
    for row in rows:
        sizes[kind_of(row["name"])] += row["bytes"]
    days = {
        "decisions": ("DOZOR_HISTORY_DAYS", settings.history_days),
        "scaling": ("DOZOR_HISTORY_DAYS", settings.history_days),
        "notifications": ("DOZOR_HISTORY_DAYS", settings.history_days),
        "kept_rows": ("DOZOR_FEATURE_DAYS", settings.feature_days),
        "audit": ("DOZOR_AUDIT_DAYS", settings.audit_days),
    }
    return [_shown(kind, size, days) for kind, size in sizes.items()]


def kind_of(table: str) -> StoredKind:
    """Return what a table, or a partition of it, holds."""
    return next((kind for kind, begins in _KINDS if table.startswith(begins)), "other")


def folders(data_dir: Path) -> list[FolderOut]:
    """Return what the core's own folders take; those that there are not are left out. Reads the disk."""
    there = ((kind, data_dir / name) for kind, name in _FOLDERS)
    return [FolderOut(kind=kind, stored_bytes=_size(path)) for kind, path in there if path.is_dir()]


def _shown(kind: StoredKind, size: int, days: Mapping[str, tuple[str, int]]) -> StoredOut:
    setting, kept = days.get(kind, ("", 0))
    tiers = _TIERS.get(kind, ())
    seconds = kept * _DAY if kept else tiers[-1].keep_seconds if tiers else None
    return StoredOut(
        kind=kind,
        stored_bytes=size,
        keep_seconds=seconds,
        setting=setting,
        tiers=[TierOut(step_seconds=tier.step_seconds, keep_seconds=tier.keep_seconds) for tier in tiers],
    )


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # it went meanwhile
            continue
    return total
