"""The desired state as a whole: documents by kind and name, and what must hold between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

from core.server.proxy.specs.certificate import CertificateSpec
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.service import ServiceSpec

Kind = Literal["node", "service", "domain", "pages", "certificate"]
AnySpec = Annotated[NodeSpec | ServiceSpec | DomainSpec | PagesSpec | CertificateSpec, Field(discriminator="kind")]
KINDS: Final[tuple[Kind, ...]] = ("node", "service", "domain", "pages", "certificate")
_ADAPTER: Final[TypeAdapter[Any]] = TypeAdapter(AnySpec)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that an older version accepted and this one does not: what it says, and what is wrong with that."""

    spec: dict[str, Any]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredState:
    """What operators want, at one revision. By kind, documents by their names; `unreadable` are not among them."""

    nodes: Mapping[str, NodeSpec] = field(default_factory=dict)
    services: Mapping[str, ServiceSpec] = field(default_factory=dict)
    domains: Mapping[str, DomainSpec] = field(default_factory=dict)
    pages: Mapping[str, PagesSpec] = field(default_factory=dict)
    certificates: Mapping[str, CertificateSpec] = field(default_factory=dict)
    unreadable: Mapping[tuple[Kind, str], Unreadable] = field(default_factory=dict)

    def of(self, kind: Kind) -> Mapping[str, Any]:
        """Return the documents of a kind."""
        return {
            "node": self.nodes,
            "service": self.services,
            "domain": self.domains,
            "pages": self.pages,
            "certificate": self.certificates,
        }[kind]

    def documents(self) -> Iterator[tuple[Kind, str, Any]]:
        """Go through everything, in one order always."""
        for kind in KINDS:
            for name, spec in sorted(self.of(kind).items()):
                yield kind, name, spec


def read_spec(value: object) -> Any:
    """Return the specification that a plain value says; its `kind` tells which.

    Raises:
        pydantic.ValidationError: it says none.
    """
    return _ADAPTER.validate_python(value)
