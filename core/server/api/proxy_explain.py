"""What becomes of a request by what operators want: the node, the location, who would answer, and why."""

import asyncio
from ipaddress import ip_address
from typing import Annotated, Literal

import idna
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.errors import Invalid
from core.server.proxy.explain import Context, explain
from core.server.proxy.refused import RefusedLook
from core.server.proxy.rewriting import Asked

router = APIRouter(tags=["config"])

Host = Annotated[str, Query(min_length=1, max_length=260)]
Path = Annotated[str, Query(pattern=r"^/[^\x00-\x20\x7f]*$", max_length=4000)]
Method = Annotated[str, Query(pattern=r"^[A-Z]{1,20}$")]
Headers = Annotated[
    list[Annotated[str, Query(pattern=r"^[A-Za-z0-9-]+:[^\x00-\x1f\x7f]*$", max_length=4000)]],
    Query(max_length=50, description="`Name: value`, as often as needed"),
]


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TriedOut(_Out):
    """A location and what became of it. `number` is its place in the document, -1 that of the implied `/`."""

    number: int
    match: str
    verdict: Literal["chosen", "fits", "no"]
    why: str


class MemberVerdictOut(_Out):
    """A member as a node sees it. `share` is its part of the requests where these go in turn, else null."""

    node: str
    name: str
    place: str
    weight: int
    backup: bool
    may_answer: bool
    share: float | None
    why: str


class ServiceVerdictOut(_Out):
    """A service that gets the request, or `percent` of such requests, and how one of its members is chosen."""

    name: str
    percent: float
    why: str
    method: str
    members: list[MemberVerdictOut]


class RouteOut(_Out):
    """What becomes of the request at the nodes where it comes in; status 0 is whatever a member answers."""

    nodes: list[str]
    domain: str
    name: str
    serving: list[str]
    location: str
    tried: list[TriedOut]
    status: int
    to: str
    asked_path: str
    services: list[ServiceVerdictOut]
    pages: str
    steps: list[str]


@router.get("/proxy/explain")
async def explain_route(
    parts: PartsDep,
    _person: Reader,
    host: Host,
    path: Path = "/",
    *,
    https: bool = False,
    method: Method = "GET",
    address: Annotated[str, Query(max_length=50, description="The visitor's; empty: not known")] = "",
    header: Headers = [],  # noqa: B006 - FastAPI takes a copy
) -> list[RouteOut]:
    """Say what would become of a request: one route for each domain that has the host somewhere in the fleet."""
    asked = Asked(
        host=_host(host),
        path=path,
        https=https,
        method=method,
        headers={name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in header)},
        address=_address(address),
    )
    state = parts.proxy.documents.state
    context = Context(
        in_maintenance=parts.proxy.surroundings(state).in_maintenance,
        reports={node.name.lower(): parts.proxy.deployer.record(node.id).state for node in parts.fleet.all()},
    )
    routes = await asyncio.to_thread(explain, state, asked, context)
    return [RouteOut.model_validate(route) for route in routes]


def _host(text: str) -> str:
    """Return a host as NGINX compares it: without a port, in ASCII.

    Raises:
        Invalid: no browser could ask for it.
    """
    name = text.strip().rpartition(":")[0] if text.rpartition(":")[2].isdecimal() else text.strip()
    try:
        return idna.encode(name.rstrip(".").lower(), uts46=True).decode()
    except idna.IDNAError as error:
        raise Invalid(RefusedLook.no_host(text=text, why=str(error))) from error


def _address(text: str) -> str:
    try:
        return str(ip_address(text)) if text else ""
    except ValueError as error:
        raise Invalid(RefusedLook.no_address(text=text)) from error
