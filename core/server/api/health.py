"""Is the core well."""

from fastapi import APIRouter

from core.server.api.fleet_schemas import Health
from core.server.api.parts import PartsDep
from core.server.api.version import VERSION

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(parts: PartsDep) -> Health:
    """Say whether everything works. Needs no sign-in; `degraded` still ingests and enforces."""
    core = parts.core.health()
    database = await parts.database.answers()
    return Health(
        status="ok" if database and core.database else "degraded",
        version=VERSION,
        database=database and core.database,
        log_position=core.log_position,
        processed_position=core.processed_position,
        stored_position=core.stored_position,
        dropped_outputs=core.dropped,
    )
