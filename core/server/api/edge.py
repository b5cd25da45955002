"""The outermost layer: request ids, security headers, the bound of bodies, and the one place that logs what broke.

NUL is refused here in paths and queries, in bodies by `core.server.api.input`: no route need think of it.
"""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.server.api.body import BoundedBody
from core.server.api.problems import problem
from core.server.api.route_path import route_path

_log: Final = logging.getLogger(__name__)
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Origin-Agent-Cluster": "?1",
}
_HSTS: Final = "max-age=31536000"
_API: Final = "/api/"


class Edge:
    """ASGI middleware around everything else.

    `body_bytes_max` tells the most bytes that a path takes, None where it takes a stream; a longer body is refused with
    413 as soon as it is known.
    """

    def __init__(self, app: ASGIApp, *, body_bytes_max: Callable[[str], int | None], policy: str) -> None:
        self._app = app
        self._body_bytes_max = body_bytes_max
        self._headers = {**_HEADERS, "Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, bounded, and its answer back, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id
        body = BoundedBody(Headers(scope=scope), receive, self._body_bytes_max(route_path(scope)))
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in self._headers_of(scope).items():
                    headers.setdefault(name, value)
                if not await body.drained():
                    headers["Connection"] = "close"
            await send(message)

        try:
            if _holds_nul(scope):
                detail = "Neither a path nor a query holds NUL."
                await problem(request_id, 422, "What was sent is not valid.", detail)(scope, receive, send_with_headers)
                return
            await self._app(scope, body.receive, send_with_headers)
        except ClientDisconnect:
            _log.debug("request %s: %s %r: its reader went away", request_id, scope["method"], scope["path"])
        except Exception:
            _log.exception("request %s: %s %r broke", request_id, scope["method"], scope["path"])
            if started:
                raise
            await problem(request_id, 500, "Something went wrong here.")(scope, receive, send_with_headers)

    def _headers_of(self, scope: Scope) -> dict[str, str]:
        """Return what an answer is to say where it does not say otherwise itself."""
        headers = dict(self._headers)
        if scope["scheme"] == "https":  # as a trusted proxy says; over plain HTTP browsers ignore it
            headers["Strict-Transport-Security"] = _HSTS
        if route_path(scope).startswith(_API):
            headers["Cache-Control"] = "no-store"
        return headers


def _holds_nul(scope: Scope) -> bool:
    """Tell of what PostgreSQL takes in no text, and nobody means."""
    return "\0" in scope["path"] or b"%00" in scope["query_string"]


def _request_id(wished: str) -> str:
    return wished if _REQUEST_ID.fullmatch(wished) else secrets.token_hex(8)
