"""The agent in a container of a real engine, with the machine mounted as in agent/docker-compose.yml."""

import array
import os
import site
import sys
import time
from pathlib import Path

import msgspec
import psutil
import pytest
import zstandard

from agent.contract.metrics import unpack_names
from agent.contract.wire import Report
from agent.docker.tests.real_engine import IMAGE
from agent.frames import whole_frames
from agent.host.identity import host_facts
from agent.host.roots import Roots
from agent.outbox import Outbox

ROOT = Path(__file__).parents[3]
LIMITS = ("--cap-drop", "ALL", "--cap-add", "DAC_OVERRIDE", "--security-opt", "no-new-privileges:true", "--read-only")
MACHINE = ("/proc:/host/proc:ro", "/sys:/host/sys:ro", "/:/host/root:ro")
PROGRAM = """
import asyncio, msgspec
from agent.host.identity import host_facts
from agent.run import run_agent
from agent.settings import read_settings
settings = read_settings()
with open("/state/facts", "wb") as file:
    file.write(msgspec.json.encode(host_facts(settings.roots)))
asyncio.run(run_agent(settings))
"""

SEEING = """
import asyncio
from agent.containers.groups import group_of
from agent.docker.engine import DockerEngine
from agent.docker.told import Inspected
from agent.run import run_agent
from agent.settings import read_settings
settings = read_settings()
said = asyncio.run(DockerEngine(settings.docker_socket).look("/containers/said/json", Inspected))
with open("/state/seen", "w") as file:
    group = group_of(said, settings.roots)
    file.write(repr(group and group.read()))
asyncio.run(run_agent(settings))
"""
SOCKET = "/var/run/docker.sock"


def command(state, *more, program=PROGRAM):
    """Return how `docker run` starts the agent: the interpreter that runs this test, and what it needs, mounted."""
    interpreter = Path(os.path.realpath(sys.executable))
    needed = {str(path) for path in ("/usr/lib", "/lib", "/lib64", sys.base_prefix, sys.prefix, ROOT)}
    mounts = [
        *MACHINE,
        *more,
        f"{state}:/state",
        *(f"{path}:{path}:ro" for path in sorted(needed) if Path(path).exists()),
    ]
    environment = {
        "PYTHONPATH": ":".join([str(ROOT), *site.getsitepackages()]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DOZOR_CORE_URL": "http://127.0.0.1:9",
        "DOZOR_NODE_ID": "node",
        "DOZOR_NODE_KEY": "key",
        "DOZOR_LOGS": "/state/access.log",
        "DOZOR_STATE_DIR": "/state/agent",
        "DOZOR_HOST_PROC": "/host/proc",
        "DOZOR_HOST_SYS": "/host/sys",
        "DOZOR_HOST_ROOT": "/host/root",
    }
    words = [word for mount in mounts for word in ("-v", mount)]
    words += [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
    network = ("--network", "none", "--hostname", "not-the-machine")
    return ["run", "-d", "--name", "dozor-agent", *network, *LIMITS, *words, IMAGE, str(interpreter), "-c", program]


def reports_of(engine, state, *, wanted):
    """Wait until the agent kept so many reports for the core, which is away; stop it and read them."""
    deadline = time.monotonic() + 60
    while _count(state) < wanted:
        assert time.monotonic() < deadline, engine.run("logs", "dozor-agent", check=False)
        time.sleep(0.1)
    engine.run("rm", "-f", "dozor-agent")
    outbox = Outbox(state / "agent/outbox", bound_bytes=1 << 26)
    reports = []
    while record := outbox.peek():
        reports.append(msgspec.msgpack.decode(zstandard.decompress(record.body), type=Report))
        outbox.acknowledge(record.sequence)
    outbox.close()
    return reports


def _count(state):
    return sum(1 for path in state.glob("agent/outbox/*/*.seg") for _ in whole_frames(path.read_bytes()))


def test_the_agent_in_a_container_reports_the_machines_numbers(engine, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    engine.run(*command(state))
    reports = reports_of(engine, state, wanted=4)
    newest = reports[-1]
    names = unpack_names(newest.metrics.names)
    told = {
        f"{name.kind} {name.entity} {name.metric}": value
        for name, value in zip(names, array.array("f", newest.metrics.values), strict=True)
    }
    seen, disk = psutil.virtual_memory(), psutil.disk_usage("/")
    assert newest.host.hostname == Path("/etc/hostname").read_text().strip()
    assert newest.host.memory_total_bytes == seen.total
    assert told["host  memory_total_bytes"] == pytest.approx(seen.total)
    assert told["host  memory_used_bytes"] == pytest.approx(seen.total - seen.available, rel=0.3)
    assert 0 <= told["host  cpu_busy_share"] <= 1
    assert f"cpu {psutil.cpu_count() - 1} busy_share" in told
    assert told["host  uptime_seconds"] == pytest.approx(time.time() - psutil.boot_time(), abs=60)  # noqa: TID251
    assert told["filesystem / size_bytes"] == pytest.approx(disk.total)
    assert told["filesystem / used_share"] == pytest.approx(disk.percent / 100, abs=0.02)
    physical = {name.entity for name in names if name.kind == "network"}
    assert physical <= set(psutil.net_io_counters(pernic=True))
    assert physical
    assert told["agent  memory_bytes"] < 80_000_000
    facts = msgspec.json.decode((state / "facts").read_bytes())
    assert facts == msgspec.to_builtins(host_facts(Roots())) | {"hostname": newest.host.hostname}


def test_the_agent_in_a_container_measures_containers_by_the_kernels_files_and_reads_logs_in_the_engines(
    engine, tmp_path
):
    state = tmp_path / "state"
    state.mkdir()
    engine.run("run", "-d", "--init=false", "--name", "said", IMAGE, "sh", "-c", "echo so it said; exec sleep 600")
    engine.run(*command(state, f"{engine.socket}:{SOCKET}", program=SEEING))
    reports = reports_of(engine, state, wanted=5)
    names = unpack_names(reports[-1].metrics.names)
    assert "said" in {name.entity for name in names if name.kind == "container" and name.metric == "cpu_share"}
    assert (state / "seen").read_text().startswith("Stats(")
    folders = {file.parent for file in state.rglob("positions.json")}  # only what is read in a file has one
    kept = [each.read_bytes() for folder in folders for each in folder.iterdir() if each.is_file()]
    assert any(b"so it said" in each for each in kept)
