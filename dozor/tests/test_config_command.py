"""`dozor config`, over a real core as a process; the node is played by the test."""

import json
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import zstandard
from typer.testing import CliRunner

from agent.contract.proxy import CheckResult, NodeState, Order, Problem
from dozor.cli import app
from dozor.tests.running import core_process, wait_until

STATE = """
services:
  shop:
    members:
      - {name: a, host: 10.0.0.5, port: 8080}
domains:
  shop:
    names: [shop.example]
    service: shop
"""


@dataclass
class Core:
    url: str
    data: Path

    def run(self, *words, text=None):
        where = ["--url", self.url, "--data", str(self.data)]
        return CliRunner().invoke(app, ["config", *words, *where], input=text)

    def api(self, method, path, body=None):
        token = (self.data / "local-token").read_text().strip()
        return self._send(method, path, f"Bearer {token}", None if body is None else json.dumps(body).encode())

    def node(self, method, path, key, body=None):
        return self._send(method, f"agent/proxy/{path}", f"Bearer {key}", body)

    def _send(self, method, path, authorization, body):
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", method=method, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    data = tmp_path_factory.mktemp("core")
    with core_process(data) as url:
        yield Core(url, data)


@pytest.fixture(autouse=True)
def declared(core):
    assert core.run("apply", "--prune", text=STATE).exit_code == 0


def test_what_is_exported_differs_in_nothing(core, tmp_path):
    file = tmp_path / "dozor.yaml"
    assert core.run("export", str(file)).exit_code == 0
    assert "shop.example" in file.read_text()
    planned = core.run("plan", str(file), "--prune")
    assert (planned.exit_code, "nothing differs" in planned.output) == (0, True)
    assert core.run("export").output == file.read_text()


def test_a_plan_says_what_would_become_different(core):
    text = STATE.replace("8080", "8081")
    planned = core.run("plan", text=text)
    assert planned.exit_code == 3
    assert "+  port: 8081" in planned.output
    assert "members of shop" in planned.output
    assert core.run("apply", "--dry-run", text=text).exit_code == 3
    assert core.run("plan", text=STATE).exit_code == 0
    assert json.loads(core.run("plan", "--json", text=text).output)["at_once"] == ["shop"]


@pytest.mark.parametrize(
    "text", ["services: [", STATE.replace("service: shop", "service: none"), "services: {a: {b: 1}}"]
)
def test_what_is_wrong_is_refused_and_told(core, text):
    refused = core.run("apply", text=text)
    assert (refused.exit_code, refused.output != "") == (1, True)
    assert core.run("plan", text=STATE).exit_code == 0


def test_an_old_state_is_brought_back(core):
    before = json.loads(core.run("history", "--json").output)[0]["number"]
    assert core.run("apply", "--prune", "--note", "empty", text="{}").exit_code == 0
    listed = core.run("history")
    assert (listed.exit_code, "empty" in listed.output) == (0, True)
    assert core.run("restore", str(before), "--dry-run").exit_code == 3
    assert core.run("restore", str(before)).exit_code == 0
    assert core.run("plan", "--prune", text=STATE).exit_code == 0
    assert core.run("restore", "99999").exit_code == 1


def test_a_deployment_that_concerns_nobody_is_done_at_once(core):
    assert core.run("deploy", "--dry-run").exit_code == 0
    done = core.run("apply", "--deploy", text=STATE.replace("8080", "8090"))
    assert (done.exit_code, "done" in done.output) == (0, True)
    assert core.run("status").exit_code == 0


def test_a_deployment_that_fails_says_where_and_why(core):
    made = json.loads(core.api("POST", "nodes", {"name": "one"}))
    key = f"{made['node']['id']}.{made['key']}"

    def refuse():
        def order():  # with a candidate, once there is one
            found = msgspec.msgpack.decode(zstandard.decompress(core.node("GET", "order", key)), type=Order)
            return found if found.candidate else None

        told = wait_until(order)
        bad = [Problem(file="sites/shop.conf", line=7, message="unknown directive")]
        check = CheckResult(deployment=told.deployment, digest=told.candidate, ok=False, problems=bad)
        core.node("POST", "state", key, msgspec.msgpack.encode(NodeState(check=check)))

    refusing = threading.Thread(target=refuse)
    refusing.start()
    failed = core.run("apply", "--deploy", text=STATE + "    nodes: [one]\n")
    refusing.join()
    assert failed.exit_code == 1
    assert "sites/shop.conf:7: unknown directive" in failed.output
    status = core.run("status")
    assert (status.exit_code, "not deployed" in status.output.replace("\n", " ")) == (1, True)
    core.api("DELETE", f"nodes/{made['node']['id']}")


def test_a_core_that_is_not_there_is_another_exit_code(core, tmp_path):
    assert CliRunner().invoke(app, ["config", "status", "--data", str(tmp_path)]).exit_code == 2
    assert CliRunner().invoke(app, ["config", "status", "--url", "http://127.0.0.1:1", "--token", "x"]).exit_code == 2
    assert CliRunner().invoke(app, ["config", "status", "--url", core.url, "--token", "x"]).exit_code == 2
    assert core.run("plan", str(tmp_path / "none.yaml")).exit_code == 2
