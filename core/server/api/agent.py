"""Where agents report."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from agent.contract.wire import MSGPACK
from core.server.api.parts import PartsDep

router = APIRouter(tags=["agent"])

_BINARY: Final[dict[str, Any]] = {
    MSGPACK: {"schema": {"type": "string", "format": "binary"}},
    "application/json": {"schema": {"type": "object"}},
}


@router.post(
    "/agent/reports",
    response_class=Response,
    openapi_extra={"requestBody": {"content": _BINARY, "required": True}},
    responses={200: {"content": _BINARY, "description": "The report is durable; what the agent is told"}},
)
async def accept_report(request: Request, parts: PartsDep) -> Response:
    """Accept a report (see agent.contract.wire). Authorization: Bearer NODE_ID.KEY."""
    raise NotImplementedError
