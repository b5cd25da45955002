"""What is measured of real containers, beside what `docker stats` and the kernel's own files say."""

import asyncio
import time
from pathlib import Path

import pytest

from agent.docker.tests.real_engine import IMAGE
from agent.host.roots import Roots

UNSEEN = Roots(sys="/nowhere")
"""Where the kernel's files are not seen, so that the engine's stream is heard."""


@pytest.fixture
def both(engine, start):
    """Both ways to measure, side by side: by the kernel's files, and by the engine's stream."""
    return [start(engine.socket, roots) for roots in (Roots(), UNSEEN)]


def read(containers, name, now=None):
    """Return what is known now of a container, by metric."""
    readings = containers.read(time.monotonic() if now is None else now)
    return {series.metric: value for series, value in readings if series.entity == name}


def controlled(engine, container, controller):
    """Return the folder of a container's control group, of either version of them."""
    pid = engine.inspect(container)["State"]["Pid"]
    for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return Path(f"/sys/fs/cgroup/{controller}{path}")
        if not controllers:
            unified = Path(f"/sys/fs/cgroup{path}")
    return unified


def cpu_seconds(folder):
    if (folder / "cpuacct.usage").exists():
        return int((folder / "cpuacct.usage").read_text()) / 1e9
    return int((folder / "cpu.stat").read_text().split()[1]) / 1e6


def table(engine, container):
    """Return what `docker stats` says: processor, memory used, limit's share, processes."""
    form = "{{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.PIDs}}"
    cpu, used, _, _, share, processes = engine.run("stats", "--no-stream", "--format", form, container).split()
    units = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
    number = used.rstrip("KMGiB")
    return float(cpu[:-1]) / 100, float(number) * units[used[len(number) :]], float(share[:-1]) / 100, int(processes)


async def next_look(containers, identity):
    """Wait until a container has been looked at once more."""
    latest = containers._measuring.latest[identity]
    at = latest.at
    async with asyncio.timeout(60):
        while latest.at == at:
            await asyncio.sleep(0.005)


async def over_four_looks(containers, engine, name, count):
    """Return what four looks in a row tell of a container, and by how much a count grew in a second meanwhile."""
    identity = engine.inspect(name)["Id"]
    await next_look(containers, identity)
    seen, began, before = [], time.monotonic(), count()
    for _ in range(4):
        await next_look(containers, identity)
        seen.append(read(containers, name))
    return seen, (count() - before) / (time.monotonic() - began)


async def test_processor_time_is_what_the_kernel_counts_and_the_limit_shows(engine, both, until):
    """The limit is so low that it strikes on a busy machine too."""
    engine.run("run", "-d", "--name", "busy", "--cpus", "0.05", IMAGE, "sh", "-c", "while :; do :; done")
    folder = controlled(engine, "busy", "cpuacct")

    async def check(containers):
        await until(lambda: "cpu_share" in read(containers, "busy"))
        seen, counted = await over_four_looks(containers, engine, "busy", lambda: cpu_seconds(folder))
        assert sum(each["cpu_share"] for each in seen) / len(seen) == pytest.approx(counted, rel=0.05)
        assert seen[-1]["cpu_limit_share"] == pytest.approx(seen[-1]["cpu_share"] / 0.05)
        assert max(each["throttled_share"] for each in seen) > 0.5
        assert "memory_limit_share" not in seen[-1]

    await asyncio.gather(*map(check, both))


async def test_memory_and_processes_are_what_docker_stats_says(engine, both, until):
    fill = "dd if=/dev/zero of=/dev/shm/x bs=1M count=30; dd if=/dev/zero of=/tmp/y bs=1M count=20; sleep 99 & sleep 99"
    engine.run("run", "-d", "--name", "full", "--memory", "100m", IMAGE, "sh", "-c", f"{fill}; echo")
    for each in both:
        await until(lambda each=each: read(each, "full").get("memory_used_bytes", 0) > 30 * 1024**2)
        await until(lambda each=each: read(each, "full").get("processes_count") == 3)

    def say_the_same():
        found = [read(each, "full") for each in both]
        _, used, share, processes = table(engine, "full")
        expected = pytest.approx(used, rel=0.05), pytest.approx(share, rel=0.05), processes
        metrics = ("memory_used_bytes", "memory_limit_share", "processes_count")
        return all(tuple(map(each.get, metrics)) == expected for each in found)

    await until(say_the_same)  # neither is of the moment in which the other was read
    for each in both:  # shared memory is cache to the kernel; it is used all the same
        await until(lambda each=each: read(each, "full").get("memory_cache_bytes", 0) > 45 * 1024**2)


async def test_traffic_is_what_the_interface_counts(engine, both, until):
    serve = "mkdir /tmp/w; dd if=/dev/zero of=/tmp/w/x bs=1M count=1; exec httpd -f -h /tmp/w"
    engine.run("run", "-d", "--name", "server", IMAGE, "sh", "-c", serve.replace("mkdir", "busybox mkdir"))
    address = engine.inspect("server")["NetworkSettings"]["IPAddress"]
    loop = f"while :; do wget -q -O - http://{address}/x > /dev/null; sleep 0.1; done"
    engine.run("run", "-d", "--name", "client", IMAGE, "sh", "-c", loop)
    pid = engine.inspect("client")["State"]["Pid"]

    def received():
        lines = Path(f"/proc/{pid}/net/dev").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if "eth0" in line)

    async def check(containers):
        await until(lambda: read(containers, "client").get("network_received_bytes_per_second", 0) > 1e6)
        seen, counted = await over_four_looks(containers, engine, "client", received)
        measured = sum(each["network_received_bytes_per_second"] for each in seen) / len(seen)
        assert measured == pytest.approx(counted, rel=0.1)
        assert read(containers, "server")["network_sent_bytes_per_second"] > 1e6

    await asyncio.gather(*map(check, both))


async def test_what_is_restarted_starts_no_counter_backwards(engine, containers, until):
    engine.run("run", "-d", "--name", "again", IMAGE, "sh", "-c", "while :; do :; done")
    await until(lambda: read(containers, "again").get("cpu_share", 0) > 0.1)
    engine.run("restart", "-t", "0", "again")
    await until(lambda: read(containers, "again").get("cpu_share", 0) > 0.1)
    assert read(containers, "again")["cpu_share"] < 3


async def test_one_that_is_killed_or_removed_is_measured_no_more(engine, both, until):
    for name in ("killed", "removed"):
        engine.run("run", "-d", "--name", name, IMAGE, "sleep", "99")
    await until(lambda: all("cpu_share" in read(each, name) for each in both for name in ("killed", "removed")))
    engine.run("kill", "killed")
    engine.run("rm", "-f", "removed")
    await until(lambda: not any(read(each, name) for each in both for name in ("killed", "removed")))
    await until(lambda: not any(each._measuring.latest for each in both))
    for each in both:
        told = {container.name: container for container in each.inventory().containers}
        assert (told["killed"].state, told["killed"].exit_code, "removed" in told) == ("exited", 137, False)


async def test_a_hung_engine_leaves_a_gap_and_measuring_goes_on_after_it(engine, start, until):
    containers = start(engine.socket, UNSEEN)
    engine.run("run", "-d", "--name", "steady", IMAGE, "sleep", "99")
    await until(lambda: "cpu_share" in read(containers, "steady"))
    engine.hang()
    try:
        await until(lambda: "cpu_share" not in read(containers, "steady"))
        assert "restarts_count" in read(containers, "steady")
    finally:
        engine.go_on()
    await until(lambda: "cpu_share" in read(containers, "steady"))


async def test_while_an_engine_hangs_the_kernel_is_read_on(engine, containers, until):
    engine.run("run", "-d", "--name", "steady", IMAGE, "sleep", "99")
    await until(lambda: "cpu_share" in read(containers, "steady"))
    engine.hang()
    try:
        for _ in range(3):
            await next_look(containers, engine_id(containers, "steady"))
    finally:
        engine.go_on()


def engine_id(containers, name):
    return next(key for key, each in containers.watch.containers.items() if each.plain_name == name)


async def test_an_engine_started_anew_is_measured_on(engine, containers, until):
    engine.run("run", "-d", "--name", "kept", "--restart", "always", "--stop-signal", "KILL", IMAGE, "sleep", "99")
    await until(lambda: "cpu_share" in read(containers, "kept"))
    engine.stop()
    await until(lambda: containers.inventory().troubles.get("containers"))
    assert containers.inventory().parts == ["containers"]
    engine.start()
    await until(lambda: not containers.inventory().troubles)
    await until(lambda: "cpu_share" in read(containers, "kept"))


async def test_what_the_kernel_killed_is_a_rate(engine, containers, until):
    greedy = "while :; do dd if=/dev/zero of=/dev/null bs=64M; sleep 1; done"
    engine.run("run", "-d", "--name", "greedy", "--memory", "8m", "--memory-swap", "8m", IMAGE, "sh", "-c", greedy)
    rates = []

    def measure():
        rates.append(read(containers, "greedy").get("oom_kills_per_second", 0.0))
        return any(rate > 0 for rate in rates)

    await until(measure)


async def test_more_than_can_be_measured_is_told(engine, containers, until, monkeypatch):
    monkeypatch.setattr("agent.containers.measuring.MOST_MEASURED", 1)
    for name in ("one", "two"):
        engine.run("run", "-d", "--name", name, IMAGE, "sleep", "99")
    await until(lambda: containers.inventory().troubles.get("containers", "").startswith("1 containers"))
    await until(lambda: len(containers._measuring.latest) == 1)
