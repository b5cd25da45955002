"""Where members are, while names and containers come and go."""

import asyncio

import pytest

from agent.contract.proxy import Member
from agent.docker.tests.real_engine import IMAGE
from agent.proxy.members.addresses import Addresses, Place, is_address, place_of
from agent.proxy.members.containers import Containers
from dozor.tests.waiting import until

WEB = Place("container", "web")


@pytest.fixture
async def addresses(engine):
    containers = Containers(engine.socket)
    looking = Addresses(containers, lambda: None)
    task = asyncio.ensure_future(looking.run())
    yield looking
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def run(engine):
    """Start a container of this name, and return its address."""

    def run(name):
        engine.run("run", "-d", "--name", name, "--restart", "always", "--stop-signal", "KILL", IMAGE, "sleep", "99")
        return engine.inspect(name)["NetworkSettings"]["IPAddress"]

    return run


async def test_an_address_needs_no_looking_for(addresses):
    addresses.want([Place("host", "10.0.0.1"), Place("host", "::1")])
    assert addresses.known == {("host", "10.0.0.1"): "10.0.0.1", ("host", "::1"): "::1"}


async def test_a_name_is_asked_of_the_system(addresses):
    place = Place("host", "localhost")
    addresses.want([place])
    await until(lambda: place in addresses.known)
    assert addresses.known[place] == "127.0.0.1"


@pytest.mark.parametrize("name", ["nobody.invalid", "a" * 300, "a\0b", "", "x..y", "ю" * 80])
async def test_a_name_that_leads_nowhere_has_no_address_and_a_reason(addresses, name):
    place = Place("host", name)
    addresses.want([place])
    await until(lambda: place in addresses.faults)
    assert "cannot be resolved" in addresses.faults[place]
    assert place not in addresses.known


async def test_a_container_is_found_followed_and_lost(engine, addresses, run):
    addresses.want([WEB])
    await until(lambda: addresses.faults.get(WEB) == "container web does not run")
    first = run("web")
    await until(lambda: addresses.known.get(WEB) == first)
    assert addresses.faults == {}
    engine.run("rm", "-f", "web")
    run("other")
    second = run("web")
    assert second != first
    await until(lambda: addresses.known.get(WEB) == second)
    engine.run("kill", "web")
    await until(lambda: WEB not in addresses.known)


async def test_while_the_engine_is_away_containers_are_where_they_were(engine, addresses, run):
    before = run("web")
    addresses.want([WEB])
    await until(lambda: WEB in addresses.known)
    engine.stop()
    await until(lambda: "the Docker engine" in addresses.faults.get(WEB, ""))
    assert addresses.known[WEB] == before
    engine.start()
    await until(lambda: WEB not in addresses.faults)


async def test_what_is_not_wanted_any_more_is_forgotten(addresses):
    here = Place("host", "localhost")
    addresses.want([here, Place("host", "10.0.0.1")])
    await until(lambda: here in addresses.known)
    addresses.want([])
    assert (addresses.known, addresses.faults) == ({}, {})


async def test_a_name_with_several_addresses_stays_with_the_one_it_had():
    looking = Addresses(None, lambda: None)
    place = Place("host", "shop.example")
    looking.want([place])
    for answer, at in ((["10.0.0.2", "10.0.0.1"], "10.0.0.2"), (["10.0.0.1", "10.0.0.2"], "10.0.0.2"),
                       (["10.0.0.1"], "10.0.0.1")):  # fmt: skip
        looking.found(place, answer)
        assert looking.known[place] == at


async def test_without_an_engine_a_container_has_no_address():
    looking = Addresses(None, lambda: None)
    task = asyncio.ensure_future(looking.run())
    looking.want([WEB])
    await until(lambda: "not told where" in looking.faults.get(WEB, ""))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_member_with_a_container_is_found_by_it():
    assert place_of(Member(id="a", group="main", container="web", port=80)) == WEB
    assert place_of(Member(id="a", group="main", host="shop.example", port=80)) == ("host", "shop.example")


def test_an_address_with_a_zone_is_none():
    assert not is_address(Place("host", "fe80::1%eth0"))
    assert not is_address(Place("container", "10.0.0.1"))
