"""What comes from the core is checked before it is believed."""

import hashlib

import pytest
import zstandard
from starlette.responses import Response

from agent.client import RefusedError, RetryError
from agent.connection import Target
from agent.contract.proxy import Manifest, NodeState, Order, TaskOutcome
from agent.proxy.core_link import FILE_LIMIT_BYTES, CoreLink


@pytest.fixture
async def link(core):
    link = CoreLink(Target(host="127.0.0.1", port=core.port), node_id="node", node_key="secret")
    yield link
    link.close()


async def fetch(link, *names):
    found = {}
    await link.files(names, found.__setitem__)
    return found


async def test_an_order_comes_at_once_where_it_is_newer_and_else_after_the_wait(core, link):
    core.say(confirmed="x")
    assert await link.order(0) == core.order
    assert await link.order(core.order.version, wait_seconds=0.1) == core.order


async def test_files_come_several_at_a_time_each_once(core, link):
    digest = core.hold({f"pages/{number}": str(number) for number in range(50)})
    manifest = await link.manifest(digest)
    found = await fetch(link, *manifest.files.values())
    assert {hashlib.sha256(data).hexdigest() for data in found.values()} == set(manifest.files.values())
    assert len(core.fetched) == 50


async def test_a_manifest_that_is_another_one_is_not_taken(core, link):
    core.manifests["d" * 64] = Manifest(files={"common.conf": "0" * 64})
    with pytest.raises(RetryError, match="not the one"):
        await link.manifest("d" * 64)


async def test_a_manifest_that_leads_out_of_its_folder_is_refused(core, link):
    evil = Manifest(files={"../../etc/cron.d/x": "0" * 64})
    core.manifests[evil.digest] = evil
    with pytest.raises(RefusedError, match="not the name of a file"):
        await link.manifest(evil.digest)


async def test_a_file_that_is_another_one_is_not_taken(core, link):
    core.contents["0" * 64] = b"other"
    with pytest.raises(RetryError, match="not the one"):
        await fetch(link, "0" * 64)


async def test_what_the_core_does_not_have_is_refused(core, link):
    with pytest.raises(RefusedError, match="404"):
        await fetch(link, "1" * 64)
    with pytest.raises(RefusedError):
        await link.manifest("1" * 64)


async def test_a_file_that_unpacks_to_far_too_much_is_not_taken(core, link, monkeypatch):
    bomb = zstandard.compress(bytes(FILE_LIMIT_BYTES * 4))

    route = next(route for route in core.server.config.app.routes if route.path.endswith("{sha256}"))
    monkeypatch.setattr(route, "app", Response(bomb, headers={"Content-Encoding": "zstd"}))
    with pytest.raises(RetryError, match="larger than"):
        await fetch(link, "0" * 64)


async def test_a_core_that_is_away_is_asked_again(core, link):
    await core.stop()
    with pytest.raises(RetryError, match="cannot be reached"):
        await link.order(0)
    await core.start()
    assert await link.order(-1) == Order()


async def test_states_and_outcomes_arrive(core, link):
    await link.tell_state(NodeState(applied="x", reloads=3))
    await link.tell_outcomes([TaskOutcome(id="t", ok=False, error="no")])
    assert core.state.reloads == 3
    assert core.outcomes == [TaskOutcome(id="t", ok=False, error="no")]
