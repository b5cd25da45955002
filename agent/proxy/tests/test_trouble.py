"""A full disk, an `nginx -t` that hangs, damage, a core that dies in the midst: the old configuration serves on."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from agent.connection import Target
from agent.contract.proxy import Task
from agent.proxy import proxy as proxy_module
from agent.proxy.assembly import ensure_first_generation
from agent.proxy.core_link import CoreLink
from agent.proxy.nginx_program import LocalNginx
from agent.proxy.proxy import Proxy

from .conftest import BINARY, COMMON, RealNginx, now


async def run_confirmed(node, core, until, texts):
    digest = core.hold(texts)
    node.obey(confirmed=digest, deployment="", candidate="", step="hold")
    await until(lambda: node.state.applied == digest)
    return digest


@pytest.fixture
async def cramped(place, program, small_disk):
    """An NGINX whose folder has a megabyte of room."""
    place = replace(place, folder=small_disk / "n")
    program = LocalNginx(place.binary, place.pid_file)
    await ensure_first_generation(place, program)
    nginx = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    nginx.start()
    yield nginx, program
    nginx.stop()


def plain_site(nginx, body):
    return (
        f"server {{ listen 127.0.0.1:{nginx.port}; server_name shop.example; location / {{ return 200 '{body}'; }} }}"
    )


async def test_a_full_disk_fails_a_deployment_and_nothing_else(cramped, small_disk, core, start_node, until):
    nginx, program = cramped
    node = start_node(place=nginx.place, program=program)
    first = await run_confirmed(node, core, until, {"common.conf": COMMON, "sites/shop.conf": plain_site(nginx, "one")})
    fill(small_disk / "filler")
    two = {"common.conf": COMMON, "sites/shop.conf": plain_site(nginx, "two"), "pages/big": "x" * 50_000}
    second = core.hold(two)
    node.obey(deployment="d", candidate=second, step="apply")
    await until(lambda: node.state.apply)
    assert "No space left" in node.state.apply.problems[0].message
    assert (node.state.applied, nginx.get()) == (first, (200, "one"))
    node.obey(confirmed=second, deployment="", candidate="", step="hold")
    await until(lambda: "No space left" in node.state.trouble)
    assert (node.state.applied, nginx.get()) == (first, (200, "one"))
    (small_disk / "filler").unlink()
    node.obey(confirmed=first)
    node.obey(deployment="e", candidate=second, step="check")
    await until(lambda: node.state.check and node.state.check.ok)


def fill(path):
    with path.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


async def test_a_test_that_hangs_fails_the_deployment_and_is_ended(
    nginx, core, start_node, files, until, tmp_path, place
):
    script = tmp_path / "nginx"
    script.write_text(f'#!/bin/sh\n[ -e {tmp_path}/hangs ] && exec sleep 1000\nexec {BINARY} "$@"\n')
    script.chmod(0o755)
    node = start_node(program=LocalNginx(str(script), place.pid_file, check_seconds=1.0))
    first = await run_confirmed(node, core, until, files(shop="one"))
    (tmp_path / "hangs").touch()
    node.obey(deployment="d", candidate=core.hold(files(shop="two")), step="apply")
    await until(lambda: node.state.apply)
    assert node.state.apply.problems[0].message == "nginx -t did not end within 1 s"
    assert (node.state.applied, nginx.get()) == (first, (200, "one"))
    (tmp_path / "hangs").unlink()
    node.obey(deployment="e")
    await until(lambda: node.state.apply.deployment == "e")
    assert node.state.apply.ok


async def test_damage_is_mended_from_the_core(nginx, core, start_node, files, until, place):
    node = start_node()
    digest = await run_confirmed(node, core, until, files(shop="one", blog="b"))
    await node.stop()
    (place.live / "sites/blog.conf").write_text("serv")
    again = start_node()
    again.keeper.obey(core.order)
    await until(lambda: again.state.reloads and again.state.applied == digest)
    assert again.state.left_out == []
    assert nginx.get("blog.example") == (200, "b")
    assert "server_name blog" in (place.live / "sites/blog.conf").read_text()


async def test_damage_without_a_core_costs_nothing_until_nginx_starts_anew_and_then_only_the_damaged_site(
    nginx, core, start_node, files, until, place
):
    node = start_node()
    digest = await run_confirmed(node, core, until, files(shop="one", blog="b"))
    await node.stop()
    await core.stop()
    (place.live / "sites/blog.conf").write_text("serv")
    again = start_node()
    await until(lambda: "sites/blog.conf is damaged" in again.state.trouble)
    assert nginx.get("blog.example") == (200, "b")
    assert (again.state.reloads, again.state.left_out) == (0, [])
    nginx.stop()
    nginx.start()
    assert nginx.get() == (200, "one")
    await until(lambda: [each.file for each in again.state.left_out] == ["sites/blog.conf"])
    assert again.state.applied == digest
    await core.start()


async def test_a_newer_agent_gives_a_generation_its_own_frame(nginx, core, start_node, files, until, place):
    node = start_node()
    digest = await run_confirmed(node, core, until, files(shop="one"))
    await node.stop()
    newer = replace(place, cache_size="2g")
    again = start_node(place=newer)
    await until(lambda: "max_size=2g" in (place.live / "nginx.conf").read_text())
    await until(lambda: again.state.applied == digest)
    assert nginx.get() == (200, "one")


@pytest.fixture
async def start_proxy(nginx, place, core, tmp_path):
    running = []

    def start():
        state = tmp_path / "state"
        state.mkdir(exist_ok=True)
        link = CoreLink(Target(host="127.0.0.1", port=core.port), node_id="node", node_key="secret")
        proxy = Proxy(place, link, state, clock=now, chance=lambda: 0.5)
        running.append((proxy, asyncio.ensure_future(proxy.run())))
        return proxy

    yield start
    for proxy, work in running:
        if not work.done():
            work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        proxy.close()


async def test_orders_come_over_the_wire_and_states_go_back(start_proxy, nginx, core, files, until):
    start_proxy()
    digest = core.hold(files(shop="one"))
    core.say(confirmed=digest)
    await until(lambda: core.state.applied == digest)
    assert core.state.order_version == 1
    assert core.state.trouble == ""
    candidate = core.hold(files(shop="two"))
    core.say(deployment="d", candidate=candidate, step="apply")
    await until(lambda: core.state.apply and core.state.apply.ok)
    core.say(confirmed=candidate, deployment="", candidate="", step="hold")
    await until(lambda: core.state.order_version == core.order.version)
    assert nginx.get() == (200, "two")


async def test_a_core_that_dies_in_mid_deploy_loses_the_candidate_and_finds_the_old_configuration(
    start_proxy, nginx, core, files, until
):
    start_proxy()
    digest = core.hold(files(shop="one"))
    core.say(confirmed=digest)
    await until(lambda: core.state.applied == digest)
    core.say(deployment="d", candidate=core.hold(files(shop="two")), step="apply", confirm_within_seconds=1.0)
    await until(lambda: nginx.get() == (200, "two"))
    await core.stop()
    await until(lambda: nginx.get() == (200, "one"))
    core.states.clear()
    await core.start()
    await until(lambda: core.state.apply and not core.state.apply.ok)
    assert core.state.applied == digest


async def test_a_task_is_answered_once(start_proxy, core, until, monkeypatch):
    monkeypatch.setattr(proxy_module, "TELL_SECONDS", 0.1)
    start_proxy()
    core.say(tasks=[Task(id="t1", kind="purge")])
    await until(lambda: core.outcomes)
    core.say()
    await until(lambda: core.state.order_version == 2)
    assert [(outcome.id, outcome.ok) for outcome in core.outcomes] == [("t1", False)]
    assert core.outcomes[0].error == "a purge needs a site"
