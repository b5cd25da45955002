"""All routes of `/api/v1`, in the order in which they are matched."""

from typing import Any, Final

from fastapi import APIRouter

from core.server.api import (
    agent,
    allowlist,
    anomalies,
    decisions,
    health,
    incidents,
    lab,
    nodes,
    policy,
    series,
    services,
    session,
    sources,
    what_if,
)
from core.server.api.schemas import Problem

PREFIX: Final = "/api/v1"
_PROBLEM: Final[dict[int | str, dict[str, Any]]] = {"default": {"model": Problem, "description": "What went wrong"}}

router = APIRouter(prefix=PREFIX, responses=_PROBLEM)
for part in (
    session,
    anomalies,
    incidents,
    series,
    sources,
    decisions,
    allowlist,
    services,
    policy,
    lab,
    what_if,
    nodes,
    health,
    agent,
):
    router.include_router(part.router)
