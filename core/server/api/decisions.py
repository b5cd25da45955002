"""What was decided about sources, and what people decide."""

from typing import Annotated

from fastapi import APIRouter, Header, Query

from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import DecisionDetail, DecisionIn, DecisionOut, DecisionsIn, DecisionsMade, Page

router = APIRouter(tags=["decisions"])
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=128)]


@router.get("/decisions")
async def list_decisions(
    *,
    parts: PartsDep,
    _person: Reader,
    active: bool | None = None,
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[DecisionOut]:
    """List decisions, newest first. `active`: only those that hold, or only those that do not."""
    raise NotImplementedError


@router.post("/decisions", status_code=201)
async def make_decision(
    body: DecisionIn, parts: PartsDep, person: Decider, idempotency_key: IdempotencyKey = None
) -> DecisionOut:
    """Ban or limit a source. 409 where an allowlist covers it or it is one of the fleet's own addresses."""
    raise NotImplementedError


@router.post("/decisions/bulk")
async def make_decisions(
    body: DecisionsIn, parts: PartsDep, person: Decider, idempotency_key: IdempotencyKey = None
) -> DecisionsMade:
    """Decide the same about several sources; those that may not be touched are named."""
    raise NotImplementedError


@router.get("/decisions/{decision_id}")
async def read_decision(decision_id: str, parts: PartsDep, _person: Reader) -> DecisionDetail:
    """Show a decision with its evidence and what came of it at each node."""
    raise NotImplementedError


@router.delete("/decisions/{decision_id}")
async def lift_decision(decision_id: str, parts: PartsDep, person: Decider) -> DecisionOut:
    """End a decision before its time."""
    raise NotImplementedError
