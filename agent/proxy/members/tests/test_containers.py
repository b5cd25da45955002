"""Where a real engine says that containers are."""

import pytest

from agent.docker.engine import DockerError, decoded
from agent.docker.tests.real_engine import IMAGE
from agent.proxy.members.containers import Containers, Running, places_of


@pytest.fixture
def containers(engine):
    return Containers(engine.socket)


@pytest.fixture
def run(engine):
    """Start containers of these names in a network."""

    def run(*names, network="bridge"):
        for name in names:
            engine.run("run", "-d", "--init", "--name", name, "--network", network, IMAGE, "sleep", "99")

    return run


@pytest.fixture
def another(engine):
    """A network before `bridge` by its name."""
    engine.run("network", "create", "--subnet", "10.99.1.0/24", "another")
    yield
    engine.remove_all()
    engine.run("network", "rm", "another")


async def test_containers_are_where_their_networks_say(engine, another, run, containers):
    run("web")
    engine.run("network", "connect", "--ip", "10.99.1.7", "another", "web")
    run("hosted", network="host")
    run("alone", network="none")
    found = await containers.addresses(["web", "hosted", "alone", "gone"])
    assert found == {"web": "10.99.1.7", "hosted": "127.0.0.1"}


def test_a_container_of_ipv6_alone_is_where_that_says():
    """Not every engine can be made to have one."""
    network = b'{"IPAddress": "", "IPPrefixLen": 0, "GlobalIPv6Address": "2001:db8::3", "GlobalIPv6PrefixLen": 64}'
    said = b'{"Names": ["/six"], "NetworkSettings": {"Networks": {"six": %s}}}' % network
    assert places_of(decoded(said, Running)) == [("six", "2001:db8::3")]


async def test_a_name_that_only_begins_like_it_is_another(engine, run, containers):
    run("web-2", "webx1", "web.1")
    address = engine.inspect("web.1")["NetworkSettings"]["IPAddress"]
    assert await containers.addresses(["web", "web.1"]) == {"web.1": address}


async def test_a_name_that_is_none_is_not_asked_for(tmp_path):
    nowhere = Containers(tmp_path / "none.sock")
    assert await nowhere.addresses(["../x", "a b", "", "web/json?x", ".*"]) == {}
    with pytest.raises(DockerError, match="the Docker engine"):
        await nowhere.addresses(["web"])
