"""A service follows its traffic: real containers behind a real NGINX, ordered by a real core that may die meanwhile."""

import itertools
import re
import shutil
import signal
import subprocess

import pytest
from typer.testing import CliRunner

from dozor.cli import app
from dozor.tests.proxy.fleet import Fleet
from dozor.tests.running import wait_until
from dozor.tests.waiting import free_port

pytestmark = pytest.mark.timeout(400)  # the first waits for a whole fleet to start
IMAGE = "shop:1"
_NUMBERS = itertools.count(1)
APP = """
busybox mkdir -p /www/cgi-bin
echo well > /www/index.html
echo '#!/bin/sh
sleep 0.2; echo; cat /etc/hostname' > /www/cgi-bin/work
busybox chmod +x /www/cgi-bin/work
exec httpd -f -p 8080 -h /www
"""
"""Takes a fifth of a second for an answer, whoever else asks."""

POLICY = {
    "template": "web",
    "min": 1,
    "max": 5,
    "target": {"kind": "concurrency", "value": 2},
    "window_seconds": 3,
    "panic_window_seconds": 2,
    "scale_down_delay_seconds": 8,
    "event_down_delay_seconds": 4,
    "headroom_deviations": 0,
    "start_seconds": 2,
    "stop_seconds": 10,
}


class Shop:
    """A service of its own, with its container, on the node that all of these tests share."""

    def __init__(self, name, engine, fleet):
        self.name, self.engine, self.fleet, self.node = name, engine, fleet, fleet.nodes["edge"]
        self.host = f"{name}.example"

    def open(self):
        """Start the container, and configure what leads to it."""
        self.engine.run("run", "-d", "--name", self.name, "--init", "--stop-timeout", "2", IMAGE)
        self.follows()
        site = {"names": [self.host], "service": self.name, "nodes": ["edge"]}
        self.fleet.api("PUT", f"config/domain/{self.name}", site)
        self.fleet.deploy()
        wait_until(self.answers)
        wait_until(lambda: self.state["ready"] == 1 and not self.state["held"])

    @property
    def state(self):
        return self.fleet.api("GET", f"scaling/{self.name}")

    @property
    def would_grow(self):
        return any(reason["code"] == "growth_paused" for reason in self.state["reasons"])

    def names(self):
        found = self.engine.run("ps", "--format", "{{.Names}}").split()
        return sorted(name for name in found if name.split("-")[0] == self.name)

    def run(self, *words):
        """Run `dozor scale`, and return what it says."""
        where = ["--url", self.fleet.url, "--data", str(self.fleet.layout.core)]
        done = CliRunner().invoke(app, ["scale", *words, *where])
        assert done.exit_code == 0, done.output
        return done.output

    def follows(self, **scaling):
        """Change the policy."""
        service = {
            "members": [{"name": "web", "container": self.name, "port": 8080}],
            "health": {"interval_seconds": 0.5, "rise": 1},
            "scaling": {**POLICY, **scaling},
        }
        self.fleet.api("PUT", f"config/service/{self.name}", service)

    def get(self, path):
        """Ask as one of the fleet's own, whom nobody suspects."""
        return self.node.get(path, source="127.0.0.1", host=self.host)

    def answers(self):
        """Tell whether the service can be asked."""
        return self.get("/cgi-bin/work").status == 200

    def asked(self, connections, seconds):
        """Begin to ask by so many connections at once."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "20s", "-H", f"Host: {self.host}"]
        url = f"http://{self.node.address}:{self.node.port}/cgi-bin/work"
        return subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, shared_engine):
    """A core and a node in the engine's network."""
    if not shutil.which("wrk"):
        pytest.skip("wrk is not installed")
    with shared_engine.inside(), pytest.MonkeyPatch.context() as patch:
        shared_engine.make_image(IMAGE, command='["sh", "/app"]', files={"app": APP})
        patch.setenv("DOZOR_DOCKER", str(shared_engine.socket))
        fleet = Fleet.at(tmp_path_factory.mktemp("fleet"), 18200)
        try:
            fleet.start_core()
            fleet.add_node("edge", "127.0.0.1", free_port(), free_port())
            yield fleet
        finally:
            fleet.stop()
            shared_engine.remove_all()


@pytest.fixture
def shop(fleet, shared_engine):
    """A service for each test. None is closed: what one does is no other's business."""
    shop = Shop(f"shop{next(_NUMBERS)}", shared_engine, fleet)
    shop.open()
    return shop


def errors_of(process):
    """Wait for the end of wrk, and return how much it asked and what went wrong."""
    told, _ = process.communicate(timeout=120)
    requests = int(re.search(r"(\d+) requests in", told)[1])
    return requests, re.findall(r"Non-2xx.*|Socket errors.*", told)


def test_from_one_to_five_and_back_without_a_failed_request(shop):
    assert errors_of(shop.asked(1, 5))[1] == []  # by which it shows how long an answer takes
    wrk = shop.asked(8, 25)
    wait_until(lambda: shop.state["ready"] == 5)
    assert shop.names() == [shop.name, *(f"{shop.name}-r{number}" for number in range(1, 5))]
    requests, errors = errors_of(wrk)
    assert errors == []
    assert requests > 300
    wrk = shop.asked(1, 100)  # who goes on asking while there get fewer notices nothing either
    wait_until(lambda: shop.names() == [shop.name], 90)
    wrk.send_signal(signal.SIGINT)
    requests, errors = errors_of(wrk)
    assert errors == []
    assert requests > 10
    history = shop.fleet.api("GET", f"scaling/{shop.name}/history")
    kinds = [event["kind"] for event in history["events"]]
    assert "more" in kinds
    assert "less" in kinds
    assert max(filter(None, history["desired"])) == 5
    assert any("concurrency" in reason["text"] for event in history["events"] for reason in event["reasons"])


def test_a_core_that_dies_and_comes_back_keeps_replicas_as_they_are(shop):
    shop.follows(min=3)
    wait_until(lambda: shop.state["ready"] == 3)
    before = shop.names()
    shop.fleet.core.stop(signal.SIGKILL)
    assert shop.answers()
    shop.fleet.start_core()
    wait_until(lambda: not shop.state["held"])
    assert (shop.state["current"], shop.state["ready"]) == (3, 3)
    assert shop.names() == before


def test_what_is_paused_does_not_grow_and_a_dry_run_orders_nothing(shop):
    assert "growth paused" in shop.run("pause", shop.name, "--direction", "out")
    wrk = shop.asked(6, 6)
    wait_until(lambda: shop.would_grow)
    assert errors_of(wrk)[1] == []
    assert shop.names() == [shop.name]
    wait_until(lambda: not shop.would_grow)  # or it grows as soon as it may
    assert "growth paused" not in shop.run("resume", shop.name)
    assert shop.name in shop.run("status")
    assert "paused by local" in shop.run("history", shop.name)
    shop.follows(min=2, dry_run=True)
    wait_until(lambda: shop.state["desired"] == 2)
    assert shop.names() == [shop.name]


def test_a_service_that_sleeps_is_woken_by_who_comes_and_sleeps_again(shop):
    shop.follows(min=0, idle_seconds=4, scale_down_delay_seconds=2)
    shop.fleet.deploy()
    shop.engine.run("stop", shop.name)
    wait_until(lambda: shop.state["ready"] == 0 and shop.state["desired"] == 0)
    answer = shop.get("/")
    assert (answer.status, "waking up" in answer.text) == (502, True)
    wait_until(lambda: shop.names() == [f"{shop.name}-r1"])
    wait_until(shop.answers)
    wait_until(lambda: shop.names() == [])
