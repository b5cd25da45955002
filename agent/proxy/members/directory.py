"""Who is told to NGINX: a pure function of an upstream, its members' addresses and their health."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from agent.contract.proxy import Member, Upstream

MOST_SEATS: Final = 750
"""In a group: as many as fit an answer over TCP, 64 KiB, whatever the addresses."""

_MOST_WEIGHT: Final = 65_535


class Seat(NamedTuple):
    """An address that NGINX is told of. `weight` is at least 1: NGINX divides by the sum of weights."""

    address: str
    port: int
    weight: int


Groups: TypeAlias = Mapping[str, tuple[Seat, ...]]
"""The seats of an upstream by group; a group without any is left out."""

NOBODY: Final = Seat("127.255.255.254", 1, 1)
"""Refuses every connection. It is told where an upstream has nobody at all: to an answer without addresses NGINX
keeps for ten seconds, to this one for one, so that the first member to come back is seen as soon as any other."""


def told(upstream: Upstream, addresses: Mapping[str, str], unwell: Collection[str]) -> list[Member]:
    """Return the members that serve, by members' ids to addresses (without who has none) and the ids of the unwell.

    A drained member never does. Where nobody of the whole upstream is well all do: a try beats a certain error. It is
    the upstream that counts and not the group, as the members of another group may be there for just that case.
    """
    able = [member for member in upstream.members if is_able(member) and addresses.get(member.id)]
    return [member for member in able if member.id not in unwell] or able


def is_able(member: Member) -> bool:
    """Whether a member may get requests as far as people have a say."""
    return not member.draining and member.weight > 0 and 0 < member.port <= 65_535


def seating(members: Iterable[Member], addresses: Mapping[str, str]) -> Groups:
    """Return the seats of members by group: one per address and port, as NGINX cannot tell two such apart."""
    weights: dict[str, dict[tuple[str, int], int]] = {}
    for member in members:
        group = weights.setdefault(member.group, {})
        place = addresses[member.id], member.port
        group[place] = min(group.get(place, 0) + member.weight, _MOST_WEIGHT)
    return {name: _seats(group) for name, group in weights.items()}


def _seats(weights: Mapping[tuple[str, int], int]) -> tuple[Seat, ...]:
    """Sorted, so that the order of members in a document changes nothing."""
    return tuple(Seat(*place, weight) for place, weight in sorted(weights.items())[:MOST_SEATS])


def seats_of(groups: Groups, group: str) -> tuple[Seat, ...]:
    """Return what is told of a group: nothing where others serve, and `NOBODY` where there is nobody else either."""
    return groups.get(group, ()) if groups else (NOBODY,)
