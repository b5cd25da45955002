import math

from agent.contract.inventory import Container, Inventory
from core.server.scaling.starts import Starts


def seen(at, *containers):
    return Inventory(at=at, containers=list(containers))


def replica(name, created_at, **more):
    usual = {"state": "running", "service": "shop", "replica_of": "web"}
    return Container(id=name, name=name, created_at=created_at, **(usual | more))


def test_it_is_seen_how_long_a_replica_takes_until_it_is_well():
    starts = Starts()
    starts.look("one", seen(100.0, replica("old", 10.0)))
    assert math.isnan(starts.of("shop"))
    starts.look("one", seen(103.0, replica("old", 10.0), replica("new", 101.0, health="starting")))
    assert math.isnan(starts.of("shop"))
    starts.look("one", seen(109.0, replica("old", 10.0), replica("new", 101.0, health="healthy")))
    assert starts.of("shop") == 8.0


def test_the_usual_follows_slowly_and_what_was_known_is_recalled():
    starts = Starts()
    starts.recall("shop", 10.0)
    starts.look("one", seen(100.0))
    starts.look("one", seen(120.0, replica("new", 100.0)))
    assert starts.of("shop") == 13.0


def test_a_clock_that_makes_no_sense_teaches_nothing():
    starts = Starts()
    starts.look("one", seen(100.0))
    starts.look("one", seen(120.0, replica("b", 500.0), replica("c", -900.0)))
    assert math.isnan(starts.of("shop"))
