"""Sees to it that every change is in the audit log before it is answered, also one that no route has noted."""

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.server.accounts.audit_entry import Caller
from core.server.api.caller import address_of

if TYPE_CHECKING:
    from core.server.api.parts import Parts

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Audited:
    """ASGI middleware inside the edge: an answer begins once what its request noted is on disk.

    A request that may change something, succeeded, and was noted by nobody is noted here, by its method and path: a
    route that somebody adds and forgets to audit is in the log all the same.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and hold its answer until the log has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_once_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _settle(scope, message["status"])
            await send(message)

        await self._app(scope, receive, send_once_noted)


async def _settle(scope: Scope, status: int) -> None:
    state, parts = scope["state"], getattr(scope["app"].state, "parts", None)
    if parts is None:
        return
    person = state.get("person")
    if scope["method"] not in _READS and status < 400 and person is not None and not state.get("audited"):
        _note(scope, parts)
    if state.get("audited"):
        await parts.audit.settle()


def _note(scope: Scope, parts: "Parts") -> None:
    state, route = scope["state"], scope.get("route")
    request = Request(scope)
    caller = Caller(state["person"], address_of(request), state["request_id"])
    parts.audit.note(caller, getattr(route, "name", scope["method"].lower()), scope["path"])
    state["audited"] = True
