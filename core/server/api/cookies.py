"""The cookies of signing in, and the proof that a request which is believed for its cookie is our own page's."""

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

from fastapi import Cookie, Request, Response

from core.server.accounts.devices import DEVICE_SECONDS
from core.server.errors import Forbidden

if TYPE_CHECKING:
    from core.server.api.parts import Parts

REFRESH: Final = "dozor_refresh"
DEVICE: Final = "dozor_device"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})  # none: a person typed the address

RefreshToken = Annotated[str, Cookie(alias=REFRESH, max_length=200, include_in_schema=False)]
DeviceCookie = Annotated[str, Cookie(alias=DEVICE, max_length=2000, include_in_schema=False)]


class CrossSite(Forbidden):
    """This was asked by a page of another site."""


def check_own_page(request: Request) -> None:
    """Let pass what our own page asks, or a program without a browser, which has no cookies that others could use.

    Raises:
        CrossSite: the browser says that another site asked.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in _OWN_SITES:
        raise CrossSite
    if site is None and origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSite


def set_refresh(response: Response, request: Request, parts: "Parts", value: str) -> None:
    """Give a browser its refresh token; "" takes it away."""
    seconds = parts.accounts.sessions.refresh_seconds if value else 0
    _set(response, request, parts, name=REFRESH, value=value, seconds=seconds)


def set_device(response: Response, request: Request, parts: "Parts", value: str) -> None:
    """Have a browser known again."""
    _set(response, request, parts, name=DEVICE, value=value, seconds=DEVICE_SECONDS)


def _set(response: Response, request: Request, parts: "Parts", *, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"{parts.settings.public_path}/api/v1/session",
        secure=not is_plain(request),
        httponly=True,
        samesite="strict",
    )


def is_plain(request: Request) -> bool:
    """Tell whether this is a browser on the core's own machine, which need not be spoken to by TLS."""
    return request.url.scheme == "http" and request.url.hostname in _LOOPBACK
