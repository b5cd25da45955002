"""Which replicas are members of which upstream: a pure function of what was ordered and of what there is."""

from collections.abc import Collection, Mapping, Sequence

from agent.containers.replicas.condition import life_of
from agent.containers.replicas.ours import Group, Replica, fault_of
from agent.contract.proxy import Member, Replicas


def member_id(replica: Replica) -> str:
    """Return the name of a replica as a member, which no member of a document has."""
    return f"replica:{replica.name}"


def joined(
    entries: Mapping[Group, Replicas], found: Mapping[Group, Sequence[Replica]], draining: Collection[str]
) -> dict[str, list[Member]]:
    """Return the members by upstream: all that can be asked; those whose names are in `draining` get nothing new.

    Of replicas that no order speaks of nobody knows where they belong: they are no members any more.
    """
    members: dict[str, list[Member]] = {}
    for group, entry in entries.items():
        if not fault_of(entry):
            up = [replica for replica in found.get(group, ()) if life_of(replica.container) == "up"]
            members.setdefault(entry.upstream, []).extend(_member(entry, replica, draining) for replica in up)
    return members


def _member(entry: Replicas, replica: Replica, draining: Collection[str]) -> Member:
    return Member(
        id=member_id(replica),
        group=entry.group,
        container=replica.name,
        port=entry.port,
        draining=replica.name in draining,
    )
