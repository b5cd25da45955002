"""NGINX reloaded on one real node after the other while visitors come, and a broken file on the way."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from dozor.tests.proxy.load import Load
from dozor.tests.running import wait_until

ORDER = ("one", "two", "entry")


@pytest.fixture
def reload(fleet):
    """Has the nodes reloaded in their order, and returns what came of it."""

    def run():
        made = fleet.api("POST", "reloads", {"nodes": [fleet.nodes[name].id for name in ORDER]})

        def over():
            found = fleet.api("GET", f"reloads/{made['id']}")
            return found if found["phase"] != "running" else None

        return wait_until(over, 120)

    wait_until(fleet.is_in_sync)
    return run


@contextmanager
def broken(node):
    """Have a line in the site of a node that NGINX does not know, as somebody writes it there by hand."""
    site = node.folder / "live" / "sites" / "shop.conf"
    text = site.read_text()
    site.write_text(f"{text}\nlistne 80;\n")
    try:
        yield len(text.splitlines()) + 2
    finally:
        (node.folder / "live" / "sites" / "shop.conf").write_text(text)


def workers(node):
    """The workers of a node's NGINX that are not about to end, by their ids and when they were started."""
    children = Path(f"/proc/{node.nginx.process.pid}/task/{node.nginx.process.pid}/children").read_text().split()
    found = ((each, Path(f"/proc/{each}/cmdline").read_bytes()) for each in children)
    return {each for each, command in found if b"worker process" in command and b"shutting down" not in command}


def test_every_node_gets_new_workers_one_after_the_other_and_no_visitor_notices(fleet, reload):
    before = {name: workers(node) for name, node in fleet.nodes.items()}
    with Load(fleet.nodes["entry"]) as load:
        done = reload()
    assert (done["phase"], [each["status"] for each in done["nodes"]]) == ("done", ["reloaded"] * 3)
    assert not load.failures, load.failures
    for name, node in fleet.nodes.items():
        wait_until(lambda name=name, node=node: not workers(node) & before[name])
    assert fleet.is_in_sync()


def test_it_ends_at_the_node_whose_nginx_refuses_a_file_and_says_its_words(fleet, reload):
    wait_until(lambda: all(workers(node) for node in fleet.nodes.values()))
    before = {name: workers(fleet.nodes[name]) for name in ("two", "entry")}
    with broken(fleet.nodes["two"]) as line:
        over = reload()
        assert fleet.nodes["two"].get().status == 200
    assert (over["phase"], [each["status"] for each in over["nodes"]]) == ("failed", ["reloaded", "failed", "waiting"])
    failed = over["nodes"][1]
    (problem,) = failed["problems"]
    assert (failed["why"]["code"], problem["file"], problem["line"]) == ("refused", "sites/shop.conf", line)
    assert problem["message"] == 'unknown directive "listne"'
    assert {name: workers(fleet.nodes[name]) for name in before} == before
    assert reload()["phase"] == "done"
