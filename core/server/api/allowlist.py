"""Addresses and networks that no decision may touch."""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request

from core.server.api.allow_lines import MOST_LINES, read_lines
from core.server.api.allowlist_schemas import (
    AllowedMany,
    AllowIn,
    AllowManyIn,
    AllowOut,
    AllowPatch,
    AllowRefused,
    AllowTextChecked,
    AllowTextIn,
)
from core.server.api.allowlist_shapes import covered, is_within, shown_entry, shown_lines
from core.server.api.caller import ChangesNothing, caller_of
from core.server.api.decision_history import holds, lifted_at
from core.server.api.decision_shapes import instant
from core.server.api.live_reads import allowlist
from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import Page
from core.server.api.told_schemas import refused_fields
from core.server.db.database import DatabaseAway
from core.server.decisions.context import AllowEntry
from core.server.decisions.networks import Network, network_of
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Invalid, NotFound
from core.server.ingest.commands import Allow, AmendAllow, Disallow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.decisions.decision import Decision

router = APIRouter(tags=["allowlist"])


@router.get("/allowlist")
async def list_allowed(parts: PartsDep, _person: Reader) -> Page[AllowOut]:
    """List what is allowed now, newest first, with what each entry was for."""
    now = parts.clock.now()
    entries = allowlist(parts.core, now)
    lifted = await _lifted_by(parts, entries)
    ranges = _ranges(parts)
    items = [_shown(parts, each, lifted[each.id], ranges) for each in entries]
    return Page[AllowOut](items=items, next_cursor=None, total=len(items), as_of=instant(now))


@router.post("/allowlist", status_code=201)
async def allow(body: AllowIn, request: Request, parts: PartsDep, person: Decider) -> AllowOut:
    """Allow an address or a network; active decisions that it covers are lifted."""
    network = _network(body.network)
    made = await _allow(parts, person, body, _lifts(parts, {body.network: network})[body.network])
    parts.audit.note(caller_of(request, person), "allow", made.id, after=body.model_dump(mode="json"))
    return made


@router.post("/allowlist/bulk")
async def allow_many(body: AllowManyIn, request: Request, parts: PartsDep, person: Decider) -> AllowedMany:
    """Allow several addresses and networks; those that cannot be are named."""
    lifts = _lifts(parts, dict(_readable(body.entries)))
    outcomes = await asyncio.gather(*(_try(parts, person, each, lifts[each.network]) for each in body.entries))
    made = [each for each in outcomes if isinstance(each, AllowOut)]
    refused = [each for each in outcomes if isinstance(each, AllowRefused)]
    said = {"networks": [each.network for each in made]}
    parts.audit.note(caller_of(request, person), "allow", " ".join(each.id for each in made), after=said)
    return AllowedMany(made=made, refused=refused)


@router.post("/allowlist/check", dependencies=[ChangesNothing])
async def check_allowed(body: AllowTextIn, parts: PartsDep, _person: Reader) -> AllowTextChecked:
    """Read pasted lines: what each allows or what is wrong with it, and what it would do. Nothing is changed."""
    now = parts.clock.now()
    lines = read_lines(body.text, now)
    active = parts.core.decisions.active(now)
    return AllowTextChecked(lines=shown_lines(lines, allowlist(parts.core, now), active), most=MOST_LINES)


@router.patch("/allowlist/{entry_id}")
async def amend_allowed(
    entry_id: str, body: AllowPatch, request: Request, parts: PartsDep, person: Decider
) -> AllowOut:
    """Change until when an entry holds, why, and who answers for it."""
    entry, now = _one(parts, entry_id), parts.clock.now()
    until_at = entry.until_at
    if "until_at" in body.model_fields_set:
        until_at = _until(body, now)
    reason = entry.reason if body.reason is None else body.reason
    owner = entry.owner if body.owner is None else body.owner
    command = AmendAllow(at=now, entry_id=entry_id, until_at=until_at, by=person.login, reason=reason, owner=owner)
    await parts.core.command(command)
    caller, after = caller_of(request, person), _one(parts, entry_id)
    parts.audit.note(caller, "amend_allowed", entry_id, before=_audited(entry), after=_audited(after))
    return _shown(parts, after, (await _lifted_by(parts, [after]))[entry_id], _ranges(parts))


@router.delete("/allowlist/{entry_id}", status_code=204)
async def disallow(entry_id: str, request: Request, parts: PartsDep, person: Decider) -> None:
    """Take an entry back."""
    entry = _one(parts, entry_id)
    await parts.core.command(Disallow(at=parts.clock.now(), entry_id=entry_id, by=person.login))
    parts.audit.note(caller_of(request, person), "disallow", entry_id, before=_audited(entry))


async def _allow(parts: "Parts", person: "Person", body: AllowIn, lifts: "Sequence[str]") -> AllowOut:
    network, now = _network(body.network), parts.clock.now()
    until_at = now + body.duration_seconds if body.duration_seconds else _until(body, now)
    command = Allow(
        at=now,
        entry_id=secrets.token_hex(8),
        network=str(network),
        until_at=until_at,
        by=person.login,
        reason=body.reason,
        owner=body.owner or "",
    )
    await parts.core.command(command)
    lifted = [each for each in lifts if _has_ended(parts, each)]
    return _shown(parts, _one(parts, command.entry_id), lifted, _ranges(parts))


async def _try(parts: "Parts", person: "Person", body: AllowIn, lifts: "Sequence[str]") -> AllowOut | AllowRefused:
    try:
        return await _allow(parts, person, body, lifts)
    except Invalid as error:
        return AllowRefused(network=body.network, **refused_fields(error))


def _readable(entries: list[AllowIn]) -> "Iterator[tuple[str, Network]]":
    for each in entries:
        with contextlib.suppress(Invalid):  # it is refused by itself
            yield each.network, _network(each.network)


def _lifts(parts: "Parts", networks: dict[str, Network]) -> "defaultdict[str, list[str]]":
    """Return by network's text the decisions that hold about what is in it."""
    found = covered(networks, parts.core.decisions.active(parts.clock.now()))
    return defaultdict(list, {name: [each.id for each in decisions] for name, decisions in found.items()})


async def _lifted_by(parts: "Parts", entries: list[AllowEntry]) -> dict[str, list[str]]:
    """Return by entry what it lifted; nothing while the database is away, as only the past is asked for."""
    try:
        ended = await lifted_at(parts.database, [each.at for each in entries]) if entries else []
    except DatabaseAway:
        ended = []
    return {
        each.id: [
            decision_id
            for decision_id, value, at in ended
            if abs(at - each.at) < 1e-5 and is_within(network_of(each.network), value)
        ]
        for each in entries
    }


def _one(parts: "Parts", entry_id: str) -> AllowEntry:
    entry = next((each for each in allowlist(parts.core, parts.clock.now()) if each.id == entry_id), None)
    if entry is None:
        raise NotFound(RefusedDecision.no_allow_entry())
    return entry


def _network(text: str) -> Network:
    try:
        return network_of(text)
    except ValueError as error:
        if text.endswith("/0"):
            raise Invalid(RefusedDecision.allows_everyone()) from error
        raise Invalid(RefusedDecision.no_network(text=text)) from error


def _until(body: AllowIn | AllowPatch, now: float) -> float:
    if body.until_at is None:
        return 0.0
    if body.until_at.tzinfo is None:
        raise Invalid(RefusedDecision.instant_zoneless())
    if body.until_at.timestamp() <= now:
        raise Invalid(RefusedDecision.instant_over())
    return body.until_at.timestamp()


def _has_ended(parts: "Parts", decision_id: str) -> bool:
    decision = parts.core.decisions.get(decision_id)
    return decision is None or not holds(decision, parts.clock.now())


def _ranges(parts: "Parts") -> "list[tuple[Network, Decision]]":
    active = parts.core.decisions.active(parts.clock.now())
    return [(network_of(each.value), each) for each in active if each.scope == "range"]


def _shown(parts: "Parts", entry: AllowEntry, lifted: list[str], ranges: "list[tuple[Network, Decision]]") -> AllowOut:
    return shown_entry(entry, parts.core.allow_tally(entry.id), lifted, ranges, parts.clock.now())


def _audited(entry: AllowEntry) -> dict[str, object]:
    return {
        "network": entry.network,
        "until_at": entry.until_at or None,
        "owner": entry.owner,
        "by": entry.by,
        "reason": entry.reason,
    }
