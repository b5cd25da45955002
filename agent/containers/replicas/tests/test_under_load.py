"""Replicas come, go and die beneath a real NGINX: no visitor notices."""

import asyncio
import shutil

import pytest

from agent.containers.replicas.tests.acting import Visitors, Wrk, quick_check


def log_of(nginx):
    return (nginx.folder / "logs/error.log").read_text()[-2000:]


async def answered(nginx, engine, *names):
    """Return once all that NGINX says for a while comes from these containers."""
    hosts = {engine.inspect(name)["Id"][:12] for name in names}
    async with asyncio.timeout(60):
        while {(await nginx.get("/"))[2][:12] for _ in range(8)} != hosts:
            await asyncio.sleep(0.1)


async def test_from_one_to_five_and_back_loses_no_request(engine, run, node, nginx, until, names):
    if not shutil.which("wrk"):
        pytest.skip("wrk is not installed")
    run("--cpus", "0.2")
    node.obey(0, health=quick_check())
    await answered(nginx, engine, "web")
    load, visitors = Wrk(nginx.port), Visitors(nginx.port)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(visitors.run())
        await until(lambda: len(visitors.answers) == 1)
        node.obey(4, health=quick_check())
        await until(lambda: node.counts == (4, 0, 0))
        await until(lambda: len(visitors.answers) == 5)
        node.obey(0, health=quick_check())
        await until(lambda: node.counts == (0, 0, 0))
        assert names() == ["web"]
        visitors.stop()
    requests, errors = await asyncio.to_thread(load.result)
    assert visitors.failures == [], log_of(nginx)
    assert errors == []
    assert requests > 500
    assert visitors.answers.total() > 100


async def test_a_replica_that_is_killed_costs_no_request_and_is_replaced(engine, run, node, nginx, until, names):
    run("--cpus", "0.2")
    node.obey(2, health=quick_check())
    await until(lambda: node.counts == (2, 0, 0))
    await answered(nginx, engine, "web", "web-r1", "web-r2")
    visitors = Visitors(nginx.port)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(visitors.run())
        await until(lambda: len(visitors.answers) == 3)
        before = engine.inspect("web-r2")["Id"]
        engine.run("kill", "web-r2")
        await until(lambda: node.counts != (2, 0, 0))
        assert "web-r2 ended with exit code 137" in node.state.trouble
        await until(lambda: node.counts == (2, 0, 0))
        await until(lambda: len(visitors.answers) == 4)
        visitors.stop()
    assert names() == ["web", "web-r1", "web-r2"]
    assert engine.inspect("web-r2")["Id"] != before
    assert [each for each in visitors.failures if "502" not in each] == []
    assert len(visitors.failures) <= 1  # the request that it was about to answer


async def test_what_a_replica_began_to_answer_is_answered_to_its_end(engine, run, node, nginx, until, names):
    run()
    node.obey(1)
    await until(lambda: node.counts == (1, 0, 0))
    engine.run("stop", "web")
    await answered(nginx, engine, "web-r1")
    reader, writer = await asyncio.open_connection("127.0.0.1", nginx.port)
    writer.write(b"GET /cgi-bin/slow HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
    await reader.readuntil(b"200 OK")
    engine.run("start", "web")
    node.obey(0)
    await until(lambda: node.counts == (0, 0, 1))
    assert b"ended" in await reader.read(-1)
    writer.close()
    await until(lambda: node.counts == (0, 0, 0))
    assert names() == ["web"]
