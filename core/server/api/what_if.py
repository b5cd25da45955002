"""What other thresholds would have done to what was kept of the last days."""

from typing import Final

from fastapi import APIRouter

from core.server.api.caller import ChangesNothing
from core.server.api.decision_shapes import instant
from core.server.api.lab_schemas import WhatIfIn, WhatIfOut
from core.server.api.lab_shapes import shown_found
from core.server.api.long_questions import OneAtATime, span_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import Trier
from core.server.api.policy import threshold_command
from core.server.lab.refused import RefusedLab
from core.server.lab.registry import Registry
from core.server.lab.what_if_apart import Question, answer_apart, unpacked

router = APIRouter(prefix="/lab", tags=["lab"])
_place: Final = OneAtATime(RefusedLab.thresholds_tried())


@router.post("/what-if", dependencies=[ChangesNothing])
async def try_thresholds(body: WhatIfIn, parts: PartsDep, person: Trier) -> WhatIfOut:
    """Put what was kept of a time through the policy with other thresholds, and with today's beside it.

    One question at a time, by a process that makes way for the pipeline.
    """
    span, registry, service = span_of(body.from_at, body.to_at), Registry(parts.database), body.service
    command = threshold_command(body.thresholds, service, parts.clock.now(), person.login)
    with _place.turn():
        rows, complete = await registry.rows(*span)
        incidents = await registry.incidents(*span, service)
        context = parts.core.live.read(lambda live: live.context.to_bytes())
        found = await answer_apart(
            Question(rows=rows, context=context, thresholds=command, service=service, incidents=incidents)
        )
    return WhatIfOut(
        proposed=shown_found(found.proposed),
        current=shown_found(found.current),
        records=len(rows),
        complete=complete,
        covered_from_at=next((instant(each.as_of) for each in unpacked(rows)), None),
    )
