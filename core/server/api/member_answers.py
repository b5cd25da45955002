"""How the members of a service answered: counted by the nodes that serve it, and told by member."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple

from agent.contract.asking import CountRequests, WantedRequests
from agent.contract.requests import RequestTest
from agent.contract.times import quantile
from core.server.api.answer_schemas import SkippedOut
from core.server.api.decision_shapes import instant
from core.server.api.ndjson import fields_of
from core.server.api.proxy_services_schemas import AnswersQuery, MemberAnswers, ServiceAnswers
from core.server.api.request_query import away
from core.server.asking.logs import Place
from core.server.asking.members import Answered
from core.server.asking.requests import CountedRequests, count_requests
from core.server.proxy.render.names import label, upstream
from core.server.proxy.specs.domain import services_named

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.proxy.specs.service import ServiceSpec
    from core.server.proxy.specs.state import DesiredState

_MOST_MEMBERS: Final = 200
_NOBODY: Final = "127.255.255.254:1"
"""What the agent's resolver tells NGINX where there is no member."""


class _Who(NamedTuple):
    """A member of the service, a node of the fleet, or neither."""

    name: str = ""
    node: str = ""
    address: str = ""  # of neither


@dataclass(slots=True)
class _Sum:
    """What one came to, at which addresses."""

    answered: Answered = field(default_factory=Answered)
    addresses: set[str] = field(default_factory=set)


async def answers_of(parts: "Parts", name: str, spec: "ServiceSpec", query: AnswersQuery) -> ServiceAnswers:
    """Ask the nodes that serve a service how its members answered."""
    state, now = parts.proxy.documents.state, parts.clock.now()
    since = now - query.minutes * 60.0
    asked = [each for each in parts.fleet.all() if each.name.lower() in _serving(state, name)]
    places = [Place(each.id, each.name, [], away(parts, each, now)) for each in asked]
    what = _question(name, since, now, query.within_seconds)
    counted = await asyncio.gather(*(count_requests(parts.asking, [place], what) for place in places))
    sums, nobody = _sums(parts, name, spec, {place.node: each for place, each in zip(places, counted, strict=True)})
    requests = sum(sum(classes.values()) for each in counted for classes in each.steps.values())
    told = sum(each.answered.requests for each in sums.values())
    counted_from = max((each.counted_from for each in counted), default=0.0)
    return ServiceAnswers(
        since=instant(since),
        until=instant(now),
        requests=requests,
        nobody=nobody,
        untold=max(0, requests - told - nobody),
        members=[_shown(who, each, told) for who, each in sums.items()],
        nodes=[each.name for each in asked],
        counted_from=counted_from or None,
        skipped=[SkippedOut(**fields_of(each)) for one in counted for each in one.skipped],
    )


def _serving(state: "DesiredState", name: str) -> set[str]:
    """Return the nodes whose logs tell of a service: those that serve it, and where its visitors come in."""
    domains = [each for each in state.domains.values() if each.enabled and name in services_named(each)]
    return {node for each in domains for node in (*each.nodes, *each.entries)}


def _question(name: str, since: float, until: float, within_seconds: float) -> CountRequests:
    tests = [
        RequestTest(field="service", op="is", values=[name]),
        RequestTest(field="refused", op="is", values=["no"]),
    ]
    return CountRequests(
        sources=[],
        since_at=since,
        until_at=until,
        step_seconds=until - since,
        requests=WantedRequests(tests=tests),
        members=_MOST_MEMBERS,
        within_seconds=within_seconds,
    )


def _sums(
    parts: "Parts", name: str, spec: "ServiceSpec", counted: Mapping[str, CountedRequests]
) -> tuple[dict[_Who, _Sum], int]:
    """Return what each came to, members of the service first, and how many found nobody.

    One address is another member on another node: of containers each node has its own.
    """
    sums: dict[_Who, _Sum] = defaultdict(_Sum, {_Who(name=member.name): _Sum() for member in spec.members})
    nodes, nobody = _nodes(parts), 0
    for node, each in counted.items():
        members = _members(parts, name, spec, node)
        for address, answered in each.members.items():
            if address in {_NOBODY, upstream(name)}:
                nobody += answered.requests
                continue
            who = members.get(address) or nodes.get(address) or _Who(address=address)
            sums[who].answered.join(answered)
            sums[who].addresses.add(address)
    return dict(sums), nobody


def _members(parts: "Parts", name: str, spec: "ServiceSpec", node: str) -> dict[str, _Who]:
    """Return who is at which address, as a node finds them; those written as addresses wherever it says nothing."""
    written = {place: _Who(name=each.name) for each in spec.members if (place := _written(each.host or "", each.port))}
    states = parts.proxy.deployer.record(node).state.members
    found = {each.address: _Who(name=each.member) for each in states if each.service == label(name) and each.address}
    return {**written, **found}


def _nodes(parts: "Parts") -> dict[str, _Who]:
    """Return the nodes by the addresses at which entries reach them."""
    return {
        place: _Who(node=name)
        for name, spec in parts.proxy.documents.state.nodes.items()
        for port in (spec.http_port, spec.https_port)
        if (place := _written(spec.address or "", port))
    }


def _written(host: str, port: int) -> str:
    """Return a place as NGINX logs it; nothing where it is a name, of which the node alone knows the address."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return ""
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


def _shown(who: _Who, each: _Sum, told: int) -> MemberAnswers:
    answered = each.answered
    return MemberAnswers(
        name=who.name,
        node=who.node,
        addresses=sorted(each.addresses),
        requests=answered.requests,
        share=answered.requests / told if told else 0.0,
        errors=answered.errors,
        failed=answered.failed,
        p50_seconds=quantile(answered.times, 0.5),
        p95_seconds=quantile(answered.times, 0.95),
    )
