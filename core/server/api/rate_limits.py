"""How much one may ask for: a bucket of tokens for each person or API token, and one for each address of strangers.

Counted before any route is: one that asks for nobody's token, as signing in, is no way around. Agents are apart: they
have keys of their own, and report whatever people do.
"""

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from core.server.accounts.networks import network_of
from core.server.api.caller import address_of
from core.server.api.problems import problem
from core.server.api.refused import RefusedQuestionTime
from core.server.api.route_path import route_path
from core.server.errors import DozorError, Throttled

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.settings.settings import Settings

_API: Final = "/api/"
_AGENTS: Final = "/api/v1/agent/"

_BURST_SECONDS: Final = 10.0
_MOST_BUCKETS: Final = 20_000


class _Bucket(NamedTuple):
    tokens: float
    at: float


class RateLimit:
    """Buckets that fill with `per_second` tokens up to ten seconds' worth; a request takes one.

    In memory and bounded: of more than so many keys those that asked least lately are forgotten, which forgives them.
    """

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._most = per_second * _BURST_SECONDS
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: float) -> None:
        """Let a request pass.

        Raises:
            Throttled: with the seconds after which there is a token again.
        """
        bucket = self._buckets.pop(key, None) or _Bucket(self._most, now)
        tokens = min(self._most, bucket.tokens + max(0.0, now - bucket.at) * self._per_second)
        self._buckets[key] = _Bucket(max(tokens - 1, 0.0) if tokens >= 1 else tokens, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        if tokens < 1:
            wait = (1 - tokens) / self._per_second
            raise Throttled(RefusedQuestionTime.many_questions(), retry_after_seconds=max(1, round(wait)))


class RateLimits:
    """What people and strangers may ask for, by the settings."""

    def __init__(self, settings: "Settings") -> None:
        self._people = RateLimit(settings.requests_per_second)
        self._guests = RateLimit(settings.guest_requests_per_second)

    def take_person(self, person: "Person", now: float) -> None:
        """Let a request of somebody pass; a program on this machine asks as often as it likes.

        Raises:
            Throttled: they ask for too much.
        """
        if person.kind != "local":
            name = person.session if person.kind == "token" else person.id
            self._people.take(f"{person.kind} {name}", now)

    def take_guest(self, address: str, now: float) -> None:
        """Let a request of a stranger pass.

        Raises:
            Throttled: they ask for too much.
        """
        self._guests.take(network_of(address), now)


class RequestLimit:
    """ASGI middleware inside the edge: who brings no token that opens anything is a stranger, whatever else they bring.

    The limits are the application's `state.rate_limits`. Its own files are not counted: a page fetches many of them,
    and they cost nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        parts = getattr(scope["app"].state, "parts", None) if scope["type"] == "http" else None
        if parts is not None and _is_counted(route_path(scope)):
            try:
                _take(scope, parts)
            except Throttled as error:
                await _refusal(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _take(scope: Scope, parts: "Parts") -> None:
    limits: RateLimits = scope["app"].state.rate_limits
    address, now = address_of(Request(scope)), parts.clock.now()
    person = _person(Headers(scope=scope).get("authorization", ""), address, parts)
    if person is None:
        limits.take_guest(address, now)
    else:
        limits.take_person(person, now)


def _is_counted(path: str) -> bool:
    return path.startswith(_API) and not path.startswith(_AGENTS)


def _person(authorization: str, address: str, parts: "Parts") -> "Person | None":
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return parts.accounts.person_of(token.strip(), address)
    except DozorError:
        return None


def _refusal(scope: Scope, error: Throttled) -> ASGIApp:
    headers = {"Retry-After": str(error.retry_after_seconds)}
    return problem(
        scope["state"]["request_id"], error.status, error.title, error.detail, told=error.told, headers=headers
    )
