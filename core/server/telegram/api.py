"""The public API as the bot uses it: in this process, with a token of whom the Telegram user speaks for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx

from core.server.errors import DozorError

if TYPE_CHECKING:
    from core.server.accounts.person import Person

_PREFIX: Final = "/api/v1"
_LOCAL: Final = "http://localhost"
_TOO_MANY: Final = 429
_PAUSES_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 5.0)

ASGIApp = Any


class Tokens(Protocol):
    """Makes access tokens, as `Accounts` does."""

    def telegram_token(self, account_id: str) -> str:
        """Return an access token of a minute for an account; raises NotSignedIn where it may not sign in."""

    def person_of(self, token: str) -> "Person":
        """Return whom a token names."""


class Refusal(Exception):  # noqa: N818 - it is an answer
    """The API's answer is no: what it said, and its status."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A Telegram user, and the account that they speak for."""

    user_id: int
    account: str

    @property
    def address(self) -> str:
        """Where the audit says that they come from."""
        return f"telegram:{self.user_id}"


class Session:
    """The API in somebody's name. What their role and scope do not permit is refused there, as to everybody.

    Where it is asked too much at once, as when a hundred bans are lifted, the bot waits and goes on.
    """

    def __init__(
        self,
        app: ASGIApp,
        tokens: Tokens,
        speaker: Speaker,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.speaker = speaker
        self._sleep = sleep
        self._app = app
        self._tokens = tokens

    async def me(self) -> dict[str, Any]:
        """Return who the account is and what it may; raises Refusal."""
        found: dict[str, Any] = await self._ask("GET", "/me")
        return found

    async def get(self, path: str, **params: Any) -> Any:
        """Return what is at a path; raises Refusal."""
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: Any, *, key: str = "") -> Any:
        """Send something. With a `key` it is done once, however often it is sent; raises Refusal."""
        return await self._ask("POST", path, json=body, headers={"Idempotency-Key": key} if key else {})

    async def delete(self, path: str) -> Any:
        """End something; raises Refusal."""
        return await self._ask("DELETE", path)

    async def _ask(self, method: str, path: str, **parts: Any) -> Any:
        try:
            token = self._tokens.telegram_token(self.speaker.account)
        except DozorError as error:
            raise Refusal(error.status, error.detail) from error
        transport = httpx.ASGITransport(self._app, client=(self.speaker.address, 0))
        headers = {"Authorization": f"Bearer {token}", **parts.pop("headers", {})}
        async with httpx.AsyncClient(transport=transport, base_url=_LOCAL, headers=headers) as client:
            for pause in _PAUSES_SECONDS:
                answer = await client.request(method, f"{_PREFIX}{path}", **parts)
                if answer.status_code != _TOO_MANY:
                    break
                await self._sleep(pause)
        if answer.is_success:
            return answer.json() if answer.content else None
        raise Refusal(answer.status_code, _detail(answer))


def _detail(answer: httpx.Response) -> str:
    """Return what a problem says."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code}"
