"""How long decisions, incidents, labels and detector parts are kept in PostgreSQL."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("retention.sql"))
_PART_SECONDS: Final = 2 * 86_400.0  # the pipeline puts a part that is in use out again every day


async def forget_history(database: "Database", now: float, days: int) -> None:
    """Delete what is older than `days`; parts go once no decision that is left names them.

    Raises:
        DatabaseAway: it is tried again with the next housekeeping.
    """
    before = now - days * 86_400.0
    async with database.transaction() as connection:
        await connection.execute(_SQL["forget_decisions"], before, now)
        for name in ("forget_incidents", "forget_incident_notes", "forget_labels"):
            await connection.execute(_SQL[name], before)
        await connection.execute(_SQL["forget_parts"], min(before, now - _PART_SECONDS))
