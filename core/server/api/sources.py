"""One source in detail, and the flagged ones as CSV."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.api.schemas import SourceDetail

router = APIRouter(tags=["sources"])


@router.get(
    "/sources.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The flagged sources"}},
)
async def export_sources(
    parts: PartsDep,
    _person: Reader,
    service: Annotated[str, Query(max_length=253)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
) -> StreamingResponse:
    """Stream exactly the flagged sources that the screen shows, as CSV."""
    raise NotImplementedError


@router.get("/sources/{source}")
async def read_source(
    source: str,
    parts: PartsDep,
    _person: Reader,
    service: Annotated[str, Query(max_length=253)] = "",
) -> SourceDetail:
    """Show a source: its score and reasons, recent requests, features, decisions."""
    raise NotImplementedError
