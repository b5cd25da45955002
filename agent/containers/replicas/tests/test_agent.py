"""The whole agent as a process, killed in the midst of scaling, beneath visitors and a real NGINX."""

import asyncio

import pytest

from agent.containers.replicas.tests.acting import Visitors, order, quick_check
from agent.proxy.assembly import ensure_first_generation
from agent.proxy.nginx_program import LocalNginx
from agent.proxy.place import Place
from agent.proxy.tests.conftest import BINARY, COMMON, RealNginx, free_port
from agent.proxy.tests.test_agent import AgentProcess
from agent.tests.played_core import PlayedCore

SITE = """upstream dozor_shop {{ zone dozor_shop 256k; server main.shop.dozor.internal service=http resolve; }}
server {{ listen 127.0.0.1:{port}; server_name shop.example; set $dozor_service shop;
include dozor_server.conf;
location / {{ proxy_pass http://dozor_shop; }} }}
"""


@pytest.fixture
async def core(network):
    core = PlayedCore()
    await core.start()
    yield core
    await core.stop()


@pytest.fixture
def place(tmp_path, network):
    listen, resolver = (f"127.0.0.1:{free_port()}" for _ in range(2))
    return Place(folder=tmp_path / "n", binary=str(BINARY), listen=(listen,), resolver=resolver)


@pytest.fixture
async def site(place):
    await ensure_first_generation(place, LocalNginx(place.binary, place.pid_file))
    real = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    real.start()
    yield real
    real.stop()


@pytest.fixture
async def agent(engine, core, place, tmp_path):
    agent = AgentProcess(core, place, tmp_path)
    agent.environment["DOZOR_DOCKER"] = str(engine.socket)
    yield agent
    await agent.kill()


def say(core, wanted, **more):
    wish = order(wanted, health=quick_check())
    core.say(upstreams=wish.upstreams, replicas=wish.replicas, **more)


def serving(core):
    return sorted(each.member for each in core.state.members if each.serving and each.healthy)


async def test_an_agent_that_is_killed_while_it_scales_costs_no_request(engine, run, core, site, agent, until, names):
    run("--cpus", "0.2")
    say(core, 0, confirmed=core.hold({"common.conf": COMMON, "sites/shop.conf": SITE.format(port=site.port)}))
    await agent.start()
    await until(lambda: core.state.applied == core.order.confirmed and serving(core) == ["web"])
    await until(lambda: site.get()[0] == 200)
    visitors = Visitors(site.port)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(visitors.run())
        say(core, 3)
        await until(lambda: names() != ["web"])
        await agent.kill()
        await agent.start()
        await until(lambda: len(serving(core)) == 4, within=60)
        await until(lambda: len(visitors.answers) == 4)
        say(core, 0)
        await until(lambda: any(each.reason == "drained" for each in core.state.members))
        await agent.kill()
        await agent.start()
        await until(lambda: names() == ["web"], within=60)
        visitors.stop()
    assert visitors.failures == [], agent.output.read_text()[-2000:]
    assert visitors.answers.total() > 20
