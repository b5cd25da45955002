"""Starts everything in order, says what a newcomer needs to know, and stops everything in order."""

import asyncio
import re
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from dozor.demo.request import Target
from dozor.demo.site import PAGES
from dozor.up.children import Child, last_lines
from dozor.up.configure import NotDeployedError, configure
from dozor.up.join import LocalCore
from dozor.up.layout import Layout, Ports, choose_ports
from dozor.up.programs import agent_program, core_program, nginx_program

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for."""

    demo: bool
    attacks: bool
    data: Path
    port: int
    nginx_port: int


class NotStartedError(Exception):
    """A part did not start: the message says which, and the end of its log."""


def run(wishes: Wishes) -> int:
    """Run until Ctrl-C; return the exit status."""
    try:
        asyncio.run(_run(wishes))
    except (NotStartedError, NotDeployedError, httpx.HTTPError, OSError) as error:
        print(f"dozor: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def node_name(host: str) -> str:
    """Return what this machine is called in the fleet: its own name, as far as a node may have it."""
    return re.sub(r"[^a-z0-9-]+", "-", host.lower().split(".")[0]).strip("-")[:63].rstrip("-") or "local"


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)  # noqa: T201


async def _run(wishes: Wishes) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    layout = Layout.at(wishes.data)
    layout.create()
    ports = choose_ports(wishes.port, wishes.nginx_port)
    async with AsyncExitStack() as stack:
        work = await _first_of(_start(wishes, layout, ports, stack), stop)
        if work is None:
            return
        await stop.wait()
        say("\nstopping")


async def _first_of(work: Awaitable[None], stop: asyncio.Event) -> bool | None:
    """Wait for the start, or for Ctrl-C in the midst of it (then None)."""
    start, halt = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait((start, halt), return_when=asyncio.FIRST_COMPLETED)
    halt.cancel()
    if not start.done():
        start.cancel()
        await asyncio.gather(start, return_exceptions=True)
        return None
    start.result()
    return True


async def _start(wishes: Wishes, layout: Layout, ports: Ports, stack: AsyncExitStack) -> None:
    tasks = await stack.enter_async_context(_tasks())

    async def child(program: Child, is_up: Callable[[], Awaitable[bool]]) -> None:
        await program.start()
        stack.push_async_callback(program.stop)
        await _wait_for(program, is_up)
        tasks(program.keep_running(say))

    core_url = f"http://127.0.0.1:{ports.core}"
    local = LocalCore(core_url, layout.core / "local-token")
    say("starting the core (PostgreSQL, detection, API) ...")
    await child(core_program(layout, ports, demo=wishes.demo), local.is_up)
    node = node_name(socket.gethostname())
    key = await local.join(node, layout.agent / "node-key.json")
    say("starting NGINX and the agent ...")
    tasks(_serve_demo(ports))
    layout.use_nginx_port(ports.nginx)
    await child(nginx_program(layout, ports), _answers(ports.nginx))
    await child(agent_program(layout, ports, key), _immediately)
    await configure(local, node, ports, tuple(PAGES))
    _announce(wishes, layout, core_url, ports)
    if wishes.demo:
        await asyncio.gather(*(local.enforce(service) for service in PAGES))
        tasks(_drive_demo(Target("127.0.0.1", ports.nginx), attacks=wishes.attacks))


@asynccontextmanager
async def _tasks() -> AsyncIterator[Callable[[Awaitable[None]], None]]:
    """Yield a function that starts a background task; all are cancelled at the end."""
    running: set[asyncio.Future[None]] = set()

    def start(work: Awaitable[None]) -> None:
        running.add(asyncio.ensure_future(work))

    try:
        yield start
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _wait_for(program: Child, is_up: Callable[[], Awaitable[bool]]) -> None:
    assert program.process is not None
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not await is_up():
                if program.process.returncode is not None:
                    raise NotStartedError(
                        f"{program.name} ended at start; its log ends with\n{last_lines(program.log)}"
                    )
                await asyncio.sleep(0.1)
    except TimeoutError:
        message = (
            f"{program.name} did not answer in {_START_SECONDS:.0f} s; its log ends with\n{last_lines(program.log)}"
        )
        raise NotStartedError(message) from None


def _answers(port: int) -> Callable[[], Awaitable[bool]]:
    async def is_up() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    return is_up


async def _immediately() -> bool:
    return True


async def _serve_demo(ports: Ports) -> None:
    from dozor.demo.services import serve  # noqa: PLC0415 - needed here alone

    await serve(ports.services)


async def _drive_demo(target: Target, *, attacks: bool) -> None:
    from dozor.demo.traffic import drive  # noqa: PLC0415 - needed here alone

    await drive(target, seed=secrets.randbits(32), attacks=attacks)


def _announce(wishes: Wishes, layout: Layout, core_url: str, ports: Ports) -> None:
    first = layout.core / "first-admin"
    say(f"\n  Dozor         {core_url}/")
    if first.exists():
        say(f"  sign in as    admin / {first.read_text().strip()}   (shown this once)")
        if not wishes.demo:
            say("                to be changed at the first sign-in")
        first.unlink()
    say(f"  NGINX         http://127.0.0.1:{ports.nginx}/   for {' and '.join(PAGES)} (by Host header)")
    say(f"  data, logs    {wishes.data}/, {wishes.data}/logs/")
    if wishes.demo:
        attacks = ", an attack within half a minute, then a new one each minute or two" if wishes.attacks else ""
        say(f"  demo          visitors all the time{attacks}")
    say("  Ctrl-C stops everything; started again, it goes on with its data\n")
