"""A core whose clock can be put forward, a node, and a Telegram of our own that refuses to work every now and then.

The core runs in this process, NGINX and the agent are programs of their own.
"""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
import pytest_asyncio

from core.server.clock import SystemClock
from core.server.conftest import database_url, postgres, postgres_folder  # noqa: F401 - fixtures
from core.server.settings.settings import read_settings
from core.server.telegram.tests.bot_api import TOKEN, bot_api
from core.server.tests.core_here import running
from dozor.tests.proxy.fleet import Fleet
from dozor.tests.proxy.members import Members
from dozor.tests.waiting import free_port

SOC, ANN, VIC, OLA = -1001, 101, 102, 103
PASSWORD = "a right long horse"


class PutForward(SystemClock):
    """The machine's clock, put forward by so many seconds."""

    ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


@pytest.fixture
def put_forward(monkeypatch):
    clock = PutForward()
    monkeypatch.setattr("core.server.main.SystemClock", lambda: clock)
    return clock


@pytest_asyncio.fixture
async def telegram():
    async with bot_api() as api:
        api.chats.add(SOC, "supergroup", title="SOC", topics=(5,))
        yield api


@pytest_asyncio.fixture
async def core(database_url, tmp_path, put_forward):  # noqa: F811 - the fixture
    settings = read_settings({
        "DOZOR_DATA_DIR": str(tmp_path / "core"),
        "DOZOR_LISTEN": "127.0.0.1:0",
        "DOZOR_DATABASE_URL": database_url,
        "DOZOR_PUBLIC_URL": "https://dozor.example.com",
    })  # fmt: skip
    async with running(settings) as started:
        yield started


@pytest_asyncio.fixture
async def node(core, tmp_path):
    """A real NGINX and a real agent, that serve shop.example."""
    members, fleet = Members(), Fleet.at(tmp_path / "fleet", 18400)
    fleet.url = core.url
    headers = {"Authorization": f"Bearer {core.parts.accounts.local_token}"}
    fleet._client = httpx.Client(base_url=core.url, timeout=60, headers=headers)

    def begin():
        node = fleet.add_node("edge", "127.0.0.1", free_port(), free_port())
        behind = [{"name": "m", "host": "127.0.0.1", "port": members.start("m")}]
        fleet.api("PUT", "config/service/shop", {"members": behind})
        fleet.api("PUT", "config/domain/shop", {"names": ["shop.example"], "service": "shop", "nodes": ["edge"]})
        fleet.deploy()
        return node

    try:
        yield await asyncio.to_thread(begin)
    finally:
        await asyncio.to_thread(fleet.stop)
        members.close()


class People:
    """Who takes part: their accounts, and the Telegram users that speak for them."""

    def __init__(self, core, telegram, until):
        self.core, self.telegram, self.until = core, telegram, until

    @asynccontextmanager
    async def signed_in(self, login, role):
        await self.core.parts.accounts.people.add(login, PASSWORD, role)
        async with httpx.AsyncClient(base_url=f"{self.core.url}/api/v1/", timeout=60) as client:
            answer = await client.post("session", json={"login": login, "password": PASSWORD})
            client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            yield client

    async def link(self, login, role, user):
        async with self.signed_in(login, role) as client:
            code = (await client.post("me/telegram")).json()["code"]
        self.says(user, f"/link {code}", chat=user)
        await self.until(lambda: user in self.telegram.chats.chats and self.telegram.message(user))

    def says(self, user, text, *, chat=SOC, topic=None):
        self.telegram.chats.says(chat, _user(user), text, topic)

    async def press(self, message, button, user):
        query = self.telegram.chats.presses(message, _user(user), button)
        return await self.until(lambda: self.telegram.chats.answers.get(query))


def _user(number):
    return {"id": number, "is_bot": False, "first_name": f"User {number}", "language_code": "en"}


@pytest_asyncio.fixture
async def people(core, telegram, until):
    """The chat is bound, an analyst and a viewer are linked."""
    people = People(core, telegram, until)
    async with people.signed_in("root", "admin") as admin:
        spec = {"kind": "telegram", "token": TOKEN, "api_url": telegram.url}
        assert (await admin.put("notifications/channels/soc", json=spec)).is_success
        code = (await admin.post("notifications/channels/soc/code", json={"language": "en"})).json()["code"]
        people.says(OLA, f"/bind {code}", topic=5)
        bound = await until(lambda: telegram.message(SOC))
        assert "SOC" in bound.text
        [chat] = (await admin.get("notifications/chats")).json()["chats"]
        rule = {"chats": [chat["id"]], "events": {"kinds": ["incident"], "services": ["shop"]}}
        assert (await admin.put("notifications/rules/default", json=rule)).is_success
    await people.link("ann", "analyst", ANN)
    await people.link("vic", "viewer", VIC)
    return people
