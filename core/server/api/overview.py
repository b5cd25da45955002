"""The Overview in one answer, and what people say of what is on it."""

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from core.server.api.anomalies_view import Asked
from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.first_steps import NOTE, first_steps
from core.server.api.nodes import brief
from core.server.api.overview_schemas import (
    AttentionIn,
    AttentionItem,
    Checked,
    FirstSteps,
    FirstStepsIn,
    Overview,
    OverviewVerdict,
)
from core.server.api.overview_view import Traffic, in_order, shown_change, shown_item, state_of, verdict_item
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, NarrowedSeer, Operator, may
from core.server.api.reach import nodes_seen, sees_service
from core.server.api.refused import RefusedReach
from core.server.attention.changes import newest
from core.server.attention.notes import Note
from core.server.errors import Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.attention.changes import Change
    from core.server.attention.item import Item

router = APIRouter(tags=["overview"])
_CHANGES: Final = 10
_EVERYBODYS: Final = frozenset({"frozen", "scoring"})
_LAST_MINUTES: Final = 900


@router.get(
    "/snapshot/overview", response_model=Overview, responses={304: {"description": "Nothing changed since the ETag"}}
)
async def overview(request: Request, parts: PartsDep, person: NarrowedReader) -> Response:
    """Say whether everything is fine, and if not, what comes first. Honours If-None-Match."""
    body = (await _overview(parts, person)).model_dump_json().encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.patch("/overview/attention")
async def note_attention(body: AttentionIn, request: Request, parts: PartsDep, person: NarrowedSeer) -> AttentionItem:
    """Let an item wait, or say who sees to it. What waits comes back at once where it gets worse."""
    notes, now = parts.attention.notes, parts.clock.now()
    item = next((each for each in await parts.attention.items() if each.key == body.key), None)
    if item is None or not _is_shown(parts, person, item):
        raise NotFound(RefusedReach.attention_gone())
    if person.scope.limited and not (item.service or item.node):
        raise Forbidden(RefusedReach.attention_fleet())
    before = notes.of(item.key)
    until, severity, assignee = before.snoozed_until, before.severity, before.assignee
    if body.snoozed_seconds is not None:
        until, severity = (now + body.snoozed_seconds, item.severity) if body.snoozed_seconds else (0.0, "")
    if body.assignee is not None:
        assignee = _login(parts, body.assignee)
    after = Note(snoozed_until=until, severity=severity, assignee=assignee, by=person.login, at=now)
    await notes.put(item.key, after)
    parts.audit.note(caller_of(request, person), "note_attention", item.key, before=_said(before), after=_said(after))
    return shown_item(item, after, now)


@router.put("/overview/first-steps")
async def note_first_steps(
    body: FirstStepsIn, request: Request, parts: PartsDep, person: Operator
) -> FirstSteps | None:
    """Put the first steps away, or take them out again."""
    note = Note(assignee=person.login if body.dismissed else "", by=person.login, at=parts.clock.now())
    await parts.attention.notes.put(NOTE, note)
    parts.audit.note(caller_of(request, person), "note_first_steps", "", after=body.model_dump())
    return first_steps(parts)


async def _overview(parts: "Parts", person: "Person") -> Overview:
    now = parts.clock.now()
    asked = Asked("", now - _LAST_MINUTES, now, now, partial(sees_service, person))
    traffic = parts.core.live.read(lambda live: Traffic(live, asked))
    nodes = [brief(node, now) for node in nodes_seen(parts, person)]
    notes = parts.attention.notes
    shown = [item for item in await parts.attention.items() if _is_shown(parts, person, item)]
    waiting, snoozed = in_order(shown, notes, now)
    about = verdict_item(waiting)
    changes = [each for each in await parts.attention.changes() if _tells(person, each)]
    return Overview(
        as_of=instant(int(now)),
        verdict=OverviewVerdict(
            state=state_of(waiting, traffic, has_nodes=bool(nodes)),
            key=about.key if about else "",
            items=len(waiting),
            scoring=traffic.scoring,
            checked=_checked(parts, person, len(nodes), traffic.services_total),
        ),
        attention=[shown_item(item, notes.of(item.key), now) for item in (*waiting, *snoozed)],
        kpis=traffic.kpis,
        nodes=nodes,
        services=traffic.services,
        services_total=traffic.services_total,
        changes=[shown_change(each) for each in newest(changes, _CHANGES)],
        first_steps=first_steps(parts) if may(person, "operate") and not person.scope.limited else None,
    )


def _checked(parts: "Parts", person: "Person", nodes: int, services: int) -> Checked:
    state = parts.proxy.documents.state
    whole = not person.scope.limited
    return Checked(
        nodes=nodes,
        services=services,
        domains=len(state.domains) if whole else 0,
        certificates=len(state.certificates) if whole else 0,
    )


def _is_shown(parts: "Parts", person: "Person", item: "Item") -> bool:
    """Say whether somebody may know of an item: of one of no service and no node only who sees the whole fleet."""
    if item.service:
        return sees_service(person, item.service)
    if item.node:
        return any(node.id == item.node for node in nodes_seen(parts, person))
    return item.kind in _EVERYBODYS or not person.scope.limited


def _tells(person: "Person", change: "Change") -> bool:
    """Say whether somebody may know of a change: what people did stands in the audit log, which not all may read."""
    if change.kind == "deed":
        return may(person, "manage") and not person.scope.limited
    return sees_service(person, change.service) if change.service else not person.scope.limited


def _login(parts: "Parts", login: str) -> str:
    if login and parts.accounts.directory.by_login(login) is None:
        raise Invalid(RefusedReach.nobody_called(login=login))
    return login


def _said(note: Note) -> dict[str, object]:
    return {"snoozed_until": note.snoozed_until, "assignee": note.assignee}
