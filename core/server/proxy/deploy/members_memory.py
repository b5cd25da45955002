"""The members that nodes were told of, worked out anew only where what they are made of changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.contract.proxy import Upstream
from core.server.proxy.deploy.telling import members_of_all
from core.server.proxy.render.context import Surroundings
from core.server.proxy.specs.state import DesiredState


@dataclass(frozen=True, slots=True)
class _Kept:
    states: Sequence[DesiredState | None]
    issuers: Mapping[str, str]
    members: Mapping[str, Upstream]


class MembersMemory:
    """Members by node, by its id. States are told apart by identity, as they never change."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def of(
        self, node: str, name: str, states: Sequence[DesiredState | None], around: Surroundings
    ) -> Mapping[str, Upstream]:
        """Return what `members_of_all` does for a node of this name."""
        kept = self._kept.get(node)
        if kept is None or not _are_same(kept.states, states) or kept.issuers != around.issuers:
            kept = self._kept[node] = _Kept(states, around.issuers, members_of_all(states, name, around))
        return kept.members

    def forget(self, node: str) -> None:
        """Forget a node that there is no more."""
        self._kept.pop(node, None)


def _are_same(some: Sequence[DesiredState | None], others: Sequence[DesiredState | None]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
