"""Errors that the core answers with. A class's docstring is its message, `status` its HTTP status (RFC 9457)."""

# ruff: noqa: N818
# A name says what is wrong; "Error" behind each would add nothing.

from typing import ClassVar


class DozorError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, detail: str = "", *, retry_after_seconds: int | None = None) -> None:
        self.title = (type(self).__doc__ or "").split("\n", maxsplit=1)[0]
        self.detail = detail or self.title
        self.retry_after_seconds = retry_after_seconds
        super().__init__(self.detail)


class NotSignedIn(DozorError):
    """Sign in first."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class WrongCredentials(DozorError):
    """The login or the password is wrong."""

    status = 401


class WrongNodeKey(DozorError):
    """The node is unknown or its key is wrong."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(DozorError):
    """Your role does not permit this."""

    status = 403


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


class Throttled(DozorError):
    """Too many attempts: wait a little."""

    status = 429


class Unavailable(DozorError):
    """A part that this needs is away: try again soon."""

    status = 503


class PipelineFell(DozorError):
    """The pipeline ended by an error; the core stops and goes on from its log at the next start."""

    status = 503
