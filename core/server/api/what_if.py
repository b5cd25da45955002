"""What other thresholds would have done to what was kept of the last days."""

import asyncio
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter

from core.server.api.decision_shapes import instant
from core.server.api.lab_schemas import WhatIfIn, WhatIfOut
from core.server.api.lab_shapes import shown_found
from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.api.policy import threshold_command
from core.server.decisions.context import Context
from core.server.errors import Invalid, Throttled
from core.server.lab.registry import Registry
from core.server.lab.what_if import replayed

if TYPE_CHECKING:
    from core.server.ingest.commands import SetThresholds
    from core.server.lab.feature_rows import FeatureRows
    from core.server.lab.what_if import Found, KnownIncident

router = APIRouter(prefix="/lab", tags=["lab"])
_LONGEST: Final = timedelta(days=31)
_running = threading.Lock()


@router.post("/what-if")
async def try_thresholds(body: WhatIfIn, parts: PartsDep, person: Reader) -> WhatIfOut:
    """Put what was kept of a time through the policy with other thresholds, and with today's beside it.

    One question at a time: the pipeline's processor answers it.
    """
    if body.from_at.tzinfo is None or body.to_at.tzinfo is None:
        raise Invalid("Instants need a time zone.")
    if not timedelta() < body.to_at - body.from_at <= _LONGEST:
        raise Invalid("From and to are to be in order, and at most 31 days apart.")
    service = body.service.replace("\0", "")
    command = threshold_command(body.thresholds, service, parts.clock.now(), person.login)
    if not _running.acquire(blocking=False):
        raise Throttled("Another question is being answered.", retry_after_seconds=5)
    try:
        registry, span = Registry(parts.database), (body.from_at.timestamp(), body.to_at.timestamp())
        rows, complete = await registry.rows(*span)
        incidents = await registry.incidents(*span, service)
        context = Context.from_bytes(parts.core.live.read(lambda live: live.context.to_bytes()))
        proposed, current = await asyncio.to_thread(_both, rows, context, command, service, incidents)
    finally:
        _running.release()
    return WhatIfOut(
        proposed=shown_found(proposed),
        current=shown_found(current),
        records=len(rows),
        complete=complete,
        covered_from_at=instant(rows[0].as_of) if rows else None,
    )


def _both(
    rows: "list[FeatureRows]",
    context: Context,
    command: "SetThresholds",
    service: str,
    incidents: "list[KnownIncident]",
) -> "tuple[Found, Found]":
    proposed = replayed(rows, context, command, service, incidents)
    return proposed, replayed(rows, context, None, service, incidents)
