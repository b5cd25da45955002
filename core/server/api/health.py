"""Is the core well."""

from fastapi import APIRouter

from core.server.api.parts import PartsDep
from core.server.api.schemas import Health

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(parts: PartsDep) -> Health:
    """Say whether everything works. Needs no sign-in; `degraded` still ingests and enforces."""
    raise NotImplementedError
