"""A core, nodes with their agents and NGINX, a Docker engine, a certificate authority and its DNS: all of them real."""

import asyncio
import contextlib
import dataclasses
import random
import socket
import ssl
import subprocess
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509

from agent.connection import Target
from agent.docker.tests.real_engine import RealEngine
from agent.proxy.assembly import ensure_first_generation
from agent.proxy.core_link import CoreLink
from agent.proxy.place import Place
from agent.proxy.proxy import Proxy as AgentProxy
from agent.proxy.proxy import nginx_of
from agent.proxy.tests.conftest import BINARY, RealNginx
from core.server.api.app import create_app
from core.server.api.tests.conftest import PASSWORD, app_dir, parts
from core.server.clock import SystemClock
from core.server.conftest import database, database_url, postgres, postgres_folder
from core.server.proxy.documents.change import read_change
from core.server.proxy.proxy import Proxy
from dozor.tests.certificates.acme_image import IMAGE, make_acme_image
from dozor.tests.certificates.authority import Authority, Names
from dozor.tests.waiting import free_port

__all__ = ["app_dir", "database", "database_url", "parts", "postgres", "postgres_folder"]  # the core's own fixtures


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """An engine that has the image, whose containers are in the machine's network, as all else is.

    Where root has none these tests fail: nothing else shows that they would pass.
    """
    engine = RealEngine(tmp_path_factory.mktemp("engine"), has_network=False)
    engine.start()
    try:
        make_acme_image(engine)
        yield engine
    finally:
        engine.discard()


@pytest.fixture(scope="session")
def names():
    names = Names()
    yield names
    names.stop()


@pytest.fixture(scope="session")
def ports():
    """Where all nodes take visitors in, by HTTP and by HTTPS: each at an address of its own."""
    return free_port(), free_port()


@pytest.fixture(scope="session")
def authority(tmp_path_factory, names, ports):
    authority = Authority(tmp_path_factory.mktemp("authority") / "a", names, ports[0])
    authority.start()
    yield authority
    authority.stop()


@pytest.fixture
def mortal_authority(tmp_path, names, ports):
    """An authority that its test may stop."""
    authority = Authority(tmp_path / "authority", names, ports[0])
    authority.start()
    yield authority
    authority.stop()


@pytest.fixture
def clock():
    return SystemClock()


@dataclass
class Node:
    """A node of the fleet: an NGINX and the part of an agent that keeps it."""

    name: str
    address: str
    place: Place
    nginx: RealNginx
    agent: AgentProxy
    work: asyncio.Future | None = None

    def start(self):
        self.work = asyncio.ensure_future(self.agent.run())

    async def stop_agent(self):
        if self.work is not None:
            self.work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.work
            self.agent.close()
            self.work = None


@dataclass
class World:
    """All of it, told by the test."""

    parts: object
    core_port: int
    ports: tuple[int, int]
    authority: Authority
    folder: Path
    client: httpx.AsyncClient
    docker_socket: Path
    nodes: list[Node] = field(default_factory=list)

    async def add_node(self, name, address, **changes):
        made, key = await self.parts.fleet.create(name)
        place = Place(
            folder=self.folder / name,
            binary=str(BINARY),
            listen=(f"{address}:{self.ports[0]}",),
            resolver=f"127.0.0.1:{free_port()}",
            docker_socket=self.docker_socket,
            acme_image=IMAGE,
            **changes,
        )
        (self.folder / f"{name}-state").mkdir()
        await ensure_first_generation(place, nginx_of(place))
        nginx = RealNginx(place, self.ports[0])
        link = CoreLink(Target(host="127.0.0.1", port=self.core_port), node_id=made.id, node_key=key)
        agent = AgentProxy(
            place, link, self.folder / f"{name}-state", clock=self.parts.clock.now, chance=random.Random(1).random
        )
        node = Node(name, address, place, nginx, agent)
        self.nodes.append(node)
        nginx.start()
        node.start()
        await self.want({("node", name): self.node_spec(address)})
        return node

    def node_spec(self, address):
        return {
            "listen": [address],
            "address": address,
            "http_port": self.ports[0],
            "https_port": self.ports[1],
            "ipv6": False,
        }

    def acme(self, *names, authority=None, **more):
        authority = authority or self.authority
        directory = {"directory": "custom", "directory_url": authority.url, "directory_ca": authority.root}
        return {"names": names, "source": "acme", "acme": {**directory, **more}}

    async def want(self, documents):
        read = {key: value and read_change(*key, value) for key, value in documents.items()}
        await self.parts.proxy.documents.change(read, by="ann", note="test")
        self.parts.proxy.deployer.tell()

    async def want_site(self, certificate, *hosts, nodes=("one",), name="shop", **more):
        """Have a site that answers 204 by TLS under the first of its names."""
        domain = {
            "names": hosts or ["shop.example"],
            "service": name,
            "nodes": nodes,
            "tls": {"certificate": name, "redirect_http": False, **more},
            "locations": [{"match": {"path": "/"}, "answer_status": 204}],
        }
        documents = {("service", name): {"members": []}, ("certificate", name): certificate}
        await self.want({**documents, ("domain", name): domain})

    async def deploy(self):
        began = await self.parts.proxy.deployer.deploy(by="ann", note="test")
        async with asyncio.timeout(60):
            while (result := await self.parts.proxy.deployer.result(began.id)).is_running:
                await asyncio.sleep(0.05)
        assert result.phase == "done", result.reason
        return result

    async def api(self, method, path, body=None, *, status=None):
        answer = await self.client.request(method, f"/api/v1/certificates{path}", json=body)
        assert status == answer.status_code if status else answer.is_success, answer.text
        return answer.json()

    async def ended(self, attempt):
        """Wait for an attempt's end, and return it."""
        async with asyncio.timeout(90):
            while True:
                for each in await self.api("GET", f"/{attempt['name']}/attempts"):
                    if each["id"] == attempt["id"] and each["ended_at"]:
                        await self.idle(each["name"])
                        return each
                await asyncio.sleep(0.1)

    async def idle(self, name="shop"):
        """Wait until nothing is done about a certificate any more."""
        async with asyncio.timeout(90):
            while (await self.api("GET", f"/{name}"))["running"]:
                await asyncio.sleep(0.05)

    async def newest(self, name="shop"):
        """Wait for what is being done about a certificate, and return the attempt at it."""
        async with asyncio.timeout(60):
            while not (attempts := await self.api("GET", f"/{name}/attempts")):
                await asyncio.sleep(0.1)
        return await self.ended(attempts[0])

    async def order(self, name="shop", **more):
        began = await self.api("POST", f"/{name}/order", more)
        return await self.ended(began["attempt"])

    def get(self, node, path="/"):
        url = f"http://{node.address}:{self.ports[0]}{path}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status

    async def leaf(self, node, host="shop.example"):
        """Return the certificate that a visitor is shown."""
        return x509.load_der_x509_certificate(await asyncio.to_thread(self._shown, node, host))

    def _shown(self, node, host, **bounds):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        for name, value in bounds.items():
            setattr(context, name, value)
        with (
            socket.create_connection((node.address, self.ports[1]), timeout=60) as plain,
            context.wrap_socket(plain, server_hostname=host) as tls,
        ):
            return tls.getpeercert(binary_form=True)

    async def heads(self, node, host):
        """Return what a visitor is answered by TLS, and what without."""
        async with httpx.AsyncClient(verify=False) as client:
            ways = zip(("https", "http"), reversed(self.ports), strict=True)
            return [
                await client.get(
                    f"{scheme}://{node.address}:{port}/cart?a=1",
                    headers={"Host": host},
                    extensions={"sni_hostname": host},
                )
                for scheme, port in ways
            ]

    async def serial(self, node, host="shop.example"):
        return f"{(await self.leaf(node, host)).serial_number:x}"


@pytest.fixture
async def world(parts, names, authority, engine, ports, tmp_path):
    proxy = Proxy(
        parts.database, parts.clock, parts.fleet, parts.settings.seal_keys, nameservers=[("127.0.0.1", names.port)]
    )
    await proxy.load()
    parts = dataclasses.replace(parts, proxy=proxy)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(parts), port=port, log_level="error", ws="none", lifespan="off"))
    server.capture_signals = contextlib.nullcontext
    serving, working = asyncio.ensure_future(server.serve()), asyncio.ensure_future(proxy.run())
    while not server.started:
        await asyncio.sleep(0.01)
    await parts.accounts.people.add("olga", PASSWORD, "operator")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        answer = await client.post("/api/v1/session", json={"login": "olga", "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        world = World(parts, port, ports, authority, tmp_path / "nodes", client, engine.socket)
        world.folder.mkdir()
        yield world
        for node in world.nodes:
            await node.stop_agent()
            node.nginx.stop()
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    server.should_exit = server.force_exit = True
    await serving


@pytest.fixture
def openssl(tmp_path):
    """Run openssl in a folder."""

    def run(*words):
        done = subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
