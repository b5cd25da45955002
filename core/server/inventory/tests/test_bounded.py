import math
from typing import get_args, get_type_hints

import msgspec
import pytest

from agent.contract.inventory import Container, ContainerEvent, HostFacts, Inventory, LogSource, Port
from core.server.inventory.bounded import bounded

CONTAINER = Container(id="a" * 64, name="web", labels={"a": "b"}, ports=[Port(private=80)], limits={"cpus": 0.5})


def test_what_is_usual_stays_as_it_is():
    usual = Inventory(at=5.0, host=HostFacts(cores=4), containers=[CONTAINER], troubles={"machines": "away"})
    assert bounded(usual) == usual


def test_every_list_of_an_inventory_is_bounded():
    for name, hint in get_type_hints(Inventory).items():
        if getattr(hint, "__origin__", None) is list:
            (kind,) = get_args(hint)
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                made = msgspec.convert(
                    {"id": "", "kind": "file", "at": 0, "container": "", "action": "", "service": "", "name": ""}, kind
                )
                assert len(getattr(bounded(Inventory(**{name: [made] * 10_000})), name)) < 10_000, name


def test_the_newest_events_are_kept():
    events = [ContainerEvent(at=float(at), container="a", name="web", action="start") for at in range(2000)]
    assert bounded(Inventory(events=events)).events == events[-1000:]


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "\0", "\u202egpj", "x\u2028y"])
def test_what_would_steer_who_shows_it_is_taken_out(text):
    container = msgspec.structs.replace(CONTAINER, name=text, labels={text: text})
    (found,) = bounded(Inventory(containers=[container], troubles={"logs": text})).containers
    assert "�" in found.name
    assert list(found.labels.items()) == [(found.name, found.name)]


@pytest.mark.parametrize("at", [math.nan, math.inf, -1.0, 1e300])
def test_what_is_no_instant_is_none(at):
    source = LogSource(kind="file", name="app", first_at=at, bytes=-5)
    (found,) = bounded(Inventory(logs=[source])).logs
    assert (found.first_at, found.bytes) == (0.0, 0)


def test_a_number_that_a_limit_cannot_have_is_none():
    container = msgspec.structs.replace(CONTAINER, limits={"cpus": math.inf, "pids": 5.0}, exit_code=-1)
    (found,) = bounded(Inventory(containers=[container])).containers
    assert (found.limits, found.exit_code) == ({"cpus": 0.0, "pids": 5.0}, -1)


def test_a_long_text_is_cut():
    assert len(bounded(Inventory(host=HostFacts(system="x" * 10_000))).host.system) == 500
