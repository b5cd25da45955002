"""How far somebody's permissions reach: which services, and which groups of nodes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from core.server.glob import matcher


@dataclass(frozen=True, slots=True)
class Scope:
    """Services by patterns with `*` and `?`, nodes by the groups that they are in; None stands for all, () for none.

    Both are independent: who is limited to services alone sees every node and what runs on it. `also` is a scope that
    everything has to be within, too.
    """

    services: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    also: "Scope | None" = None

    @property
    def limited(self) -> bool:
        """Whether there is anything beyond."""
        return self.services is not None or self.groups is not None or (self.also is not None and self.also.limited)

    def covers_service(self, name: str) -> bool:
        """Say whether a service is within. What concerns all services (an empty name) is beyond every limit."""
        within = self.services is None or (bool(name) and matcher(self.services)(name))
        return within and (self.also is None or self.also.covers_service(name))

    def covers_node(self, groups: Iterable[str]) -> bool:
        """Say whether a node that is in `groups` is within."""
        found = tuple(groups)
        within = self.groups is None or not set(self.groups).isdisjoint(found)
        return within and (self.also is None or self.also.covers_node(found))

    def narrowed_by(self, other: "Scope") -> "Scope":
        """Return what is within both."""
        if not other.limited:
            return self
        return replace(self, also=other if self.also is None else self.also.narrowed_by(other))


EVERYTHING: Final = Scope()
