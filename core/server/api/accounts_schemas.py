"""The models of accounts, invitations and signing keys; `core.server.api.schemas` says what holds for models."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from core.server.accounts.person import Role
from core.server.api.input import Input
from core.server.api.session_schemas import Password

Login = Annotated[str, Field(min_length=1, max_length=100)]
Pattern = Annotated[str, Field(min_length=1, max_length=253)]
Services = Annotated[list[Pattern], Field(max_length=100)]
Group = Annotated[str, Field(min_length=1, max_length=63)]
Groups = Annotated[list[Group], Field(max_length=100)]


class AccountIn(Input):
    """A new account. `services` (patterns) and `groups` (of nodes) are how far it reaches, null for everything."""

    login: Login
    role: Role
    services: Services | None = None
    groups: Groups | None = None


class AccountChange(Input):
    """What an account is to be; what is left out stays."""

    role: Role | None = None
    services: Services | None = None
    groups: Groups | None = None
    enabled: bool | None = None


class AccountOut(BaseModel):
    """An account. `provider` is who its owner signs in by, "" for a password of ours."""

    id: str
    login: str
    role: Role
    services: list[str] | None
    groups: list[str] | None
    enabled: bool
    must_change_password: bool
    second_factor: bool
    provider: str
    created_at: datetime
    signed_in_at: datetime | None


class AccountMade(BaseModel):
    """A new account and its password, which is shown this once and has to be changed."""

    account: AccountOut
    password: str


class NewPassword(BaseModel):
    """A password that is shown this once, and has to be changed."""

    password: str


class InvitationIn(Input):
    """Whom to invite: what they may do, and a note for who looks through invitations."""

    role: Role
    services: Services | None = None
    groups: Groups | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class InvitationOut(BaseModel):
    """An invitation that stands."""

    id: str
    role: Role
    services: list[str] | None
    groups: list[str] | None
    note: str
    made_by: str
    made_at: datetime
    expires_at: datetime


class InvitationMade(BaseModel):
    """A new invitation and its token, which is shown this once: the app opens at `/invitation#TOKEN`."""

    invitation: InvitationOut
    token: str


class InvitationToken(Input):
    """The token of an invitation."""

    token: Annotated[str, Field(min_length=1, max_length=100)]


class InvitationTaken(InvitationToken):
    """An invitation taken up: the login and the password that its owner chose."""

    login: Login
    password: Password


class Invited(BaseModel):
    """What somebody is invited to be."""

    role: Role
    services: list[str] | None
    groups: list[str] | None
    made_by: str
    expires_at: datetime


class AccountName(BaseModel):
    """The login of an account."""

    login: str


class SigningKeyOut(BaseModel):
    """A key that access tokens are signed with; `signs`: the newest. Its secret is told nobody."""

    id: str
    made_at: datetime | None
    signs: bool


class SigningKeysOut(BaseModel):
    """The keys that are believed. `rotate_themselves` is false where the environment gives them."""

    rotate_themselves: bool
    keys: list[SigningKeyOut]


class Rotation(Input):
    """A new signing key. `forget_others`: somebody else knows one; every access token is over at once."""

    forget_others: bool = False
