"""Who sent a request, and whether it is a change: for sign-in throttling and the audit log."""

from typing import TYPE_CHECKING, Final

from fastapi import Depends, Request

from core.server.accounts.audit import Caller
from core.server.accounts.person import Person
from core.server.accounts.sessions import Place

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node


def address_of(request: Request) -> str:
    """Return the address that a request came from (behind a trusted proxy: the one that the proxy names)."""
    return request.client.host if request.client else ""


def node_of(request: Request, parts: "Parts") -> "Node":
    """Return the node whose agent asks.

    Raises:
        WrongNodeKey: its key opens nothing, or not from there.
    """
    return parts.fleet.verify(request.headers.get("authorization"), address_of(request))


def place_of(request: Request) -> Place:
    """Return where somebody who signs in is."""
    return Place(address_of(request), request.headers.get("user-agent", ""))


def caller_of(request: Request, person: Person) -> Caller:
    """Return who asks, from where, and under which request id, to be noted in the audit log."""
    request.state.audited = True
    return Caller(person=person, address=address_of(request), request_id=request.state.request_id)


async def changes_nothing(request: Request) -> None:
    """Say of a request that it is no change although its method could be one: then nobody need note it."""
    request.state.audited = True


ChangesNothing: Final = Depends(changes_nothing)
"""For a route that never changes anything, whatever its method: a preview, a trial."""
