"""What a node's files are made from, and what is wrong with a site that cannot be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import DesiredState


class SiteError(ValueError):
    """A site cannot be rendered; the text says why, for people. The others are not concerned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What besides the documents changes what is rendered. All of it is part of a deployment, so it can be told again.

    `certificates` are those of which there is a file, with whether OCSP can be stapled. `issuers` are the nodes on
    which challenges over HTTP are answered, by domain. `in_maintenance` are the domains within a window now, and
    `pass_tokens` what a visitor's cookie must hold to pass, by domain. `passwords` are lines of NGINX's password
    files, by secret.
    """

    certificates: Mapping[str, bool] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    in_maintenance: frozenset[str] = frozenset()
    pass_tokens: Mapping[str, str] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A node with all that it is to know."""

    node: str
    state: DesiredState
    around: Surroundings

    @property
    def spec(self) -> NodeSpec:
        """How this node is configured; a node without a document is as the defaults say."""
        return self.state.nodes.get(self.node, NodeSpec())

    def service(self, name: str) -> ServiceSpec:
        """Return a service.

        Raises:
            SiteError: there is none of this name.
        """
        found = self.state.services.get(name)
        if found is None:
            raise SiteError(f"there is no service {name}")
        return found
