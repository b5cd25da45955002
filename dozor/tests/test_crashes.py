"""Programs that are killed without warning: no line is lost, none counts twice.

All tests have one fleet: what one of them loses shows in those after it, too.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from dozor.demo.request import Request, Target, send
from dozor.demo.services import serve
from dozor.tests.thorough import tries
from dozor.tests.waiting import until
from dozor.up.children import Child
from dozor.up.configure import configure
from dozor.up.join import LocalCore
from dozor.up.layout import Layout, Ports, choose_ports
from dozor.up.programs import agent_program, core_program, nginx_program

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOWN_SECONDS = tries(12, 30)
REQUESTS_PER_SECOND = 60


@dataclass
class Fleet:
    """One node and its core, each program under the test's control."""

    layout: Layout
    ports: Ports
    core: Child
    agent: Child
    nginx: Child

    @property
    def core_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.core}"

    async def counted(self) -> int:
        """Return how many requests the core has counted so far."""
        token = (self.layout.core / "local-token").read_text().strip()
        async with httpx.AsyncClient(base_url=self.core_url, headers={"Authorization": f"Bearer {token}"}) as client:
            try:
                answer = await client.get("/api/v1/traffic/series", params={"step": 1})
                series: dict[str, list[float | None]] = answer.raise_for_status().json()
            except httpx.HTTPError:
                return -1
        return round(sum(value or 0 for name in ("rps", "refused_rps") for value in series[name]))

    def logged(self) -> int:
        """Return how many lines NGINX has written, rotated files too."""
        logs = self.layout.access_log.parent.glob("access.log*")
        return sum(log.read_bytes().count(b"\n") for log in logs)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fleet(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fleet]:
    layout = Layout.at(tmp_path_factory.mktemp("fleet"))
    layout.create()
    ports = choose_ports(17800, 17880)
    async with AsyncExitStack() as stack:
        core = core_program(layout, ports)
        await core.start()
        stack.push_async_callback(core.stop)
        local = LocalCore(f"http://127.0.0.1:{ports.core}", layout.core / "local-token")
        await until(local.is_up)
        key = await local.join("node", layout.agent / "node-key.json")
        services = asyncio.ensure_future(serve(ports.services))
        stack.callback(services.cancel)
        nginx, agent = nginx_program(layout, ports), agent_program(layout, ports, key)
        for child in (nginx, agent):
            await child.start()
            stack.push_async_callback(child.stop)
        await configure(local, "node", ports, ("shop.example", "blog.example"))
        yield Fleet(layout, ports, core, agent, nginx)


async def visit(fleet: Fleet, seconds: float, between: Callable[[int], Any]) -> None:
    """Send visitors' requests at a steady pace, doing something else between them."""
    target = Target("127.0.0.1", fleet.ports.nginx)
    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * REQUESTS_PER_SECOND)):
            source = f"127.22.0.{1 + number % 40}"
            group.create_task(send(target, Request(source, "shop.example", f"/product/{1 + number % 40}")))
            await between(number)
            await asyncio.sleep(1 / REQUESTS_PER_SECOND)


async def everything_counts_once(fleet: Fleet) -> None:
    async def equal() -> bool:
        return await fleet.counted() == fleet.logged()

    try:
        await until(equal)
    except TimeoutError:
        pytest.fail(f"{fleet.logged()} lines were logged, {await fleet.counted()} counted")


async def kill(child: Child) -> None:
    assert child.process is not None
    child.process.kill()
    await child.process.wait()


@pytest.mark.timeout(300)
async def test_nothing_is_lost_while_the_core_is_dead_and_the_agent_is_killed(fleet: Fleet) -> None:
    killed_agent_at = {200, 420, 650}

    async def between(number: int) -> None:
        if number == 100:
            await kill(fleet.core)
        if number in killed_agent_at:
            await kill(fleet.agent)
            await fleet.agent.start()

    await visit(fleet, DOWN_SECONDS + 3, between)
    assert fleet.logged() > 0.8 * DOWN_SECONDS * REQUESTS_PER_SECOND
    await fleet.core.start()
    await everything_counts_once(fleet)


@pytest.mark.timeout(300)
async def test_nothing_is_lost_when_the_core_is_killed_again_and_again(fleet: Fleet) -> None:
    async def between(number: int) -> None:
        if number in {120, 400, 640}:
            await kill(fleet.core)
            await fleet.core.start()

    await visit(fleet, 15, between)
    await everything_counts_once(fleet)


@pytest.mark.timeout(300)
async def test_nothing_is_lost_when_the_log_is_rotated_under_load(fleet: Fleet) -> None:
    log = fleet.layout.access_log

    async def between(number: int) -> None:
        if number in {150, 300}:
            log.rename(log.with_name(f"access.log.{number}"))
            assert fleet.nginx.process is not None
            fleet.nginx.process.send_signal(signal.SIGUSR1)

    await visit(fleet, 8, between)
    await everything_counts_once(fleet)


@pytest.mark.timeout(300)
async def test_nothing_is_lost_when_the_log_is_copied_and_truncated_under_load(fleet: Fleet) -> None:
    log = fleet.layout.access_log

    async def between(number: int) -> None:
        if number in {160, 310}:  # names that no test before used
            # No line may fall between copy and truncation: those are lost to every reader there is.
            with log.open("r+b") as file, log.with_name(f"access.log.{number}").open("wb") as copy:
                shutil.copyfileobj(file, copy)
                os.truncate(file.fileno(), 0)

    await visit(fleet, 8, between)
    await everything_counts_once(fleet)
