"""What authorization adds to a request: a route with its permission beside the same route without one."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import MutableMapping
from types import SimpleNamespace
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import Depends, FastAPI

from core.server.accounts.account import Account
from core.server.accounts.accounts import Accounts
from core.server.accounts.directory import LiveSession
from core.server.accounts.person import Person
from core.server.accounts.scope import Scope
from core.server.accounts.signing_keys import SigningKeys
from core.server.accounts.tokens import Claims, access_token
from core.server.api.parts import PartsDep
from core.server.api.permissions import require
from core.server.clock import SystemClock
from core.server.db.database import Database
from core.server.seal import Seal

_ACCOUNTS: Final = 1000
_SESSIONS_OF_EACH: Final = 10
_ROUNDS: Final = 2000
Reader = Annotated[Person, Depends(require("read"))]


def accounts() -> dict[str, float]:
    """Return microseconds: of finding out who asks, and of what the permission adds to a request."""
    clock = SystemClock()
    keys = SigningKeys.given([b"k" * 32])
    made = Accounts(Database("postgresql://nowhere/dozor"), clock, keys, Seal(b"s" * 32), refresh_days=14)
    token = _fill(made, keys, clock.now())
    began_at = time.perf_counter()
    for _ in range(_ROUNDS):
        made.person_of(token)
    took = (time.perf_counter() - began_at) / _ROUNDS
    bare, guarded = asyncio.run(_requests(made, token))
    return {
        "person_of_us": took * 1e6,
        "request_without_permission_us": bare * 1e6,
        "request_with_permission_us": guarded * 1e6,
        "authorization_adds_us": (guarded - bare) * 1e6,
    }


def _fill(made: Accounts, keys: SigningKeys, now: float) -> str:
    """Put ten thousand sessions of a thousand people in memory, and return the token of one."""
    token = ""
    for number in range(_ACCOUNTS):
        account = Account(id=str(uuid4()), login=f"user{number}", role="analyst", scope=Scope(), created_at=now)
        made.directory.put(account)
        for _ in range(_SESSIONS_OF_EACH):
            session = str(uuid4())
            made.directory.begin_session(session, LiveSession(account.id, now + 86_400))
            token = access_token(Claims(account.id, session), keys, now)
    return token


async def _requests(made: Accounts, token: str) -> tuple[float, float]:
    """Return the median seconds of a request without and with a permission, in turns on the same application."""
    app = FastAPI()
    app.state.parts = SimpleNamespace(accounts=made)

    @app.get("/bare")
    async def bare(_parts: PartsDep) -> dict[str, str]:
        return {"login": ""}

    @app.get("/guarded")
    async def guarded(_parts: PartsDep, person: Reader) -> dict[str, str]:
        return {"login": person.login}

    took: dict[str, list[float]] = {"/bare": [], "/guarded": []}
    for _ in range(_ROUNDS):
        for path, seconds in took.items():
            began_at = time.perf_counter()
            assert await _status(app, path, token) == 200
            seconds.append(time.perf_counter() - began_at)
    return statistics.median(took["/bare"]), statistics.median(took["/guarded"])


async def _status(app: FastAPI, path: str, token: str) -> int:
    """Ask the application without a socket between, whose time would be the larger part."""
    said: list[int] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            said.append(message["status"])

    await app(scope, receive, send)
    return said[0]


if __name__ == "__main__":
    json.dump(accounts(), sys.stdout)
