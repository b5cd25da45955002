"""The models of signing in and of oneself. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.accounts.person import Permission, PersonKind, Role
from core.server.api.input import Input

Password = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(max_length=40)]


class SignIn(Input):
    """Who wants in. `code`: of the second factor, or a recovery code, where the account has one."""

    login: Annotated[str, Field(min_length=1, max_length=100)]
    password: Password
    code: Code = ""


class Ways(BaseModel):
    """How people sign in besides by password: by a provider of this name, or null."""

    provider: str | None


class ProviderUrl(BaseModel):
    """Where the browser is to go."""

    url: str


class Me(BaseModel):
    """Who is signed in, and what they may do.

    `services` and `groups` are how far it reaches, null for everything. `must_change_password`: until then everything
    but that is refused; likewise `must_set_up_second_factor`. `has_password` is false for who signs in elsewhere.
    """

    login: str
    role: Role
    kind: PersonKind
    permissions: list[Permission]
    services: list[str] | None
    groups: list[str] | None
    must_change_password: bool
    has_password: bool
    second_factor: bool
    must_set_up_second_factor: bool


class Session(BaseModel):
    """An access token, to be sent as a Bearer token until it is over."""

    access_token: str
    expires_in_seconds: int
    me: Me


class SessionOut(BaseModel):
    """A session that goes on. `current` is the one that asks; `user_agent` is the browser's word: hostile."""

    id: str
    current: bool
    way: Literal["password", "provider"]
    made_at: datetime
    used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


class PasswordChange(Input):
    """A new password by the old one."""

    old: Password
    new: Password


class PasswordAgain(Input):
    """The password once more, for what a stolen session must not do."""

    password: Password


class SecondFactorSetup(BaseModel):
    """What an authenticator app is given. `squares` are the rows of a QR code, 1 for dark, without its margin."""

    secret: str
    uri: str
    squares: list[str]


class CodeIn(Input):
    """A code of the second factor."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class RecoveryCodes(BaseModel):
    """Codes that open once each, for who lost the second factor. They are shown this once."""

    codes: list[str]


class SecondFactorOff(Input):
    """What turns the second factor off: the password, and a code or a recovery code."""

    password: Password
    code: Annotated[str, Field(min_length=1, max_length=40)]


class SecondFactorState(BaseModel):
    """Whether there is a second factor, and how many recovery codes are left."""

    on: bool
    recovery_codes_left: int
