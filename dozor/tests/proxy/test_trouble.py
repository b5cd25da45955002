"""Programs killed, configurations refused, a test that hangs: what ran before serves on, and all find together."""

import contextlib
import stat

import pytest

from dozor.tests.proxy.fleet import Fleet
from dozor.tests.proxy.load import Load
from dozor.tests.running import wait_until
from dozor.tests.waiting import free_port
from dozor.up.nginx import nginx_binary

WRAPPER = """#!/bin/sh
for word in "$@"; do
    [ "$word" = -t ] && [ -e "{hang}" ] && exec sleep 3600
done
exec "{nginx}" "$@"
"""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, members):
    """Two nodes whose shop is the same; the second one's `nginx -t` hangs while there is a file `hang`."""
    folder = tmp_path_factory.mktemp("trouble")
    fleet = Fleet.at(folder, 18100)
    wrapper = folder / "hanging-nginx"
    wrapper.write_text(WRAPPER.format(hang=folder / "hang", nginx=nginx_binary()))
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    try:
        fleet.start_core()
        port, tls_port = free_port(), free_port()
        fleet.add_node("one", "127.0.1.4", port, tls_port)
        fleet.add_node("two", "127.0.1.5", port, tls_port, binary=wrapper)
        behind = [{"name": "m1", "host": "127.0.0.1", "port": members.start("t1")}]
        fleet.api("PUT", "config/service/shop", {"members": behind})
        fleet.api("PUT", "config/domain/shop", site())
        fleet.deploy()
        yield fleet
    finally:
        (folder / "hang").unlink(missing_ok=True)
        fleet.stop()


def site(**changes):
    return {"names": ["shop.example"], "service": "shop", "nodes": ["one", "two"], **changes}


def saying(value):
    return site(request_headers=[{"name": "X-Told", "value": value}])


def told(node):
    return node.get().said["headers"].get("X-Told", "")


def bring(fleet, value):
    fleet.api("PUT", "config/domain/shop", saying(value))
    fleet.deploy()
    assert {told(node) for node in fleet.nodes.values()} == {value}


def test_a_configuration_that_nginx_refuses_stays_away_with_the_line_that_is_wrong(fleet):
    bring(fleet, "good")
    fleet.api("PUT", "config/domain/shop", site(snippet="expires 1h;\nexpires tomorrow-ish;"))
    failed = fleet.ended(fleet.begin())
    assert failed["phase"] == "failed"
    assert "sites/shop.conf:" in failed["reason"]
    assert {told(node) for node in fleet.nodes.values()} == {"good"}
    bring(fleet, "good again")


def test_a_site_that_answers_worse_is_taken_back_before_the_second_node_gets_it(fleet):
    bring(fleet, "well")
    fleet.api("PUT", "config/service/nobody", {"members": [{"name": "m", "host": "127.0.0.1", "port": 1}]})
    fleet.api("PUT", "config/domain/shop", {**saying("broken"), "service": "nobody"})
    failed = fleet.ended(fleet.begin())
    assert failed["phase"] == "failed"
    assert failed["reason"].startswith("one: ")
    assert "answers 502" in failed["reason"]
    assert {node["status"] for node in failed["nodes"]} <= {"failed", "checked"}
    assert {told(node) for node in fleet.nodes.values()} == {"well"}
    bring(fleet, "well again")


def test_a_new_site_whose_members_are_away_hinders_nobody(fleet):
    fleet.api("PUT", "config/service/nobody", {"members": [{"name": "m", "host": "127.0.0.1", "port": 1}]})
    early = {"names": ["early.example"], "service": "nobody", "nodes": ["one"]}
    fleet.api("PUT", "config/domain/early", early)
    fleet.deploy()
    assert fleet.nodes["one"].get(host="early.example").status == 502
    fleet.api("DELETE", "config/domain/early")
    fleet.deploy()


def test_a_core_that_is_killed_in_the_midst_goes_on_with_its_deployment(fleet):
    bring(fleet, "before")
    with Load(fleet.nodes["one"], kept=2, fresh=1) as load:
        fleet.api("PUT", "config/domain/shop", saying("after"))
        deployment = fleet.begin()
        fleet.core.kill()
        assert all(told(node) in {"before", "after"} for node in fleet.nodes.values())
        fleet.start_core()
        over = fleet.ended(deployment)
        wanted = "after" if over["phase"] == "done" else "before"
        wait_until(lambda: {told(node) for node in fleet.nodes.values()} == {wanted}, 90)
    assert not load.failures, load.failures
    bring(fleet, "after all")


def test_an_agent_that_is_killed_in_the_midst_is_caught_up_with(fleet):
    bring(fleet, "before")
    one = fleet.nodes["one"]
    with Load(one, kept=2, fresh=1) as load:
        for number in range(3):
            fleet.api("PUT", "config/domain/shop", saying(f"kill {number}"))
            deployment = fleet.begin()
            wait_until(lambda begun=deployment["id"]: _is_under_way(fleet, begun))
            one.agent.kill()
            assert told(one)
            one.agent.start()
            fleet.ended(deployment)
            wait_until(lambda: fleet.state("one")["applied"] == fleet.state("one")["confirmed"])
    assert not load.failures, load.failures
    bring(fleet, "after")


def test_a_node_that_was_away_catches_up(fleet):
    two = fleet.nodes["two"]
    bring(fleet, "there")
    two.agent.stop()
    fleet.api("PUT", "config/domain/shop", saying("missed"))
    done = fleet.ended(fleet.begin())
    assert done["phase"] == "done"
    assert {part["name"]: part["status"] for part in done["nodes"]} == {"one": "applied", "two": "away"}
    assert (told(fleet.nodes["one"]), told(two)) == ("missed", "there")
    two.agent.start()
    wait_until(lambda: told(two) == "missed")


def test_a_node_with_an_empty_disk_gets_everything_again(fleet):
    two = fleet.nodes["two"]
    bring(fleet, "kept by the core")
    two.agent.stop()
    two.nginx.stop()
    for path in (two.folder, fleet.folder / "two-state"):
        path.rename(path.with_name(f"{path.name}-lost"))
    two.nginx.start()
    wait_until(lambda: _status(two) == 404)
    two.agent.start()
    wait_until(lambda: _status(two) == 200)
    assert told(two) == "kept by the core"
    wait_until(fleet.is_in_sync)


def test_a_test_of_nginx_that_hangs_leaves_what_ran_before(fleet):
    bring(fleet, "before")
    hang = fleet.folder / "hang"
    hang.touch()
    fleet.api("PUT", "config/domain/shop", saying("hangs"))
    deployment = fleet.begin()
    wait_until(lambda: _status_of(fleet, deployment, "one") == "checked")
    assert {told(node) for node in fleet.nodes.values()} == {"before"}
    fleet.api("POST", f"deployments/{deployment['id']}/cancel")
    assert fleet.ended(deployment)["phase"] == "cancelled"
    hang.unlink()
    assert {told(node) for node in fleet.nodes.values()} == {"before"}


def _status(node):
    with contextlib.suppress(OSError):
        return node.get().status
    return 0


def _is_under_way(fleet, deployment):
    """Tell whether the node obeys it; where that was too quick to be seen, it is over."""
    under_way = (fleet.state("one")["why"] or {}).get("code") == "deploying"
    return under_way or fleet.api("GET", f"deployments/{deployment}")["ended_at"]


def _status_of(fleet, deployment, name):
    found = fleet.api("GET", f"deployments/{deployment['id']}")
    return next(part["status"] for part in found["nodes"] if part["name"] == name)
