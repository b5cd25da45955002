"""From one group of members to another, without a moment in which NGINX knows of neither: a pure state.

To an answer without seats NGINX keeps for ten seconds and does not ask for that group meanwhile. Were a group emptied
in the moment in which another, empty until then, is filled, nobody would serve until NGINX asks for the other again.
So the old seats stay until it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agent.contract.proxy import Upstream
from agent.proxy.members.directory import Groups

DEAF_SECONDS: Final = 12.0
"""How long NGINX may go without asking for a group that it was told to be empty: ten seconds, and its own rounding."""

_EVER: Final = float("-inf")


@dataclass(frozen=True)
class Handover:
    """What NGINX is told of an upstream; `held` names the groups that are told only until others are asked for.

    `asked_from` says from when on NGINX surely asks for a group each second, `others_from` the same of all others.
    """

    groups: Groups = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    asked_from: Mapping[str, float] = field(default_factory=dict)
    others_from: float = _EVER


def hand_over(before: Handover, wanted: Groups, now: float) -> Handover:
    """Return what to tell where these groups are wanted, at a moment in seconds that never go back.

    It has to be called again while something is held: nothing else lets go of it.
    """
    if not wanted:
        others_from = now + DEAF_SECONDS if before.groups else before.others_from
        return Handover(asked_from=before.asked_from, others_from=others_from)
    asked_from = {name: _asked_from(before, name, now) for name in wanted}
    held = {}
    if all(at > now for at in asked_from.values()):
        held = {name: seats for name, seats in before.groups.items() if name not in wanted}
        asked_from |= {name: before.asked_from[name] for name in held}
    return Handover(groups={**wanted, **held}, held=frozenset(held), asked_from=asked_from)


def seated(upstream: Upstream, addresses: Mapping[str, str], handover: Handover) -> set[str]:
    """Return the ids of members that are told although they are not wanted any more."""
    return {
        member.id
        for member in upstream.members
        if member.group in handover.held
        for seat in handover.groups[member.group]
        if (seat.address, seat.port) == (addresses.get(member.id), member.port)
    }


def _asked_from(before: Handover, name: str, now: float) -> float:
    others_from = now + DEAF_SECONDS if before.groups else before.others_from
    return before.asked_from.get(name, others_from)
