"""Who may do what: a route asks for a permission, a role has some."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from core.server.accounts.person import Person
from core.server.api.parts import PartsDep
from core.server.errors import Forbidden, NotSignedIn

Permission = Literal["read", "decide", "operate", "train"]

PERMISSIONS: Final[dict[str, tuple[Permission, ...]]] = {
    "viewer": ("read",),
    "data_scientist": ("read", "train"),
    "analyst": ("read", "decide"),
    "operator": ("read", "decide", "operate"),
    "admin": ("read", "decide", "operate", "train"),
}

_bearer = HTTPBearer(auto_error=False, description="The access token of a session")


def signed_in(parts: PartsDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Person:
    """Return who asks.

    Raises:
        NotSignedIn: there is no access token, or it is none of ours or over.
    """
    if credentials is None:
        raise NotSignedIn
    return parts.accounts.person_of(credentials.credentials)


def require(permission: Permission) -> Callable[[Person], Person]:
    """Return a dependency that lets only people with `permission` through, and says who it is."""

    def permitted(person: Annotated[Person, Depends(signed_in)]) -> Person:
        if permission not in PERMISSIONS[person.role]:
            raise Forbidden
        return person

    return permitted


Reader = Annotated[Person, Depends(require("read"))]
Decider = Annotated[Person, Depends(require("decide"))]
Operator = Annotated[Person, Depends(require("operate"))]
Trainer = Annotated[Person, Depends(require("train"))]
