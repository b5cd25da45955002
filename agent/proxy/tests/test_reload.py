"""A real NGINX that reads anew what it runs: by new workers, or not at all."""

import subprocess

import msgspec
import pytest

from agent.contract.proxy import Probe, ReloadResult
from agent.proxy.tasks import TaskError


@pytest.fixture
def beside(tmp_path):
    """A file that is none of Dozor's and that a site includes."""
    path = tmp_path / "beside.conf"
    path.write_text("")
    return path


@pytest.fixture
async def node(nginx, core, start_node, files, site, beside, until):
    node = start_node()
    texts = files(blog="b") | {"sites/shop.conf": site("shop", "s", extra=f"include {beside};")}
    digest = core.hold(texts)
    node.obey(confirmed=digest)
    await until(lambda: node.state.applied == digest)
    return node


def workers(nginx):
    """The process ids of the workers that take requests; those that only finish theirs are called otherwise."""
    lines = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(nginx.process.pid)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return {line.split()[0] for line in lines if line.endswith("worker process")}


async def reload(node, nginx, *sites):
    probes = [Probe(site=name, host=f"{name}.example", port=nginx.port) for name in sites]
    told = await node.keeper.reload({"probes": msgspec.json.encode(probes).decode()})
    return msgspec.json.decode(told["result"], type=ReloadResult)


async def test_new_workers_read_what_stands_beside_and_serve_the_rest_as_before(nginx, node, beside, until):
    beside.write_text('add_header X-Beside "new" always;')
    before, reloads, applied = workers(nginx), node.state.reloads, node.state.applied
    for _ in range(3):
        result = await reload(node, nginx, "shop", "blog")
        assert (result.ok, result.step, result.problems) == (True, "answered", [])
    assert (node.state.applied, node.state.reloads) == (applied, reloads + 3)
    await until(lambda: len(workers(nginx)) == len(before))
    assert not workers(nginx) & before
    assert (nginx.get("shop.example"), nginx.get("blog.example")) == ((200, "s"), (200, "b"))


async def test_an_agent_that_is_started_anew_leaves_what_was_read_anew_alone(nginx, node, start_node, core, until):
    await reload(node, nginx)
    good, before = node.kept.value.good, workers(nginx)
    await node.stop()
    again = start_node()
    again.keeper.obey(core.order)
    await until(lambda: again.state.applied == core.order.confirmed)
    assert again.kept.value.good == good
    assert workers(nginx) == before


async def test_what_nginx_does_not_take_is_told_with_its_line_and_no_worker_changes(nginx, node, beside):
    beside.write_text("\nlistne 80;\n")
    before = workers(nginx)
    result = await reload(node, nginx, "shop")
    (problem,) = result.problems
    assert (result.ok, result.step) == (False, "tested")
    assert (problem.file, problem.line, problem.message) == (str(beside), 2, 'unknown directive "listne"')
    assert workers(nginx) == before
    assert nginx.get("shop.example") == (200, "s")
    beside.write_text("")
    assert (await reload(node, nginx, "shop")).ok


async def test_where_a_site_answers_worse_that_is_told(nginx, node, beside, monkeypatch):
    monkeypatch.setattr("agent.proxy.reload.PROBE_SECONDS", 0.5)
    beside.write_text("return 503;")
    result = await reload(node, nginx, "blog", "shop")
    assert (result.ok, result.step) == (False, "answered")
    assert "shop.example" in result.problems[0].message
    assert "answers 503; before it was 200" in result.problems[0].message
    assert nginx.get("blog.example") == (200, "b")


async def test_an_nginx_that_is_away_is_not_reloaded(nginx, node):
    nginx.stop()
    result = await reload(node, nginx)
    assert (result.ok, result.step) == (False, "asked")
    assert result.problems[0].message == "NGINX does not answer on this node"


async def test_probes_that_cannot_be_read_are_an_error_of_the_task(node):
    with pytest.raises(TaskError, match="truncated"):
        await node.keeper.reload({"probes": "["})
