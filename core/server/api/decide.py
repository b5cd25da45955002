"""What a person decides, made into commands of the ingest log."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final, Literal

from agent.contract.address import address_text, pack_address, range_of_sources
from core.server.api.live_reads import allowlist
from core.server.decisions.context import covers, within
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Conflict, Invalid
from core.server.ingest.commands import Impose

if TYPE_CHECKING:
    from agent.contract.wire import Scope
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.api.schemas import DecisionChange, DecisionIn, DecisionsIn
    from core.server.decisions.decision import Decision
    from core.server.pipeline.core import Core

_UNTIL_LIFTED_SECONDS: Final = 10 * 366 * 86_400.0
_LONGEST_SECONDS: Final = 366 * 86_400
_SHORTEST_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants done about one source or range."""

    type: Literal["limit", "challenge", "ban"]
    scope: Literal["ip", "range"]
    source: str
    service: str
    duration_seconds: int | None
    reason: str


def wishes(body: "DecisionsIn") -> list[Wish]:
    """Return what is wanted of each source."""
    return [
        Wish(body.type, body.scope, source, body.service, body.duration_seconds, body.reason) for source in body.sources
    ]


def wish(body: "DecisionIn") -> Wish:
    """Return what is wanted."""
    return Wish(body.type, body.scope, body.source, body.service, body.duration_seconds, body.reason)


def changed_wish(decision: "Decision", body: "DecisionChange", now: float) -> Wish:
    """Return what is wanted in the place of a decision.

    Raises:
        Invalid: it is about more than an address or a range, about which only automation decides.
    """
    if decision.scope not in {"ip", "range"}:
        raise Invalid(RefusedDecision.decision_of_many())
    left = math.ceil(decision.until_at - now)
    forever = left > _LONGEST_SECONDS or body.duration_seconds == "until_lifted"
    seconds = body.duration_seconds if isinstance(body.duration_seconds, int) else max(left, _SHORTEST_SECONDS)
    return Wish(
        type=body.type or ("limit" if decision.type == "observe" else decision.type),
        scope=decision.scope,
        source=decision.value,
        service=decision.service,
        duration_seconds=None if forever and not isinstance(body.duration_seconds, int) else seconds,
        reason=decision.evidence.said if body.reason is None else body.reason,
    )


async def decide(parts: "Parts", person: "Person", wanted: Wish, idempotency_key: str | None) -> "Decision":
    """Carry a wish out, and return the decision that now holds.

    With an idempotency key, asking again returns what was made the first time: the key and the person make the id.

    Raises:
        Invalid: the source is no address, or no range about which there may be a decision.
        Conflict: an allowlist covers it, it is one of the fleet's own, or the key was used for something else.
    """
    scope, value = _canonical(wanted)
    decision_id = _decision_id(person, idempotency_key, value)
    before = parts.core.decisions.get(decision_id)
    if before is not None:
        return _same(before, wanted, value)
    now = parts.clock.now()
    _refuse_untouchable(parts.core, scope, value, now)
    await parts.core.command(
        Impose(
            at=now,
            decision_id=decision_id,
            type=wanted.type,
            scope=scope,
            value=value,
            service=wanted.service,
            until_at=now + (wanted.duration_seconds or _UNTIL_LIFTED_SECONDS),
            by=person.login,
            reason=wanted.reason,
        )
    )
    made = parts.core.decisions.get(decision_id)
    if made is None:
        raise Conflict(RefusedDecision.decision_allowed_now())
    return made


def _refuse_untouchable(core: "Core", scope: "Scope", value: str, now: float) -> None:
    """Refuse what nodes would leave alone as a whole. What a range holds of it they leave alone by themselves."""
    if scope == "ip" and core.live.protects(value):
        raise Conflict(RefusedDecision.decision_of_own())
    for entry in allowlist(core, now):
        if _is_covered(scope, value, entry.network):
            raise Conflict(RefusedDecision.decision_allowed(network=entry.network))


def _is_covered(scope: "Scope", value: str, allowed: str) -> bool:
    network = ip_network(allowed)
    return within(ip_network(value), network) if scope == "range" else covers(network, pack_address(value))


def _same(before: "Decision", wanted: Wish, value: str) -> "Decision":
    if (before.type, before.value, before.service) != (wanted.type, value, wanted.service):
        raise Conflict(RefusedDecision.decision_key_used())
    return before


def _canonical(wanted: Wish) -> "tuple[Scope, str]":
    """Return the scope and the one name of what is wanted; a range of one source is that source."""
    try:
        network = range_of_sources(wanted.source) if wanted.scope == "range" else None
    except ValueError as error:
        raise Invalid(RefusedDecision.decision_range(why=str(error))) from error
    if network is not None:
        return "range", str(network)
    address = wanted.source.partition("/")[0] if wanted.scope == "range" else wanted.source
    try:
        return "ip", address_text(pack_address(address))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_ip(text=wanted.source)) from error


def _decision_id(person: "Person", idempotency_key: str | None, value: str) -> str:
    if idempotency_key is None:
        return secrets.token_hex(8)
    return hashlib.sha256(f"{person.id}\0{idempotency_key}\0{value}".encode()).hexdigest()[:16]
