"""The models of signing in. What `core.server.api.schemas` says of models holds here, too."""

from typing import Annotated

from pydantic import BaseModel, Field

from core.server.accounts.person import Role
from core.server.api.input import Input


class SignIn(Input):
    """Who wants in."""

    login: Annotated[str, Field(min_length=1, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Me(BaseModel):
    """Who is signed in, and what they may do."""

    login: str
    role: Role
    permissions: list[str]


class Session(BaseModel):
    """An access token, to be sent as a Bearer token until it is over."""

    access_token: str
    expires_in_seconds: int
    me: Me
