"""What is said of members: a pure function of all that is known of them, and since when it is so."""

from collections.abc import Iterable

import msgspec

from agent.contract.proxy import Member, MemberState
from agent.proxy.members.health import Health


def condition(
    service: str, member: Member, *, serving: bool, address: str, fault: str, health: Health | None
) -> MemberState:
    """Return how a member is; `since_at` is left to who knows how it was.

    `fault` is why its address cannot be told, or no newer one. One that is not checked is well when it has an address.
    """
    return MemberState(
        service=service,
        member=member.id,
        serving=serving,
        healthy=health.well is True if health else bool(address),
        reason=_reason(member, address, fault, health),
        address=_place(address, member.port) if address else "",
    )


def _reason(member: Member, address: str, fault: str, health: Health | None) -> str:
    if member.draining:
        return "drained"
    if member.weight < 1:
        return "its weight is 0"
    if not 0 < member.port <= 65_535:
        return "it has no port"
    if not address:
        return fault or "its address is not known yet"
    return (health.reason if health else "") or fault


def _place(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


class Conditions:
    """How the members of all services are, since when."""

    def __init__(self) -> None:
        self._states: dict[str, dict[str, MemberState]] = {}

    @property
    def states(self) -> list[MemberState]:
        """How each member is."""
        return [state for states in self._states.values() for state in states.values()]

    def take(self, service: str, states: Iterable[MemberState], now: float) -> bool:
        """Take these of a service in the place of those before; return whether anything is different.

        `since_at` tells since when a member serves or not and is well or not; another reason for it changes nothing.
        """
        before = self._states.get(service, {})
        after = {state.member: _since(before.get(state.member), state, now) for state in states}
        self._states[service] = after
        return before != after

    def forget(self, service: str) -> None:
        """Know nothing of a service any more."""
        self._states.pop(service, None)


def _since(before: MemberState | None, state: MemberState, now: float) -> MemberState:
    same = before and (before.serving, before.healthy) == (state.serving, state.healthy)
    return msgspec.structs.replace(state, since_at=before.since_at if before and same else now)
