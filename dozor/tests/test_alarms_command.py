"""`dozor alarms`, over a real core as a process; the node is played by the test."""

import json
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest
from typer.testing import CliRunner

from agent.contract.wire import Report
from dozor.cli import app
from dozor.tests.running import core_process, wait_until

RULES = """
alarms:
  node-silent: {kind: silence, for_seconds: 0, severity: critical}
  full: {metric: filesystem.used_share, above: 0.5}
"""


@dataclass
class Core:
    url: str
    data: Path

    def run(self, *words):
        return CliRunner().invoke(app, ["alarms", *words, "--url", self.url, "--data", str(self.data)])

    def report_once(self):
        """Make a node and let it report; from then on it is silent."""
        admin = {"Authorization": f"Bearer {(self.data / 'local-token').read_text().strip()}"}
        made = httpx.post(f"{self.url}/api/v1/nodes", json={"name": "edge"}, headers=admin, timeout=60).json()
        headers = {
            "Authorization": f"Bearer {made['node']['id']}.{made['key']}",
            "Content-Type": "application/vnd.dozor.report+msgpack",
        }
        body = msgspec.msgpack.encode(Report(outbox="box", sequence=1, made_at=1.0))
        sent = httpx.post(f"{self.url}/api/v1/agent/reports", content=body, headers=headers, timeout=60)
        assert sent.status_code == 200


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    data = tmp_path_factory.mktemp("core")
    with core_process(data) as url:
        yield Core(url, data)


@pytest.fixture
def rules(tmp_path):
    file = tmp_path / "alarms.yaml"
    file.write_text(RULES)
    return str(file)


def test_a_silent_node_is_listed_acknowledged_and_silenced(core, rules):
    assert core.run("apply", rules).exit_code == 0
    core.report_once()

    def firing():
        return json.loads(core.run("--json").output)

    wait_until(firing, 60)
    alarm = firing()[0]["id"]
    assert core.run("acknowledge", alarm, "--note", "on it").exit_code == 0
    assert core.run("silence", alarm, "--hours", "2").exit_code == 0
    (shown,) = firing()
    assert (shown["acknowledged"]["note"], bool(shown["silenced"])) == ("on it", True)
    listed = core.run()
    assert "node-silent" in listed.output
    assert json.loads(core.run("--history", "--json").output)[0]["id"] == alarm
    assert core.run("acknowledge", "none").exit_code == 1


def test_rules_are_planned_applied_and_exported(core, rules, tmp_path):
    core.run("apply", rules)
    exported = tmp_path / "exported.yaml"
    exported.write_text(core.run("export").output)
    assert core.run("apply", str(exported), "--prune", "--dry-run").exit_code == 0
    (tmp_path / "none.yaml").write_text("")
    planned = core.run("apply", str(tmp_path / "none.yaml"), "--prune", "--dry-run")
    assert (planned.exit_code, "delete full" in planned.output) == (3, True)
    exported.write_text("alarms: {full: {metric: x}}")
    assert core.run("apply", str(exported)).exit_code == 1
    assert core.run("apply", str(tmp_path / "missing.yaml")).exit_code == 2
