"""`dozor accounts`, over a real core as a process."""

import json
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from dozor.cli import app
from dozor.tests.running import core_process


@dataclass
class Core:
    url: str
    data: Path

    def run(self, *words):
        return CliRunner().invoke(app, ["accounts", *words, "--url", self.url, "--data", str(self.data)])

    def sign_in(self, login, password):
        shown = {"login": login, "password": password}
        return httpx.post(f"{self.url}/api/v1/session", json=shown, timeout=60)


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    data = tmp_path_factory.mktemp("core")
    with core_process(data) as url:
        yield Core(url, data)


def test_somebody_is_added_shut_out_and_let_in_again_from_the_cores_own_machine(core):
    added = core.run("add", "ann", "--role", "analyst", "--service", "shop.*")
    assert added.exit_code == 0
    first = added.output.strip()
    assert core.sign_in("ann", first).json()["me"]["must_change_password"]
    ann = json.loads(core.run("--json").output)[1]
    assert (ann["login"], ann["role"], ann["services"], ann["groups"]) == ("ann", "analyst", ["shop.*"], None)
    assert core.run("disable", "ANN").exit_code == 0
    assert core.sign_in("ann", first).status_code == 401
    assert "disabled" in core.run().output
    assert core.run("enable", "ann").exit_code == 0
    second = core.run("reset-password", "ann").output.strip()
    assert core.sign_in("ann", first).status_code == 401
    assert core.sign_in("ann", second).status_code == 200
    reset = core.run("reset-second-factor", "ann")
    assert reset.exit_code == 0, reset.stderr


def test_what_cannot_be_is_refused_with_the_reason(core):
    assert core.run("disable", "admin").exit_code == 1  # the last administrator
    nobody = core.run("reset-password", "nobody")
    assert (nobody.exit_code, "no account nobody" in nobody.stderr) == (1, True)
    assert core.run("add", "b n", "--role", "viewer").exit_code == 1


def test_the_first_administrator_can_be_given_a_password_by_who_lost_it(core):
    password = core.run("reset-password", "admin").output.strip()
    assert core.sign_in("admin", password).status_code == 200
