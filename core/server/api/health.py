"""Is the core well."""

from fastapi import APIRouter

from core.server.api.fleet_schemas import Health
from core.server.api.parts import PartsDep
from core.server.api.version import VERSION

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(parts: PartsDep) -> Health:
    """Say whether everything works. Needs no sign-in; `degraded` still ingests and enforces."""
    core, now = parts.core.health(), parts.clock.now()
    frozen, exhausted = parts.core.live.read(lambda live: (live.context.frozen is not None, dict(live.exhausted)))
    database = await parts.database.answers()
    return Health(
        status="ok" if database and core.database else "degraded",
        version=VERSION,
        database=database and core.database,
        log_position=core.log_position,
        processed_position=core.processed_position,
        stored_position=core.stored_position,
        dropped_outputs=core.dropped,
        frozen=frozen,
        budget_exhausted=sorted(service for service, until in exhausted.items() if until > now),
    )
