"""Errors that the core answers with. A class's docstring is its message, `status` its HTTP status (RFC 9457)."""

# ruff: noqa: N818
# A name says what is wrong; "Error" behind each would add nothing.

from collections.abc import Sequence
from typing import ClassVar

from core.server.told import Told


class DozorError(Exception):
    """Something went wrong; a detail that is `told` can be said in the reader's language.

    `errors` are its parts, each a place and what is wrong there, for who shows them apart.
    `type` is a URI for what programs have to tell from everything else of the same status.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "about:blank"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        detail: str | Told = "",
        *,
        retry_after_seconds: int | None = None,
        errors: Sequence[tuple[str, str | Told]] = (),
    ) -> None:
        self.title = (type(self).__doc__ or "").split("\n", maxsplit=1)[0]
        self.told = detail if isinstance(detail, Told) else None
        self.detail = str(detail) or self.title
        self.retry_after_seconds = retry_after_seconds
        self.errors = tuple(errors)
        super().__init__(self.detail)


class NotSignedIn(DozorError):
    """Sign in first."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class WrongCredentials(DozorError):
    """The login or the password is wrong."""

    status = 401


class SecondFactorWanted(DozorError):
    """A code of the second factor is wanted, too."""

    status = 401
    type = "urn:dozor:second-factor-wanted"


class WrongCode(DozorError):
    """This code is wrong, over, or was used before."""

    status = 401
    type = "urn:dozor:wrong-code"


class WrongNodeKey(DozorError):
    """The node is unknown or its key is wrong."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(DozorError):
    """Your role does not permit this."""

    status = 403


class PasswordChangeWanted(Forbidden):
    """Change your password first: somebody else knows it."""

    type = "urn:dozor:password-change-wanted"


class SecondFactorSetupWanted(Forbidden):
    """Set up a second factor first: your role needs one."""

    type = "urn:dozor:second-factor-setup-wanted"


class NotFound(DozorError):
    """There is no such thing."""

    status = 404


class Conflict(DozorError):
    """This contradicts what is there."""

    status = 409


class TooLarge(DozorError):
    """The body is too large."""

    status = 413


class UnsupportedBody(DozorError):
    """The body is in a form that is not understood here."""

    status = 415


class Invalid(DozorError):
    """What was sent is not valid."""

    status = 422


class WrongFilter(Invalid):
    """This filter makes no sense. `errors` are what was written and why it does not work, in a word."""

    type = "urn:dozor:wrong-filter"


class Throttled(DozorError):
    """Too many attempts: wait a little."""

    status = 429


class Unavailable(DozorError):
    """A part that this needs is away: try again soon."""

    status = 503


class NodeSilent(DozorError):
    """The node did not answer."""

    status = 504


class PipelineFell(DozorError):
    """The pipeline ended by an error; the core stops and goes on from its log at the next start."""

    status = 503
