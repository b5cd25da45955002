"""The models of API tokens. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from core.server.accounts.api_tokens import LONGEST_SECONDS
from core.server.accounts.person import Permission
from core.server.api.accounts_schemas import Groups, Services
from core.server.api.input import Input


class ApiTokenIn(Input):
    """A token to be, with no more than its owner may. Null `services` and `groups`: as far as its owner reaches.

    `networks`, null for everywhere, are addresses and networks in CIDR notation that it is good from. `password` is the
    owner's, where they have one: a token outlives the session that makes it.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=10)]
    services: Services | None = None
    groups: Groups | None = None
    networks: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50)] | None = None
    duration_seconds: Annotated[int, Field(ge=60, le=LONGEST_SECONDS)]
    password: Annotated[str, Field(max_length=200)] = ""


class ApiTokenOut(BaseModel):
    """A token's outside. When and from where it was used last is null until it was."""

    id: str
    login: str
    name: str
    permissions: list[Permission]
    services: list[str] | None
    groups: list[str] | None
    networks: list[str]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_address: str | None


class NewApiToken(BaseModel):
    """Shown once: the core keeps a hash."""

    token: str
    about: ApiTokenOut
