"""What a restarted agent answers with at once: the members it was told, where they were, who of them was unwell."""

import msgspec

from agent.contract.proxy import Member, Upstream
from agent.proxy.members.addresses import Place


class Kept(msgspec.Struct, kw_only=True):
    """`joined` are members besides those of the upstreams, `unwell` pairs of a service's and a member's name."""

    upstreams: list[Upstream] = []
    joined: dict[str, list[Member]] = {}
    addresses: list[tuple[str, str, str]] = []
    unwell: list[tuple[str, str]] = []

    @property
    def places(self) -> dict[Place, str]:
        """The addresses by place."""
        return {Place(kind, name): address for kind, name, address in self.addresses}
