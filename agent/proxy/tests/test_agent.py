"""The whole agent as a process: it keeps NGINX as ordered, counts by service, and may be killed at any time."""

import asyncio
import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from agent.contract.wire import Action

from .conftest import COMMON, now

ROOT = Path(__file__).parents[3]
PROGRAM = (
    "import asyncio; from agent.run import run_agent; from agent.settings import read_settings;"
    "asyncio.run(run_agent(read_settings()))"
)


class AgentProcess:
    def __init__(self, core, place, folder):
        self.output = folder / "agent.out"
        self.process = None
        self.environment = {
            **os.environ,
            "DOZOR_CORE_URL": f"http://127.0.0.1:{core.port}",
            "DOZOR_NODE_ID": "node",
            "DOZOR_NODE_KEY": "secret",
            "DOZOR_STATE_DIR": str(folder / "state"),
            "DOZOR_NGINX_FOLDER": str(place.folder),
            "DOZOR_NGINX_BINARY": place.binary,
            "DOZOR_NGINX_LISTEN": ",".join(place.listen),
            "DOZOR_RESOLVER": place.resolver,
        }

    async def start(self):
        with self.output.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", PROGRAM, env=self.environment, stdout=output, stderr=output, cwd=ROOT
            )

    async def kill(self):
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@pytest.fixture
async def agent(nginx, core, place, tmp_path):
    agent = AgentProcess(core, place, tmp_path)
    yield agent
    await agent.kill()


def requests(core):
    """Requests by service, as the reports tell them."""
    found = Counter()
    for aggregates in (report.aggregates for report in core.reports if report.aggregates.rows):
        services = memoryview(aggregates.columns["service"]).cast("H")
        counts = memoryview(aggregates.columns["requests"]).cast("I")
        for service, count in zip(services, counts, strict=True):
            found[aggregates.services[service]] += count
    return found


async def test_requests_count_for_the_service_that_the_site_names(agent, nginx, core, site, until):
    counted = 'map $http_x_hop $dozor_counted { default 1; "of the fleet" 0; }\n'
    both = site("shop", "s").replace("server_name shop.example;", "server_name shop.example *.shop.example;")
    core.say(
        confirmed=core.hold({"common.conf": counted, "sites/shop.conf": both, "sites/blog.conf": site("blog", "b")})
    )
    await agent.start()
    await until(lambda: core.state.applied == core.order.confirmed)
    for host in ("shop.example", "www.shop.example", "blog.example"):
        assert nginx.get(host)[0] == 200
    assert nginx.get("shop.example", hop="of the fleet")[0] == 200
    await until(lambda: sum(requests(core).values()) >= 3)
    assert requests(core) == {"shop": 2, "blog": 1}


async def test_a_ban_for_a_service_holds_for_its_names_and_over_switches(agent, nginx, core, site, until):
    texts = {"common.conf": COMMON, "sites/shop.conf": site("shop", "s"), "sites/blog.conf": site("blog", "b")}
    core.say(confirmed=core.hold(texts))
    core.reply.revision = 1
    core.reply.actions = [
        Action(
            revision=1,
            decision_id="d",
            kind="ban",
            scope="ip",
            value="127.0.0.1",
            service="shop",
            until_at=now() + 600,
        )
    ]
    await agent.start()
    await until(lambda: core.state.applied == core.order.confirmed)
    await until(lambda: nginx.get("shop.example")[0] == 403)
    core.say(confirmed=core.hold(texts | {"sites/wiki.conf": site("wiki", "w")}))
    await until(lambda: core.state.applied == core.order.confirmed)
    assert nginx.get("shop.example")[0] == 403
    assert nginx.get("blog.example")[0] == 200


async def test_killed_at_random_moments_nginx_always_serves_and_the_last_order_is_carried_out(
    agent, nginx, core, files, until
):
    chance = random.Random(5)
    core.say(confirmed=core.hold(files(shop="0")))
    await agent.start()
    await until(lambda: core.state.applied == core.order.confirmed)
    for number in range(1, 7):
        states = len(core.states)
        core.say(confirmed=core.hold(files(shop=str(number))))
        await asyncio.sleep(chance.random() * 0.4)
        await agent.kill()
        assert nginx.get()[1] in {str(number - 1), str(number)}
        await agent.start()
        await until(lambda states=states: len(core.states) > states and core.state.applied == core.order.confirmed)
        await until(lambda number=str(number): nginx.get() == (200, number))
