"""Who may do what: a route asks for a permission, and who asks has some (see core.server.accounts.person)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from core.server.accounts.person import Permission, Person
from core.server.api.caller import address_of
from core.server.api.parts import PartsDep
from core.server.api.reach import Reach, narrowed, one_node, one_service, whole_fleet
from core.server.errors import Forbidden, NotSignedIn, PasswordChangeWanted, SecondFactorSetupWanted

_bearer = HTTPBearer(auto_error=False, description="The access token of a session, or an API token")


async def signed_in(
    request: Request, parts: PartsDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Person:
    """Return who asks.

    Raises:
        NotSignedIn: there is no access token, or it is none of ours or over.
        Forbidden: it is an API token that is not for where it came from.
    """
    if credentials is None:
        raise NotSignedIn
    person = parts.accounts.person_of(credentials.credentials, address_of(request))
    request.state.person = person
    return person


Myself = Annotated[Person, Depends(signed_in)]
"""Whoever is signed in, about nothing but themselves."""


async def known(person: Myself) -> Person:
    """Return who asks, once nobody else knows their password.

    Raises:
        PasswordChangeWanted: it is still the one that an administrator gave them.
    """
    if person.must_change:
        raise PasswordChangeWanted
    return person


Known = Annotated[Person, Depends(known)]
"""As `Myself`, once the first password was changed."""


async def settled(parts: PartsDep, person: Known) -> Person:
    """Return who asks, once they have all that proves who they are.

    Raises:
        SecondFactorSetupWanted: their role needs a second factor, and they have none.
    """
    if parts.accounts.lacks_second_factor(person):
        raise SecondFactorSetupWanted
    return person


Settled = Annotated[Person, Depends(settled)]
"""As `Known`, once there is a second factor where the role needs one."""


def may(person: Person, *permissions: Permission) -> bool:
    """Tell whether somebody has one of several permissions."""
    return not person.permissions.isdisjoint(permissions)


def require(*permissions: Permission, reach: Reach = whole_fleet) -> Callable[..., Awaitable[Person]]:
    """Return a dependency that lets only people with one of `permissions` through, and says who it is.

    `reach` is how far the route reaches: without it, it is not for people whose scope is limited.
    """

    async def permitted(request: Request, parts: PartsDep, person: Settled) -> Person:
        if not may(person, *permissions):
            raise Forbidden
        reach(request, parts, person)
        return person

    return permitted


Reader = Annotated[Person, Depends(require("read"))]
NodeReader = Annotated[Person, Depends(require("read", reach=one_node))]
ServiceReader = Annotated[Person, Depends(require("read", reach=one_service))]
NarrowedReader = Annotated[Person, Depends(require("read", reach=narrowed))]
NarrowedLogReader = Annotated[Person, Depends(require("logs", reach=narrowed))]
Decider = Annotated[Person, Depends(require("decide"))]
NarrowedDecider = Annotated[Person, Depends(require("decide", reach=narrowed))]
NarrowedSeer = Annotated[Person, Depends(require("decide", "operate", reach=narrowed))]
Operator = Annotated[Person, Depends(require("operate"))]
NarrowedOperator = Annotated[Person, Depends(require("operate", reach=narrowed))]
NodeOperator = Annotated[Person, Depends(require("operate", reach=one_node))]
ServiceOperator = Annotated[Person, Depends(require("operate", reach=one_service))]
Trainer = Annotated[Person, Depends(require("train"))]
Trier = Annotated[Person, Depends(require("train", "operate"))]
Exporter = Annotated[Person, Depends(require("train", "decide", "operate"))]
NarrowedExporter = Annotated[Person, Depends(require("train", "decide", "operate", reach=narrowed))]
NarrowedLabeller = Annotated[Person, Depends(require("train", "decide", reach=narrowed))]
NarrowedTrier = Annotated[Person, Depends(require("train", "operate", reach=narrowed))]
Manager = Annotated[Person, Depends(require("manage"))]
