"""A node's part in the proxy: where it listens, how others reach it, whom it trusts."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import Address, Host, Network, Port, Text
from core.server.proxy.specs.wrong import UnfitError, Wrong


class NodeSpec(Spec):
    """How a node of the fleet is configured; its document has the node's name.

    `address` is where other nodes reach it, `sends_from` where its own requests to them come from (none: its address,
    which then is no name). Of requests that come from `trusted_hops` (a load balancer or a content
    delivery network before it) the visitor's address is taken from the header or from the PROXY protocol; the fleet's
    own entries are trusted without being named.
    """

    kind: Literal["node"] = "node"
    description: Text = ""
    address: Host | None = None
    listen: Annotated[tuple[Address, ...], Field(max_length=16, description="Addresses; none: all")] = ()
    http_port: Port = 80
    https_port: Port = 443
    sends_from: Annotated[tuple[Network, ...], Field(max_length=16)] = ()
    trusted_hops: Annotated[tuple[Network, ...], Field(max_length=1000)] = ()
    visitor_address: Literal["header", "proxy_protocol"] = "header"
    ipv6: bool = True

    @model_validator(mode="after")
    def _listens_once(self) -> Self:
        if self.http_port == self.https_port:
            raise UnfitError(Wrong.ports_are_two())
        if len(set(self.listen)) != len(self.listen):
            raise UnfitError(Wrong.listen_twice())
        return self
