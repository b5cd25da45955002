"""Addresses and networks that no decision may touch."""

import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request

from agent.contract.address import pack_address
from core.server.api.caller import caller_of
from core.server.api.decision_history import holds, lifted_at
from core.server.api.decision_shapes import instant
from core.server.api.live_reads import allowlist
from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import AllowIn, AllowOut, Page
from core.server.db.database import DatabaseAway
from core.server.decisions.context import AllowEntry, covers, within
from core.server.errors import Invalid, NotFound
from core.server.ingest.commands import Allow, Disallow

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(tags=["allowlist"])


@router.get("/allowlist")
async def list_allowed(parts: PartsDep, _person: Reader) -> Page[AllowOut]:
    """List what is allowed now, newest first."""
    now = parts.clock.now()
    entries = allowlist(parts.core, now)
    lifted = await _lifted_by(parts, entries)
    items = [_shown(each, lifted[each.id]) for each in entries]
    return Page[AllowOut](items=items, next_cursor=None, total=len(items), as_of=instant(now))


@router.post("/allowlist", status_code=201)
async def allow(body: AllowIn, request: Request, parts: PartsDep, person: Decider) -> AllowOut:
    """Allow an address or a network; active decisions that it covers are lifted."""
    network, now = _network(body.network), parts.clock.now()
    command = Allow(
        at=now,
        entry_id=secrets.token_hex(8),
        network=str(network),
        until_at=now + body.duration_seconds if body.duration_seconds else 0.0,
        by=person.login,
        reason=body.reason,
    )
    covered = [each.id for each in parts.core.decisions.active(now) if _covers(network, each.value)]
    await parts.core.command(command)
    lifted = [each for each in covered if _has_ended(parts, each)]
    parts.audit.note(caller_of(request, person), "allow", command.entry_id, after=body.model_dump())
    return _shown(command, lifted)


@router.delete("/allowlist/{entry_id}", status_code=204)
async def disallow(entry_id: str, request: Request, parts: PartsDep, person: Decider) -> None:
    """Take an entry back."""
    now = parts.clock.now()
    entry = next((each for each in allowlist(parts.core, now) if each.id == entry_id), None)
    if entry is None:
        raise NotFound("There is no such entry.")
    await parts.core.command(Disallow(at=now, entry_id=entry_id, by=person.login))
    before = {"network": entry.network, "by": entry.by, "reason": entry.reason}
    parts.audit.note(caller_of(request, person), "disallow", entry_id, before=before)


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
            if abs(at - each.at) < 1e-5 and _covers(ip_network(each.network), value)
        ]
        for each in entries
    }


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise Invalid(f"{text!r} is neither an address nor a network in CIDR form.") from error
    if network.prefixlen == 0:
        raise Invalid("This would allow everyone.")
    return network


def _covers(network: IPv4Network | IPv6Network, value: str) -> bool:
    try:
        held = ip_network(value)
        if held.num_addresses > 1:
            return within(held, network)
        return covers(network, pack_address(value))
    except ValueError:  # a decision about something other than addresses
        return False


def _has_ended(parts: "Parts", decision_id: str) -> bool:
    decision = parts.core.decisions.get(decision_id)
    return decision is None or not holds(decision, parts.clock.now())


def _shown(entry: AllowEntry | Allow, lifted: list[str]) -> AllowOut:
    return AllowOut(
        id=entry.entry_id if isinstance(entry, Allow) else entry.id,
        network=entry.network,
        until_at=instant(entry.until_at) if entry.until_at else None,
        made_at=instant(entry.at),
        made_by=entry.by,
        reason=entry.reason,
        lifted_decisions=lifted,
    )
