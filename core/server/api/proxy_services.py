"""Who answers for each service, as the nodes see them; and one request, sent to look what is answered."""

import asyncio
import re
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query

from agent.contract.proxy import Task
from core.server.api.caller import ChangesNothing
from core.server.api.config_change import DocumentPath
from core.server.api.member_answers import answers_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.proxy_services_schemas import (
    AnswersQuery,
    Health,
    MemberOnNode,
    NameOut,
    NamesOut,
    ProxiedMember,
    ProxiedService,
    ServiceAnswers,
    VisitedOut,
    VisitIn,
    VisitOut,
)
from core.server.errors import NotFound
from core.server.proxy.answering import MemberVerdict, service_verdict
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.specs.domain import DomainSpec, services_named

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.proxy.specs.service import MemberSpec, ServiceSpec
    from core.server.proxy.specs.state import DesiredState

router = APIRouter(tags=["config"])
_WITHIN_SECONDS: Final = 10.0
_EACH_SECONDS: Final = 5.0  # a node asks one after the other, and waits so long for each
_VISITS_MAX: Final = 20
_TOLD_LENGTH: Final = 500  # whatever a node says
_STATUS: Final = re.compile(r"[0-9]{3}")
_SECONDS: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?")
Asked = tuple[str, str, dict[str, str]]
"""Which node sends a request (by its id), what to call the answer, and the task's arguments."""


@router.get("/proxy/services")
async def list_proxied_services(parts: PartsDep, _person: Reader) -> list[ProxiedService]:
    """List the services that are configured, with their members as each node that serves them sees them."""
    state = parts.proxy.documents.state
    return [_shown(parts, state, name, spec) for name, spec in sorted(state.services.items())]


@router.get("/proxy/services/{name}/answers")
async def read_member_answers(
    name: DocumentPath, query: Annotated[AnswersQuery, Query()], parts: PartsDep, _person: Reader
) -> ServiceAnswers:
    """Ask the nodes that serve a service how each of its members answered in the last minutes."""
    spec = parts.proxy.documents.state.services.get(name)
    if spec is None:
        raise NotFound(RefusedDocuments.no_document(kind="service", name=name))
    return await answers_of(parts, name, spec, query)


@router.get("/domains/{name}/names")
async def look_up_names(name: DocumentPath, parts: PartsDep, _person: Reader) -> NamesOut:
    """Ask the DNS where a domain's names lead, and say whether that is to nodes on which visitors come in."""
    spec = _domain(parts, name)
    state = parts.proxy.documents.state
    ours = {address for node in spec.entries or spec.nodes for address in _addresses(state, node)}
    found = await parts.proxy.looker.where(spec.names, ours)
    names = [
        NameOut(name=each.name, verdict=each.verdict, addresses=sorted(each.addresses), error=each.error)
        for each in found
    ]
    return NamesOut(ours=sorted(ours), names=names)


@router.post("/domains/{name}/visit", dependencies=[ChangesNothing])
async def visit_domain(name: DocumentPath, body: VisitIn, parts: PartsDep, _person: Operator) -> VisitOut:
    """Send one request of a visitor through NGINX on each node where visitors of the domain come in."""
    spec, state = _domain(parts, name), parts.proxy.documents.state
    is_tls = spec.tls is not None if body.https is None else body.https
    asked = [
        (node.id, node.name, {**_door(state, node.name.lower(), is_tls=is_tls), "host": _host(spec), "path": body.path})
        for node in parts.fleet.all()
        if node.name.lower() in (spec.entries or spec.nodes)
    ]
    return await _visited(parts, asked)


@router.post("/proxy/services/{name}/visit", dependencies=[ChangesNothing])
async def visit_members(name: DocumentPath, body: VisitIn, parts: PartsDep, _person: Operator) -> VisitOut:
    """Ask each member that has an address itself, from the first node that serves the service."""
    state = parts.proxy.documents.state
    spec = state.services.get(name)
    if spec is None:
        raise NotFound(RefusedDocuments.no_document(kind="service", name=name))
    serving = {node for domain in state.domains.values() if name in services_named(domain) for node in domain.nodes}
    asking = next((node for node in parts.fleet.all() if node.name.lower() in serving), None)
    if asking is None:
        return VisitOut(visited=[])
    is_tls = spec.protocol.endswith("s") if body.https is None else body.https
    host = spec.health.host if spec.health and spec.health.host else None
    asked = [
        (asking.id, each.name, _at_member(each, host or each.host or "", body.path, is_tls=is_tls))
        for each in spec.members
        if each.host
    ]
    return await _visited(parts, asked)


def _shown(parts: "Parts", state: "DesiredState", name: str, spec: "ServiceSpec") -> ProxiedService:
    domains = {each: domain for each, domain in sorted(state.domains.items()) if name in services_named(domain)}
    serving = sorted({node for domain in domains.values() if domain.enabled for node in domain.nodes})
    reports = {node.name.lower(): parts.proxy.deployer.record(node.id).state for node in parts.fleet.all()}
    verdict = service_verdict(name, spec, serving, reports, percent=100.0, why="")
    return ProxiedService(
        name=name,
        domains=list(domains),
        nodes=serving,
        method=spec.balance.method,
        is_sticky=spec.sticky is not None,
        is_checked=spec.health is not None,
        is_scaled=spec.scaling is not None,
        members=[_member(each, [one for one in verdict.members if one.name == each.name]) for each in spec.members],
    )


def _member(spec: "MemberSpec", verdicts: list[MemberVerdict]) -> ProxiedMember:
    shares = [each.share for each in verdicts if each.share is not None]
    return ProxiedMember(
        name=spec.name,
        place=f"{spec.host or spec.container or spec.node}:{spec.port}",
        kind="host" if spec.host else "container" if spec.container else "node",
        weight=spec.weight,
        backup=spec.backup,
        draining=spec.draining,
        share=sum(shares) / len(verdicts) if shares else None,
        nodes=[_on_node(each) for each in verdicts],
    )


def _on_node(verdict: MemberVerdict) -> MemberOnNode:
    state = verdict.state
    known: Health = "unknown" if state is None else "well" if state.healthy else "unwell"
    return MemberOnNode(
        node=verdict.node, health=known, may_answer=verdict.may_answer, reason=state.reason if state else ""
    )


def _domain(parts: "Parts", name: str) -> DomainSpec:
    spec = parts.proxy.documents.state.domains.get(name)
    if spec is None:
        raise NotFound(RefusedDocuments.no_document(kind="domain", name=name))
    return spec


def _host(spec: DomainSpec) -> str:
    return spec.names[0].replace("*.", "any.", 1)


def _addresses(state: "DesiredState", node: str) -> set[str]:
    spec = state.nodes.get(node)
    return {each for each in ((spec.address, *spec.listen) if spec else ()) if each}


def _door(state: "DesiredState", node: str, *, is_tls: bool) -> dict[str, str]:
    """Return where a node's NGINX is asked, from the node itself."""
    spec = state.nodes.get(node)
    port = (spec.https_port if is_tls else spec.http_port) if spec else (443 if is_tls else 80)
    address = next((each for each in (spec.listen if spec else ()) if each != "0.0.0.0"), "127.0.0.1")  # noqa: S104 - compared
    behind = "1" if spec and spec.visitor_address == "proxy_protocol" else ""
    return {"address": address, "port": str(port), "tls": "1" if is_tls else "", "proxy_protocol": behind}


def _at_member(member: "MemberSpec", host: str, path: str, *, is_tls: bool) -> dict[str, str]:
    return {
        "address": (member.host or "").strip("[]"),
        "port": str(member.port),
        "host": host,
        "path": path,
        "tls": "1" if is_tls else "",
    }


async def _visited(parts: "Parts", asked: list[Asked]) -> VisitOut:
    turns = Counter(node for node, _, _ in asked[:_VISITS_MAX])

    async def one(node: str, name: str, arguments: dict[str, str]) -> VisitedOut:
        task = Task(id=secrets.token_hex(8), kind="visit", arguments=arguments)
        outcome = await parts.proxy.deployer.orders.do(
            node, task, within_seconds=_WITHIN_SECONDS + _EACH_SECONDS * turns[node]
        )
        told = outcome.results if outcome.ok else {}
        status, seconds = told.get("status", ""), told.get("seconds", "")
        return VisitedOut(
            name=name,
            status=int(status) if _STATUS.fullmatch(status) else 0,
            seconds=float(seconds) if _SECONDS.fullmatch(seconds) else 0.0,
            location=told.get("location", "")[:_TOLD_LENGTH],
            content_type=told.get("content-type", "")[:_TOLD_LENGTH],
            error="" if outcome.ok else outcome.error[:_TOLD_LENGTH],
        )

    return VisitOut(visited=list(await asyncio.gather(*(one(*each) for each in asked[:_VISITS_MAX]))))
