"""One source in detail, and the flagged ones as CSV."""

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from agent.contract.address import address_text, pack_address
from core.server.api.anomalies_view import Asked, flagged_sources
from core.server.api.decision_history import NEWEST, Wanted, page
from core.server.api.decision_shapes import instant, shown
from core.server.api.harmless import harmless
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import check_service, decided_about, sees_service, services_seen
from core.server.api.schemas import AnomalousSource, SourceDetail, SourceSample
from core.server.api.source_history import remembered
from core.server.api.source_schemas import ReverseName, SourceNameOut
from core.server.api.source_shapes import Held
from core.server.db.database import DatabaseAway
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Invalid, NotFound

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.decisions.decision import Decision
    from core.server.pipeline.live_source import LiveSource

router = APIRouter(tags=["sources"])
_DECISIONS = 50
_HEADER = (
    "source",
    "service",
    "score",
    "requests_per_second",
    "traffic_share",
    "requests",
    "refused",
    "first_seen_at",
    "last_seen_at",
    "reasons",
    "top_path",
    "decision",
)


@router.get(
    "/sources.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The flagged sources"}},
)
async def export_sources(
    parts: PartsDep,
    person: NarrowedReader,
    service: Annotated[str, Query(max_length=253)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
) -> StreamingResponse:
    """Stream exactly the flagged sources that the screen shows, as CSV."""
    sources = [source for source in _flagged(parts, person, service) if _matches(source, q)]
    headers = {"Content-Disposition": 'attachment; filename="anomalous-sources.csv"'}
    return StreamingResponse(_csv(sources), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/sources/{source}")
async def read_source(
    source: str,
    parts: PartsDep,
    person: NarrowedReader,
    service: Annotated[str, Query(max_length=253)] = "",
) -> SourceDetail:
    """Show a source: its score and reasons, recent requests, features, decisions."""
    try:
        value = address_text(pack_address(source))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_ip(text=source)) from error
    decisions, now = await _decisions_of(parts, person, value), parts.clock.now()
    summary = await _summary(parts, person, value, service, decisions)
    live = parts.core.live.read(lambda now: now.sources.get((summary.service, value)))
    return SourceDetail(
        source=summary,
        samples=_samples(live, decisions),
        features=live.features if live else next((d.evidence.features for d in decisions), {}),
        decisions=[shown(decision, now) for decision in decisions],
    )


@router.get("/sources/{source}/name")
async def read_source_name(source: str, parts: PartsDep, person: NarrowedReader) -> SourceNameOut:
    """Ask name servers how an address is called, and whether that name leads back to it. Kept for some minutes.

    Whoever gave the name may have meant it for whoever reads it: it is hostile text. Whose scope is limited asks of the
    sources of their services alone: the core's name servers may know what the world does not.
    """
    try:
        value = address_text(pack_address(source))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_ip(text=source)) from error
    if ":" in value:
        raise Invalid("A source of IPv6 is a /64, which has no name.")
    if person.scope.limited:
        await _summary(parts, person, value, "", await _decisions_of(parts, person, value))
    found = await parts.source_names.of(value)
    names = [ReverseName(name=name.text, confirmed=name.confirmed) for name in found.names]
    return SourceNameOut(source=value, state=found.state, names=names)


async def _summary(
    parts: "Parts", person: "Person", value: str, service: str, decisions: "list[Decision]"
) -> AnomalousSource:
    """Return what is known of a source where somebody may see it.

    Raises:
        NotFound: nothing is.
    """
    for each in _flagged(parts, person, service):
        if each.source == value:
            return each
    asked = [service] if service else services_seen(parts, person)
    held = Held.of(parts.core.decisions.active(parts.clock.now()))
    summary = await remembered(parts, value, asked, decisions, held)
    if summary is None:
        raise NotFound(RefusedDecision.no_source())
    return summary


def _flagged(parts: "Parts", person: "Person", service: str) -> list[AnomalousSource]:
    if service:
        check_service(person, service)
    now = parts.clock.now()
    held = Held.of(parts.core.decisions.active(now))
    asked = Asked(service, now - 900, now, now, partial(sees_service, person), parts.places)
    return parts.core.live.read(lambda live: flagged_sources(live, asked, held)[0])


async def _decisions_of(parts: "Parts", person: "Person", value: str) -> "list[Decision]":
    """Return a source's decisions, newest first; only those that hold while the database is away."""
    now, services = parts.clock.now(), decided_about(parts, person)
    wanted = Wanted(None, value, now, services=services)
    active = [decision for decision in parts.core.decisions.active(now) if decision.value == value]
    try:
        found, _total = await page(parts.database, active, wanted, NEWEST, _DECISIONS)
    except DatabaseAway:
        found = [decision for decision in active if wanted.fits(decision)]
    return [decision for decision in found if decision.value == value]


def _samples(live: "LiveSource | None", decisions: "list[Decision]") -> list[SourceSample]:
    kept = list(live.samples) if live and live.samples else [s for d in decisions[:1] for s in d.evidence.samples]
    return [
        SourceSample(at=instant(s.at), method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
        for s in reversed(kept)
    ]


def _matches(source: AnomalousSource, q: str) -> bool:
    texts = (source.source, source.service, source.top_path, *(reason.feature for reason in source.reasons))
    return q.lower() in " ".join(texts).lower()


def _csv(sources: list[AnomalousSource]) -> Iterator[str]:
    yield _line(_HEADER)
    for source in sources:
        reasons = " ".join(f"{reason.feature}={reason.value:g}" for reason in source.reasons)
        seen = (source.first_seen_at.isoformat(), source.last_seen_at.isoformat())
        counts = (f"{source.rps:.2f}", f"{source.traffic_share:.4f}", source.requests, source.refused)
        decision = source.decision.type if source.decision else ""
        texts = (reasons, harmless(source.top_path), decision)
        yield _line((source.source, harmless(source.service), f"{source.score:.3f}", *counts, *seen, *texts))


def _line(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue()
