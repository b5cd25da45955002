from pathlib import Path

from agent.containers.own import own_container
from agent.contract.asking import ActOnContainer
from agent.docker.tests.real_engine import IMAGE


def test_a_container_is_known_from_within_also_in_the_machines_network(engine):
    for network in ("bridge", "host"):
        engine.run("run", "--name", network, "--net", network, IMAGE, "cat", "/proc/self/mountinfo")
        assert own_container(engine.run("logs", network)) == engine.inspect(network)["Id"]


def test_outside_of_containers_there_is_none_though_those_of_others_are_seen(engine):
    engine.run("run", "-d", "--name", "web", IMAGE, "sleep", "99")
    assert engine.inspect("web")["Id"] not in own_container(Path("/proc/self/mountinfo").read_text())
    bound = "1 2 8:1 /var/lib/docker/containers/%s/hostname /host/root/etc/hostname rw - ext4 /dev/sda1 rw\n" % (
        "a" * 64
    )
    assert not own_container(bound)


async def test_the_agents_own_container_is_not_ended_by_it(engine, start, until):
    """It would stop itself half-way through, and nobody would be there to start the new one."""
    engine.run("run", "-d", "--name", "agent", IMAGE, "sh", "-c", "exec sleep 99")
    identity = engine.inspect("agent")["Id"]
    containers = start(engine.socket, own=identity)
    await until(lambda: identity in containers.watch.containers)
    for what in ("stop", "restart", "pause", "kill", "recreate", "remove"):
        [end] = [each async for each in containers.act(ActOnContainer(container=identity, act=what))]
        assert (end.ok, "own container" in end.error) == (False, True)
    [end] = [each async for each in containers.act(ActOnContainer(container=identity, act="start"))]
    assert end.ok
    assert engine.inspect("agent")["State"]["Status"] == "running"
