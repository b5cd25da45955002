"""What the compose files and `.env.example` say is what the agent understands."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from agent.settings import read_settings

AGENT = Path(__file__).parents[1]
EXAMPLE = AGENT / ".env.example"


def services(name):
    return yaml.safe_load((AGENT / name).read_text())["services"]


def example():
    pairs = [line.partition("=") for line in EXAMPLE.read_text().splitlines() if not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def settled(text, values):
    """Put values, or else their defaults, where Compose would."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*))?\}", lambda found: values.get(found[1]) or found[2] or "", text)


def test_the_agent_starts_with_what_the_compose_file_and_the_example_tell_it():
    environment = services("docker-compose.yml")["agent"]["environment"]
    settings = read_settings({name: settled(value, example()) for name, value in environment.items()})
    assert settings.node_id == example()["DOZOR_NODE_ID"]
    assert (settings.roots.proc, settings.roots.sys, settings.roots.root) == ("/host/proc", "/host/sys", "/host/root")
    assert str(settings.docker_socket) == "/var/run/docker.sock"
    assert settings.keeping


def test_what_the_agent_looks_at_is_mounted_for_reading_and_the_socket_only_by_a_file_of_its_own():
    mounts = [settled(each, {}) for each in services("docker-compose.yml")["agent"]["volumes"]]
    machine = dict(each.split(":", 2)[1:] for each in mounts if each.startswith("/"))
    assert {target: mode.split(",")[0] for target, mode in machine.items()} == {
        "/host/proc": "ro",
        "/host/sys": "ro",
        "/host/root": "ro",
    }
    [socket] = services("docker-compose.containers.yml")["agent"]["volumes"]
    assert settled(socket, {}) == "/var/run/docker.sock:/var/run/docker.sock"


def test_every_name_of_the_example_is_used():
    text = "".join((AGENT / name).read_text() for name in example()["COMPOSE_FILE"].split(":"))
    used = set(re.findall(r"\$\{(\w+)", text)) | {"COMPOSE_FILE"}
    assert example().keys() <= used


@pytest.mark.parametrize("umask", ["022", "077"])
def test_the_join_pages_command_leaves_an_env_that_nobody_else_reads(tmp_path, umask):
    """As core/app/src/components/enrol/command.ts has it, but for Compose."""
    source = (AGENT.parent / "core/app/src/components/enrol/command.ts").read_text()
    first = re.search(r'"(cd agent .*)",', source)[1].replace("docker compose up -d --build", "true")
    (tmp_path / "agent").mkdir()
    script = f"umask {umask}\n{first}\nDOZOR_NODE_KEY=k\nEND\n"
    subprocess.run(["sh", "-ec", script], check=True, cwd=tmp_path)
    assert (tmp_path / "agent/.env").read_text() == "DOZOR_NODE_KEY=k\n"
    assert (tmp_path / "agent/.env").stat().st_mode & 0o777 == 0o600
