"""What is asked of logs: parameters, bounded, and the nodes that they lead to."""

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

import msgspec
from pydantic import ConfigDict, Field

from agent.contract.asking import CountLogs, ReadLogs
from core.server.api.input import Input
from core.server.api.reach import check_node, sees_node
from core.server.api.time_span import OpenSpan, SteppedSpan
from core.server.asking.logs import Place
from core.server.asking.patterns import check_pattern
from core.server.errors import NotFound
from core.server.fleet.refused import RefusedNode

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

Level = Literal["", "trace", "debug", "info", "warning", "error", "fatal"]
Source = Annotated[str, Field(max_length=600, pattern=r"^[^/]{1,63}/(container|file):.+$")]
Sources = Annotated[
    list[Source], Field(min_length=1, max_length=50, description="`NODE/KIND:NAME`, as often as needed")
]
AWAY: Final = {"down": "the node is away", "new": "the node never reported"}
"""Why a node need not be asked, by its state."""

_T = TypeVar("_T", ReadLogs, CountLogs)


class LogFilter(Input):
    """Which lines are meant: all of these at once. Spaces in what is searched for count."""

    model_config = ConfigDict(str_strip_whitespace=False)

    search: Annotated[str, Field(max_length=1000, description="Stands in the line")] = ""
    regex: Annotated[str, Field(max_length=1000, description="Matches in the line: RE2's syntax")] = ""
    ignore_case: bool = False
    field: Annotated[
        tuple[Annotated[str, Field(max_length=500, pattern=r"^[^=]{1,200}=")], ...],
        Field(max_length=10, description="`name=value` of JSON lines"),
    ] = ()
    level: Annotated[tuple[Level, ...], Field(max_length=7, description='None: all. "": lines without one')] = ()
    stream: Annotated[tuple[Literal["stdout", "stderr"], ...], Field(max_length=2)] = ()
    within_seconds: Annotated[float, Field(ge=0.1, le=60, description="How long a node may search")] = 10.0

    def fill(self, what: _T) -> _T:
        """Return a question about these lines.

        Raises:
            Invalid: the regular expression cannot be matched.
        """
        check_pattern(self.regex)
        return msgspec.structs.replace(
            what,
            search=self.search,
            regex=self.regex,
            ignore_case=self.ignore_case,
            fields=list(self.field),
            levels=list(self.level),
            streams=list(self.stream),
            within_seconds=self.within_seconds,
        )


class LogQuery(OpenSpan, LogFilter):
    """Lines to read. With `tail` the newest so many, else the oldest `limit` of that span of time."""

    source: Sources
    context: Annotated[int, Field(ge=0, le=100, description="Lines before and after each that matches")] = 0
    group_lines: Annotated[bool, Field(description="Lines that belong together are one")] = True

    def question(self, *, follow: bool = False) -> ReadLogs:
        """Return what each node is asked, but for its sources."""
        return self.fill(
            ReadLogs(
                sources=[],
                since_at=self.since_at,
                until_at=self.until_at,
                tail=self.tail,
                limit=self.limit,
                follow=follow,
                context=self.context,
                group_lines=self.group_lines,
            )
        )


class HistogramQuery(SteppedSpan, LogFilter):
    """Lines to count, in steps of time."""

    source: Sources

    def question(self) -> CountLogs:
        """Return what each node is asked, but for its sources."""
        return self.fill(
            CountLogs(sources=[], since_at=self.since_at, until_at=self.until_at, step_seconds=self.step_seconds)
        )


def places_of(parts: "Parts", person: "Person", sources: list[str]) -> list[Place]:
    """Return which nodes are to be asked for which of their sources, each once.

    Raises:
        NotFound: a source is of no node of ours.
        Forbidden: it is of one that is not within who asks' scope.
    """
    by_node: dict[str, list[str]] = defaultdict(list)
    for source in dict.fromkeys(sources):
        name, _, rest = source.partition("/")
        by_node[_node(parts, person, name).id].append(rest)
    now = parts.clock.now()
    nodes = {node: parts.fleet.get(node) for node in by_node}
    away = {node: AWAY.get(nodes[node].state(now), "") for node in nodes}
    return [Place(node, nodes[node].name, names, away[node]) for node, names in by_node.items()]


def _node(parts: "Parts", person: "Person", name: str) -> "Node":
    nodes = parts.fleet.all()
    found = [each for each in nodes if each.name == name] or [each for each in nodes if each.id == name]
    if not found or not sees_node(person, found[0]):
        check_node(parts, person, name)
        raise NotFound(RefusedNode.no_node_called(node=name))
    return found[0]
