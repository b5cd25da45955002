"""What happened in a span of time: what every chart marks on its time axis, in one request."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Query
from pydantic import BaseModel

from core.server.api.decision_shapes import instant
from core.server.api.marks_schemas import DecisionMark, DeploymentMark, IncidentMark, Marks, ScalingMark
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import check_service, services_seen
from core.server.api.refused import RefusedQuestionTime
from core.server.db.queries import load_queries
from core.server.errors import Invalid

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["series"])
_Mark = TypeVar("_Mark", bound=BaseModel)
_SQL: Final = load_queries(Path(__file__).with_name("marks.sql"))
_USUAL_SECONDS: Final = 1800
_SPANS: Final = 300  # more marks than that no chart has room for
_MOST: Final = 200


@router.get("/marks")
async def read_marks(
    parts: PartsDep,
    person: NarrowedReader,
    from_: Annotated[int | None, Query(alias="from", ge=0, lt=2**40)] = None,
    to: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
    service: Annotated[str, Query(max_length=253)] = "",
) -> Marks:
    """Show what happened between two instants (Unix seconds; none: the last half hour): what charts mark.

    Decisions that were made close together are one mark. Deployments concern the whole fleet, and are shown to whom
    all of it is. Of a service: what is about it, and about all.
    """
    if service:
        check_service(person, service)
    now = parts.clock.now()
    to_at = int(now) + 1 if to is None else to
    from_at = to_at - _USUAL_SECONDS if from_ is None else from_
    if from_at > to_at:
        raise Invalid(RefusedQuestionTime.span_reversed())
    about = _about(parts, person, service)
    asked = {
        "decisions": (max((to_at - from_at) // _SPANS, 1), None if about is None else ["", *about]),
        "incidents": (about, _MOST),
        "scaling": (about, _MOST),
        **({"deployments": (_MOST,)} if services_seen(parts, person) is None else {}),
    }
    async with parts.database.snapshot() as connection:
        found = {name: await connection.fetch(_SQL[name], from_at, to_at, *more) for name, more in asked.items()}
    return Marks(
        as_of=instant(now),
        incidents=_oldest_first(IncidentMark, found["incidents"]),
        decisions=[DecisionMark(**row) for row in found["decisions"]],
        deployments=_oldest_first(DeploymentMark, found.get("deployments", [])),
        scaling=_oldest_first(ScalingMark, found["scaling"]),
    )


def _about(parts: "Parts", person: "Person", service: str) -> list[str] | None:
    return [service] if service else services_seen(parts, person)


def _oldest_first(mark: "type[_Mark]", rows: list[Any]) -> "list[_Mark]":
    return [mark(**row) for row in reversed(rows)]
