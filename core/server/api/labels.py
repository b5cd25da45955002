"""What people say of single sources, and whom to ask them about."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Query, Request

from agent.contract.address import address_text, pack_address
from core.server.api.caller import caller_of
from core.server.api.cursor import Cursor, decode_cursor, encode_cursor
from core.server.api.decision_history import EPOCH
from core.server.api.decision_shapes import instant
from core.server.api.lab_study import LABELS_NEEDED
from core.server.api.labels_schemas import LabelCounts, LabelIn, LabelPage, QueueOut, Word
from core.server.api.labels_shapes import shown_candidate, shown_label
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedLabeller, NarrowedReader
from core.server.api.reach import check_service, sees_service, services_seen
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Invalid
from core.server.ingest.commands import LabelSource
from core.server.lab.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Sequence

router = APIRouter(prefix="/labels", tags=["lab"])
_FAR: Final = Cursor(1 << 52, "")


@router.get("")
async def list_labels(
    parts: PartsDep,
    person: NarrowedReader,
    label: Word | None = None,
    cursor: Annotated[str, Query(max_length=600)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LabelPage:
    """List what people said of sources, by themselves or by verdicts about incidents, newest first."""
    services, after = services_seen(parts, person), decode_cursor(cursor) if cursor else _FAR
    labels = Labels(parts.database)
    found = await labels.page((_moment(after), after.id), services, label or "", limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    place = last and Cursor(
        round((last.said_at - EPOCH).total_seconds() * 1e6), f"{last.service} {last.source} {last.incident}"
    )
    return LabelPage(
        items=[shown_label(each) for each in found[:limit]],
        next_cursor=encode_cursor(place) if place else None,
        counts=await _counts(labels, services),
        as_of=instant(parts.clock.now()),
    )


@router.get("/queue")
async def read_queue(
    parts: PartsDep,
    person: NarrowedReader,
    why: Literal["disagree", "undecided", "near", "ordinary"] | None = None,
) -> QueueOut:
    """Show whom a person's word would teach most about, with the evidence."""
    study, made_at = await parts.studies.newest(parts.clock.now())
    labels = Labels(parts.database)
    said = await labels.said_since(made_at - 1)
    items = [
        each
        for each in study.candidates
        if sees_service(person, each.service) and (each.service, each.source) not in said and why in {None, each.why}
    ]
    samples = await labels.samples([(each.service, each.source) for each in items])
    return QueueOut(
        items=[shown_candidate(each, samples.get((each.service, each.source), [])) for each in items],
        counts=await _counts(labels, services_seen(parts, person)),
        needed=LABELS_NEEDED,
        as_of=instant(made_at),
    )


@router.post("", status_code=204)
async def label_source(body: LabelIn, request: Request, parts: PartsDep, person: NarrowedLabeller) -> None:
    """Say what a source was. The detectors learn it half a minute later; it decides and lifts nothing.

    To be unsure is an answer, too: it is stored, teaches nothing, and the source is not asked about again.
    """
    check_service(person, body.service)
    source, at = _address(body.source), _seconds(body)
    labels = Labels(parts.database)
    features = await labels.features(body.service, source, at, body.position)
    before = await labels.own(body.service, source)
    command = LabelSource(
        at=parts.clock.now(),
        service=body.service,
        source=source,
        label=body.label,
        features=features,
        seen_at=at,
        by=person.login,
        reason=body.reason,
    )
    await parts.core.command(command)
    said = {"service": body.service, "label": body.label, "reason": body.reason}
    was = {"label": before["label"], "reason": before["reason"]} if before else None
    parts.audit.note(caller_of(request, person), "label_source", source, before=was, after=said)


@router.delete("", status_code=204)
async def unlabel_source(
    request: Request,
    parts: PartsDep,
    person: NarrowedLabeller,
    service: Annotated[str, Query(max_length=253)],
    source: Annotated[str, Query(max_length=64)],
) -> None:
    """Take back what was said of a source by itself. What the detectors have learned of it meanwhile stays."""
    check_service(person, service)
    address, now = _address(source), parts.clock.now()
    command = LabelSource(
        at=now, service=service, source=address, label="none", features=b"", seen_at=0.0, by=person.login
    )
    await parts.core.command(command)
    parts.audit.note(caller_of(request, person), "unlabel_source", address, before={"service": service})


async def _counts(labels: Labels, services: "Sequence[str] | None") -> LabelCounts:
    counts = await labels.counts(services)
    return LabelCounts(
        attack=counts.get("attack", 0), harmless=counts.get("harmless", 0), unsure=counts.get("unsure", 0)
    )


def _address(text: str) -> str:
    try:
        return address_text(pack_address(text))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_ip(text=text)) from error


def _seconds(body: LabelIn) -> float:
    if body.at.tzinfo is None:
        raise Invalid(RefusedDecision.instant_zoneless())
    return body.at.timestamp()


def _moment(cursor: Cursor) -> datetime:
    return EPOCH + timedelta(microseconds=cursor.at_micros)
