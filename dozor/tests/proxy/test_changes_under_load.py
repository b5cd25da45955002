"""Configuration and members change all the time while visitors ask through an entry: nobody notices."""

import concurrent.futures
import json
import socket
import time

import pytest

from dozor.tests.proxy.load import Load, Wrk
from dozor.tests.proxy.members import CHUNK, CHUNKS
from dozor.tests.running import wait_until
from dozor.tests.thorough import tries

CONFIGURATIONS = tries(30, 100)
MEMBERS = tries(300, 1000)


@pytest.mark.timeout(1200)
def test_no_request_is_lost_while_configurations_and_members_change_all_the_time(fleet, tmp_path):
    entry, spec = fleet.nodes["entry"], fleet.api("GET", "config/domain/shop")["spec"]
    service = fleet.api("GET", "config/service/shop")["spec"]
    before = {name: fleet.state(name)["reloads"] for name in fleet.nodes}
    with (
        Load(entry) as load,
        Wrk(entry, tmp_path) as kept,
        Wrk(entry, tmp_path, connections=2, fresh=True) as fresh,
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        changing = pool.submit(_change_members, fleet, service)
        for number in range(CONFIGURATIONS):
            header = [{"name": "X-Change", "value": str(number)}]
            fleet.api("PUT", "config/domain/shop", {**spec, "request_headers": header})
            _deploy_quickly(fleet)
        changing.result(300)
        wait_until(fleet.is_in_sync)
        assert entry.get().said["headers"]["X-Change"] == str(CONFIGURATIONS - 1)
    assert not load.failures, load.failures
    assert kept.faults == fresh.faults == [], (kept.report, fresh.report)
    assert min(kept.requests, fresh.requests) > 500, (kept.report, fresh.report)
    assert load.done["kept"] > 500
    assert load.done["fresh"] > 200
    assert len(load.members) == 2
    reloads = {name: fleet.state(name)["reloads"] - before[name] for name in ("one", "two")}
    assert all(count < CONFIGURATIONS + 20 for count in reloads.values()), reloads  # members cost none
    fleet.api("PUT", "config/domain/shop", spec)
    fleet.api("PUT", "config/service/shop", service)
    fleet.deploy()


def test_a_websocket_and_a_long_download_outlive_changes_of_members_and_of_the_configuration(fleet):
    entry, spec = fleet.nodes["entry"], fleet.api("GET", "config/domain/shop")["spec"]
    place = entry.address, entry.port
    with socket.create_connection(place, 20) as talk, concurrent.futures.ThreadPoolExecutor(1) as pool:
        talk.sendall(
            b"GET /socket HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in talk.recv(4096)
        long = pool.submit(entry.get, "/long")
        for number, drained in enumerate(("m1", "m2", "m1")):
            for member in ("m1", "m2"):
                fleet.api("PATCH", f"config/service/shop/members/{member}", {"draining": member == drained})
            header = [{"name": "X-Long", "value": str(number)}]
            fleet.api("PUT", "config/domain/shop", {**spec, "request_headers": header})
            fleet.deploy()
            talk.sendall(b"still there %d" % number)
            assert talk.recv(4096) == b"still there %d" % number
        assert len(long.result(60).text) == len(CHUNK) * CHUNKS
    for member in ("m1", "m2"):
        fleet.api("PATCH", f"config/service/shop/members/{member}", {"draining": False})
    fleet.api("PUT", "config/domain/shop", spec)
    fleet.deploy()


def test_a_new_member_is_asked_soon_without_a_reload_and_a_drained_one_no_more(fleet, members):
    one, service = fleet.nodes["one"], fleet.api("GET", "config/service/shop")["spec"]
    reloads = fleet.state("one")["reloads"]
    new = {"name": "m3", "host": "127.0.0.1", "port": members.start("m3")}
    fleet.api("PUT", "config/service/shop", {**service, "members": [*service["members"], new]})
    wait_until(lambda: one.get().said["member"] == "m3")
    fleet.api("PATCH", "config/service/shop/members/m3", {"draining": True})
    wait_until(lambda: all(one.get().said["member"] != "m3" for _ in range(12)))
    assert fleet.state("one")["reloads"] == reloads
    fleet.api("PUT", "config/service/shop", service)
    members.stop("m3")


def _change_members(fleet, service):
    """Weigh and drain to and fro, never both at once: one of the two always serves."""
    names = [member["name"] for member in service["members"]]
    for number in range(MEMBERS):
        name = names[number // 4 % 2]
        change = ({"weight": 1 + number % 9}, {"draining": True}, {"weight": 2}, {"draining": False})[number % 4]
        fleet.api("PATCH", f"config/service/shop/members/{name}", change)


def _deploy_quickly(fleet):
    """Deploy and wait for the end only."""
    started = fleet.begin()
    while not (found := fleet.api("GET", f"deployments/{started['id']}"))["ended_at"]:
        time.sleep(0.02)
    assert found["phase"] == "done", json.dumps(found)
