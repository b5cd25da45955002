"""The whole core as a process and in this one: real sockets, real signals, its own PostgreSQL."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from agent.contract.wire import Report
from core.server.db.embedded import EmbeddedPostgres
from core.server.errors import Conflict
from core.server.ingest.systems import NoSystemsDatabase
from core.server.main import serve
from core.server.settings.settings import read_settings
from core.server.tests.core_here import running
from core.server.webserver import ListenError
from dozor.tests.waiting import free_port


class CoreProcess:
    """A core in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}"

    async def __aenter__(self):
        environment = {
            **os.environ,
            "DOZOR_DATA_DIR": str(self.folder),
            "DOZOR_LISTEN": self.url.removeprefix("http://"),
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dozor", "core", env=environment, cwd=Path(__file__).parents[3]
        )
        try:
            async with asyncio.timeout(180):
                while not await self._answers():
                    assert self.process.returncode is None
                    await asyncio.sleep(0.05)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_):
        if self.process.returncode is None:
            await self.end(signal.SIGTERM)

    async def end(self, number):
        self.process.send_signal(number)
        return await self.process.wait()

    async def _answers(self):
        async with httpx.AsyncClient(base_url=self.url) as client:
            try:
                return (await client.get("/api/v1/health")).is_success and (self.folder / "local-token").exists()
            except httpx.TransportError:
                return False

    @asynccontextmanager
    async def admin(self):
        token = (self.folder / "local-token").read_text().strip()
        async with httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {token}"}) as client:
            yield client


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "core"


async def test_a_core_stopped_and_started_again_goes_on_with_its_data(folder):
    async with CoreProcess(folder) as first, first.admin() as admin:
        password = (folder / "first-admin").read_text().strip()
        node = (await admin.post("/api/v1/nodes", json={"name": "edge-1"})).json()["node"]
        ban = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
        (folder / "first-admin").unlink()
        assert await first.end(signal.SIGTERM) == 0
    assert not (folder / "local-token").exists()
    assert not EmbeddedPostgres(folder / "postgres").running
    async with CoreProcess(folder) as second, second.admin() as admin:
        assert not (folder / "first-admin").exists()
        answer = await admin.post("/api/v1/session", json={"login": "admin", "password": password})
        assert answer.status_code == 200
        assert [each["id"] for each in (await admin.get("/api/v1/nodes")).json()] == [node["id"]]
        held = (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"]
        assert [each["id"] for each in held] == [ban["id"]]


async def test_a_killed_core_started_again_goes_on_with_its_data(folder):
    async with CoreProcess(folder) as first, first.admin() as admin:
        await admin.patch("/api/v1/services/shop.example", json={"mode": "enforce"})
        ban = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
        assert await first.end(signal.SIGKILL) == -signal.SIGKILL
    async with CoreProcess(folder) as second, second.admin() as admin:
        held = (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"]
        assert held == [ban]
        modes = {each["name"]: each["mode"] for each in (await admin.get("/api/v1/services")).json()}
        assert modes == {"shop.example": "enforce"}
    assert not EmbeddedPostgres(folder / "postgres").running


def settings_of(folder, url, **more):
    return read_settings(
        {"DOZOR_DATA_DIR": str(folder), "DOZOR_LISTEN": "127.0.0.1:0", "DOZOR_DATABASE_URL": url, **more}
    )


async def test_a_database_of_autonomous_systems_that_is_none_is_named_at_the_start(folder, tmp_path):
    (tmp_path / "text.mmdb").write_text("no database")
    settings = settings_of(folder, "postgresql://x@127.0.0.1:1/x", DOZOR_ASN_DATABASE=str(tmp_path / "text.mmdb"))
    with pytest.raises(NoSystemsDatabase, match=r"text\.mmdb"):
        await serve(settings)


async def test_a_core_without_its_database_starts_and_catches_up(folder, tmp_path):
    server = EmbeddedPostgres(tmp_path / "away")
    async with running(settings_of(folder, server.url())) as core, httpx.AsyncClient(base_url=core.url) as client:
        client.headers["Authorization"] = f"Bearer {core.parts.accounts.local_token}"
        assert (await client.get("/api/v1/health")).json()["status"] == "degraded"
        assert (await client.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201
        refused = await client.post("/api/v1/nodes", json={"name": "edge-1"})
        assert (refused.status_code, refused.json()["title"]) == (503, "PostgreSQL is away.")
        await server.start()
        try:
            async with asyncio.timeout(60):
                while (await client.get("/api/v1/health")).json()["status"] != "ok":
                    await asyncio.sleep(0.05)
            assert (await client.post("/api/v1/nodes", json={"name": "edge-1"})).status_code == 201
            assert (folder / "first-admin").exists()
        finally:
            await server.stop()


async def test_what_keeps_a_core_from_starting_is_said_in_a_line(folder):
    environment = {**os.environ, "DOZOR_DATA_DIR": str(folder), "DOZOR_LISTEN": "192.0.2.1:1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dozor", "core", env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert said.decode().strip() == "dozor: DOZOR_LISTEN=192.0.2.1:1: Cannot assign requested address"


async def test_a_postgresql_that_was_killed_is_started_again(folder):
    settings = read_settings({"DOZOR_DATA_DIR": str(folder), "DOZOR_LISTEN": "127.0.0.1:0"})
    async with running(settings) as core, httpx.AsyncClient(base_url=core.url, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {core.parts.accounts.local_token}"
        killed = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(killed, signal.SIGKILL)
        assert (await client.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201
        async with asyncio.timeout(60):
            while not (await client.post("/api/v1/nodes", json={"name": "edge-1"})).is_success:
                await asyncio.sleep(0.05)
        assert int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]) != killed


async def test_the_address_that_a_node_reports_from_is_protected(folder, database_url):
    async with running(settings_of(folder, database_url)) as core, httpx.AsyncClient(base_url=core.url) as client:
        client.headers["Authorization"] = f"Bearer {core.parts.accounts.local_token}"
        node, _ = await core.parts.fleet.create("edge-1")
        core.parts.fleet.note(node.id, Report(outbox="a", sequence=1, made_at=0), 0, "198.51.100.9")
        async with asyncio.timeout(60):
            while not core.parts.core.live.protects("198.51.100.9"):
                await asyncio.sleep(0.05)
        answer = await client.post("/api/v1/decisions", json={"source": "198.51.100.9"})
        assert answer.status_code == 409


async def test_two_cores_on_one_folder_are_one_too_many(folder, database_url):
    settings = settings_of(folder, database_url)
    async with running(settings):
        with pytest.raises(Conflict, match="Another core"):
            await serve(settings)


async def test_an_address_that_is_taken_is_named(folder, database_url):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ListenError, match=listen):
            await serve(settings_of(folder, database_url, DOZOR_LISTEN=listen))


async def test_a_body_without_end_is_refused_over_a_real_socket(folder, database_url):
    async def endless():
        while True:
            yield b"x" * 65536

    async with running(settings_of(folder, database_url)) as core, httpx.AsyncClient(base_url=core.url) as client:
        try:
            status = (await client.post("/api/v1/session", content=endless())).status_code
        except httpx.TransportError:  # the answer was sent and the connection ended while we still wrote
            status = 413
        assert status == 413
        assert (await client.get("/api/v1/health")).status_code == 200
