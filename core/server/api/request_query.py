"""What is asked of requests: a filter, a span of time, and the nodes that are to look."""

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from agent.contract.asking import CountRequests, ReadLogs, WantedRequests
from core.server.api.input import Input
from core.server.api.log_query import AWAY
from core.server.api.reach import nodes_seen, services_seen
from core.server.api.time_span import OpenSpan, SteppedSpan
from core.server.asking.logs import Place
from core.server.asking.request_query import RequestQuery, read_query
from core.server.errors import NotFound
from core.server.fleet.refused import RefusedNode

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

_MOST_NODES: Final = 200
_KEEPS_NONE: Final = "this node keeps no records of requests: DOZOR_LOG_REQUESTS is not 1 there"
FACETS: Final = ("source", "service", "method", "path", "status", "agent", "referer", "verdict")


class RequestFilter(Input):
    """Which requests are meant."""

    q: Annotated[str, Field(max_length=2000, description="As `status:5xx path:/login -ua:curl`")] = ""
    node: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=100, description="Names")] = ()
    within_seconds: Annotated[float, Field(ge=0.1, le=60, description="How long a node may search")] = 10.0

    def read(self) -> RequestQuery:
        """Return what the filter says.

        Raises:
            Invalid: it makes no sense.
        """
        return read_query(self.q)

    def places(self, parts: "Parts", person: "Person") -> list[Place]:
        """Return the nodes that are to look, of those that `person` may know of."""
        query, now = self.read(), parts.clock.now()
        nodes = [node for node in nodes_seen(parts, person) if query.asks(node.name) and self._names(node)]
        return [Place(node.id, node.name, [], away(parts, node, now)) for node in nodes[:_MOST_NODES]]

    def wanted(self, parts: "Parts", person: "Person") -> WantedRequests:
        """Return what a node is to look for: nothing of services that `person` may not see."""
        return WantedRequests(tests=self.read().tests, services=services_seen(parts, person))

    def _names(self, node: "Node") -> bool:
        return not self.node or node.name in self.node or node.id in self.node


class RequestsQuery(OpenSpan, RequestFilter):
    """Requests to read. With `tail` the newest so many, else the oldest `limit` of that span of time."""

    def question(self, wanted: WantedRequests, *, follow: bool = False) -> ReadLogs:
        """Return what each node is asked."""
        return ReadLogs(
            sources=[],
            since_at=self.since_at,
            until_at=self.until_at,
            tail=self.tail,
            limit=self.limit,
            follow=follow,
            group_lines=False,
            within_seconds=self.within_seconds,
            requests=wanted,
        )


class SummaryQuery(SteppedSpan, RequestFilter):
    """Requests to count, in steps of time, and of how many values of each field the numbers are to be told."""

    top: Annotated[int, Field(ge=0, le=100)] = 10

    def question(self, wanted: WantedRequests) -> CountRequests:
        """Return what each node is asked."""
        return CountRequests(
            sources=[],
            since_at=self.since_at,
            until_at=self.until_at,
            step_seconds=self.step_seconds,
            requests=wanted,
            facets=list(FACETS) if self.top else [],
            top=self.top,
            members=self.top,
            within_seconds=self.within_seconds,
        )


def place_of(parts: "Parts", person: "Person", source: str) -> Place:
    """Return where one log of requests is, `NODE/access:PATH`.

    Raises:
        NotFound: there is no such node, or it is beyond who asks.
    """
    name, _, log = source.partition("/")
    node = next((each for each in nodes_seen(parts, person) if name in {each.name, each.id}), None)
    if node is None:
        raise NotFound(RefusedNode.no_node_called(node=name))
    return Place(node.id, node.name, [log], away(parts, node, parts.clock.now()))


def away(parts: "Parts", node: "Node", now: float) -> str:
    """Return why a node need not be asked about requests, empty where it is there and keeps them."""
    keeps = any(each.kind == "access" for each in parts.inventories.of(node.id).inventory.logs)
    return AWAY.get(node.state(now), "" if keeps else _KEEPS_NONE)
