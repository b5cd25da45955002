"""The core's side of all that an agent and it say to each other, over real HTTP. The test says what it is to say."""

import asyncio
import contextlib
import hashlib
from dataclasses import dataclass, field

import msgspec
import uvicorn
import zstandard
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from agent.contract.asking import Answer, Question
from agent.contract.inventory import Inventory
from agent.contract.proxy import Manifest, NodeState, Order, TaskOutcome
from agent.contract.wire import MSGPACK, Reply, Report
from dozor.tests.waiting import free_port

_ANSWER = msgspec.json.Decoder(Answer)
_NOTHING = Response(status_code=204)


@dataclass
class Asked:
    """What became of a question. Nobody listens any more after `enough` answers, and nobody reads on while not told."""

    answers: list[Answer] = field(default_factory=list)
    beats: int = 0
    enough: int = 1 << 30
    read_on: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class PlayedCore:
    """The core of the node `node` with the key `secret`: what it says, and what it was told."""

    port: int = field(default_factory=free_port)
    status: int = 200
    refused: int = 0
    order: Order = field(default_factory=Order)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    reply: Reply = field(default_factory=lambda: Reply(sequence=0))
    asked: dict[str, Asked] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    inventories: list[Inventory] = field(default_factory=list)
    states: list[NodeState] = field(default_factory=list)
    outcomes: list[TaskOutcome] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    server: uvicorn.Server | None = None
    _serving: asyncio.Future | None = None
    _questions: list = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def state(self):
        return self.states[-1] if self.states else NodeState()

    def hold(self, texts):
        """Have these files at hand as a manifest, and return its digest."""
        files = {}
        for name, text in texts.items():
            data = text if isinstance(text, bytes) else text.encode()
            files[name] = hashlib.sha256(data).hexdigest()
            self.contents[files[name]] = data
        manifest = Manifest(files=files)
        self.manifests[manifest.digest] = manifest
        return manifest.digest

    def say(self, **changes):
        """Order something else."""
        self.order = msgspec.structs.replace(self.order, version=self.order.version + 1, **changes)
        self._tell()

    def ask(self, what, identity="q1", *, enough=1 << 30, read_on=True):
        """Ask something, which need be no question that there is, and return what becomes of it."""
        asked = self.asked[identity] = Asked(enough=enough)
        if read_on:
            asked.read_on.set()
        self._questions.append(
            {"id": identity, "what": what} if isinstance(what, dict) else Question(id=identity, what=what)
        )
        self._tell()
        return asked

    def refuse(self, status):
        """Answer nothing but this; 200 ends it."""
        self.status = status
        self._tell()

    async def start(self):
        agent, proxy = "/api/v1/agent", "/api/v1/agent/proxy"
        routes = [
            ("GET", f"{agent}/questions", self._ask),
            ("POST", f"{agent}/questions/{{id}}/answer", self._answer),
            ("POST", f"{agent}/inventory", self._inventory),
            ("POST", f"{agent}/reports", self._report),
            ("GET", f"{proxy}/order", self._order),
            ("GET", f"{proxy}/manifests/{{digest}}", self._manifest),
            ("GET", f"{proxy}/files/{{sha256}}", self._file),
            ("POST", f"{proxy}/state", self._state),
            ("POST", f"{proxy}/outcomes", self._outcomes),
        ]
        app = Starlette(routes=[Route(path, self._guarded(serve), methods=[method]) for method, path, serve in routes])
        config = uvicorn.Config(app, port=self.port, log_level="error", ws="none", lifespan="off")
        self.server = uvicorn.Server(config)
        self.server.capture_signals = contextlib.nullcontext
        self._serving = asyncio.ensure_future(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.01)

    async def stop(self):
        self.server.should_exit = self.server.force_exit = True
        self._tell()
        for asked in self.asked.values():
            asked.read_on.set()
        await self._serving

    def _tell(self):
        self._news.set()
        self._news = asyncio.Event()

    async def _until(self, holds, request):
        """Wait for news for as long as is asked for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(float(request.query_params["wait"])):
                while not (holds() or self.status != 200 or self.server.should_exit):
                    await self._news.wait()

    def _guarded(self, serve):
        async def guarded(request):
            assert request.headers["authorization"] == "Bearer node.secret"
            answer = await serve(request) if self.status == 200 else None
            if self.status == 200:
                return answer
            self.refused += 1
            return Response("no", self.status)

        return guarded

    async def _order(self, request):
        await self._until(lambda: self.order.version > int(request.query_params["known"]), request)
        return _packed(self.order)

    async def _ask(self, request):
        await self._until(lambda: self._questions, request)
        asked, self._questions = self._questions, []
        return _packed(asked)

    async def _answer(self, request):
        asked, rest = self.asked[request.path_params["id"]], b""
        with contextlib.suppress(ClientDisconnect):
            async for chunk in request.stream():
                await asked.read_on.wait()
                *lines, rest = (rest + chunk).split(b"\n")
                asked.beats += lines.count(b"")
                asked.answers += [_ANSWER.decode(line) for line in lines if line]
                if len(asked.answers) >= asked.enough:
                    break
        asked.ended.set()
        return _NOTHING

    async def _report(self, request):
        report = await _unpacked(request, Report)
        self.reports.append(report)
        return _packed(msgspec.structs.replace(self.reply, sequence=report.sequence))

    async def _inventory(self, request):
        self.inventories.append(await _unpacked(request, Inventory))
        return _NOTHING

    async def _state(self, request):
        self.states.append(await _unpacked(request, NodeState))
        return _NOTHING

    async def _outcomes(self, request):
        self.outcomes += await _unpacked(request, list[TaskOutcome])
        return _NOTHING

    async def _manifest(self, request):
        found = self.manifests.get(request.path_params["digest"])
        return _packed(found) if found else Response("none", 404)

    async def _file(self, request):
        sha256 = request.path_params["sha256"]
        self.fetched.append(sha256)
        return Response(self.contents[sha256]) if sha256 in self.contents else Response("none", 404)


def _packed(what):
    body = zstandard.compress(msgspec.msgpack.encode(what))
    return Response(body, media_type=MSGPACK, headers={"Content-Encoding": "zstd"})


async def _unpacked(request, kind):
    return msgspec.msgpack.decode(zstandard.decompress(await request.body()), type=kind)
