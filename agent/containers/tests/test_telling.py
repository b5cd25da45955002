"""What the core is told of containers, whatever they are called and labelled, and whatever the engine says."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.containers.telling import MOST_LABELS, MOST_PORTS, container_of
from agent.contract.inventory import Container, Port
from agent.docker.engine import DockerError, decoded
from agent.docker.tests.real_engine import IMAGE
from agent.docker.told import Inspected

ODD = "a\tb\x01\x1b[31m \u2028\u202e 'q' \"d\" \\ <b>&amp; \u00e9\U0001f600"


def told(**said):
    return container_of(decoded(msgspec.json.encode({"Id": "1", **said}), Inspected), service="", image_created_at=0)


async def test_a_real_container_is_told_with_all_that_it_is(engine, containers, until):
    name = "A" + "_.-z9" * 12
    engine.run(
        *("run", "-d", "--name", name, "--label", f"odd={ODD}", "--label", "dozor.service=shop", "--pids-limit", "9"),
        *("--label", "com.docker.compose.project=site", "--memory", "64m", "--cpus", "1.5", "-p", "127.0.0.1:8097:80"),
        *("-e", f"SECRET={ODD}", "--expose", "53/udp", "--health-cmd", "true", "--health-interval", "200ms"),
        *(IMAGE, "sleep", "99"),
    )

    def found():
        listed = containers.inventory().containers
        return listed[0] if listed and listed[0].health == "healthy" and listed[0].image_created_at else None

    await until(found)
    container, inspected = found(), engine.inspect(name)
    assert (container.name, container.id, container.image) == (name, inspected["Id"], IMAGE)
    assert (container.service, container.project, container.labels["odd"]) == ("shop", "site", ODD)
    assert container.limits == {"cpus": 1.5, "memory_bytes": 64 << 20, "pids": 9}
    assert Port(private=80, address="127.0.0.1", public=8097) in container.ports
    assert Port(private=53, protocol="udp") in container.ports
    assert container.addresses == [inspected["NetworkSettings"]["IPAddress"]]
    assert 0 < container.image_created_at <= container.created_at + 1 <= container.started_at + 2
    assert container.finished_at == 0
    assert "SECRET" not in str(container)


async def test_a_container_belongs_to_the_service_that_it_is_a_member_of(engine, start, until):
    containers = start(engine.socket, service_of={"web": "shop"}.get)
    engine.run("create", "--name", "web", IMAGE)
    await until(lambda: [each.service for each in containers.inventory().containers] == ["shop"])
    assert containers.inventory().containers[0].state == "created"


@pytest.mark.parametrize(
    "said",
    [
        {"State": "running"},
        {"Config": {"Labels": {"a": 1}}},
        {"RestartCount": "many"},
        {"NetworkSettings": {"Networks": []}},
        {"Id": 5},
    ],
)
def test_an_answer_of_another_shape_is_an_error(said):
    with pytest.raises(DockerError, match="cannot be read"):
        told(**said)


def test_nulls_are_nothing():
    nothing = told(
        Config={"Labels": None},
        NetworkSettings={"Networks": None, "Ports": None},
        HostConfig={"PidsLimit": None},
        State={"Health": None},
    )
    assert nothing == Container(id="1", name="")
    assert told(NetworkSettings={"Ports": {"80/tcp": None}}).ports == [Port(private=80)]


def test_what_is_too_much_is_cut():
    much = told(
        Config={"Labels": {f"{number:04}": "x" * 9999 for number in range(999)}},
        NetworkSettings={"Ports": {f"{number}/tcp": None for number in range(999)}},
    )
    assert (len(much.labels), len(much.ports)) == (MOST_LABELS, MOST_PORTS)
    assert {len(value) for value in much.labels.values()} == {500}


@given(st.text(), st.dictionaries(st.text(), st.text(), max_size=3), st.text(), st.text())
def test_any_text_comes_through_harmless_and_can_be_sent(name, labels, port, published):
    ports = {port: [{"HostIp": published, "HostPort": published}]}
    container = told(Name=name, Config={"Labels": labels}, NetworkSettings={"Ports": ports}, Created=published)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(container), type=Container)
    assert again == container
    assert all(character.isprintable() or ord(character) > 0x9F for character in container.name)
