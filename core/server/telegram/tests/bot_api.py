"""A Bot API server of our own on loopback: the bot speaks to it by HTTP as it does to Telegram's.

It checks what Telegram checks, is troubled on demand, and has a hand to play the users. A person who wants to see the
bot without the internet starts it as `python -m core.server.telegram.tests.bot_api` and types what a user says.
"""

import argparse
import asyncio
import contextlib
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

from core.server.telegram.tests.bot_methods import BotMethods
from core.server.telegram.tests.markup import BadMarkup
from core.server.telegram.tests.played_chats import Chats, Json, Refusal, Shown

TOKEN = "4242:a-played-bot"


@dataclass
class Trouble:
    """What goes wrong with the next requests of some methods (all that begin with `methods`).

    `kind`: `throttle` (429 with `retry_after`), `status` (`status` with a page of HTML), `hang` (no answer until the
    client goes), `cut` (the connection ends without an answer), `deaf` (what was asked is done, then as `cut`).
    """

    kind: str
    methods: tuple[str, ...] = ("send", "edit")
    times: int = 1
    retry_after: int = 1
    status: int = 502


@dataclass
class BotApi:
    """The server. `calls` counts requests by method, `accepted` lists those that were answered with `ok`."""

    methods: BotMethods = field(default_factory=BotMethods)
    url: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    accepted: list[tuple[str, Json]] = field(default_factory=list)
    troubles: deque[Trouble] = field(default_factory=deque)
    away: bool = False
    """Every request is cut: Telegram cannot be reached."""

    @property
    def chats(self) -> Chats:
        """Return the chats, through which a test plays the users."""
        return self.methods.chats

    def message(self, chat_id: int) -> Shown | None:
        """Return the newest message that the bot wrote to a chat."""
        return next(reversed(self.chats.chats[chat_id].messages.values()), None)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method = request.match_info["method"]
        self.calls[method] += 1
        if request.match_info["token"] != TOKEN:
            return _refused(Refusal(401, "Unauthorized"))
        asked = await _form(request)
        trouble = self._trouble(method)
        if trouble and trouble.kind != "deaf":
            return await _troubled(request, trouble)
        try:
            result = await self._updates(asked) if method == "getUpdates" else self.methods.call(method, asked)
        except BadMarkup as error:
            return _refused(Refusal(400, f"Bad Request: can't parse entities: {error}"))
        except Refusal as refusal:
            return _refused(refusal)
        self.accepted.append((method, asked))
        if trouble:
            return await _troubled(request, trouble)
        return web.json_response({"ok": True, "result": result})

    def _trouble(self, method: str) -> Trouble | None:
        if self.away:
            return Trouble("cut")
        for trouble in self.troubles:
            if method.startswith(trouble.methods):
                trouble.times -= 1
                if not trouble.times:
                    self.troubles.remove(trouble)
                return trouble
        return None

    async def _updates(self, asked: Json) -> list[Json]:
        """Long polling: updates before `offset` are confirmed by it."""
        if self.methods.webhook["url"]:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refusal(409, f"Conflict: {reason}")
        offset = int(asked.get("offset", 0))
        self.chats.updates = [each for each in self.chats.updates if each["update_id"] >= offset]
        if not self.chats.updates:
            self.chats.changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.chats.changed.wait(), float(asked.get("timeout", 0)))
        return self.chats.updates[: int(asked.get("limit", 100))]

    async def deliver(self, **options: Any) -> list[int]:
        """Post what waits to the webhook, as Telegram does; returns the statuses. Refused updates go on waiting."""
        statuses = []
        async with httpx.AsyncClient(**options) as client:
            for update in list(self.chats.updates):
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.methods.webhook["secret_token"]}
                answer = await client.post(self.methods.webhook["url"], json=update, headers=headers)
                statuses.append(answer.status_code)
                if answer.is_success:
                    self.chats.updates.remove(update)
        return statuses


@asynccontextmanager
async def bot_api(port: int = 0) -> AsyncIterator[BotApi]:
    """Serve on loopback until the end of the `with`."""
    api = BotApi()
    app = web.Application(client_max_size=20 << 20)
    app.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()


async def _form(request: web.Request) -> Json:
    return {
        name: value.file.read() if isinstance(value, web.FileField) else value
        for name, value in (await request.post()).items()
    }


async def _troubled(request: web.Request, trouble: Trouble) -> web.StreamResponse:
    if trouble.kind == "throttle":
        reason = f"Too Many Requests: retry after {trouble.retry_after}"
        return _refused(Refusal(429, reason, retry_after=trouble.retry_after))
    if trouble.kind == "status":
        return web.Response(status=trouble.status, text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")
    if trouble.kind == "hang":
        await asyncio.Event().wait()  # ends as the client goes, or with the server
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _refused(refusal: Refusal) -> web.Response:
    answer: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.json_response(answer, status=refusal.status)


async def _played_by_hand(port: int) -> None:
    """Print what the bot writes; a line typed here is said by user 7 in a private chat, `!LABEL` presses a button."""
    async with bot_api(port) as api:
        person, seen = {"id": 7, "is_bot": False, "first_name": "You", "language_code": "en"}, {}
        print(f"Bot API at {api.url}, token {TOKEN}")  # noqa: T201 - a person looks on
        chat = api.chats.add(7)
        lines: asyncio.Queue[str] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(sys.stdin, lambda: lines.put_nowait(sys.stdin.readline()))
        while True:
            with contextlib.suppress(TimeoutError):
                line = (await asyncio.wait_for(lines.get(), 0.2)).strip()
                if line.startswith("!") and (last := api.message(7)):
                    api.chats.presses(last, person, last.button(line[1:]))
                elif line:
                    api.chats.says(7, person, line)
            for each in chat.messages.values():
                if seen.get(each.id) != (each.text, each.labels):
                    seen[each.id] = (each.text, each.labels)
                    print(f"\n[{each.id}] {each.text}\n    {each.labels}")  # noqa: T201 - a person looks on


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A Bot API server on loopback; type what a user says.")
    parser.add_argument("--port", type=int, default=8081)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_played_by_hand(parser.parse_args().port))
