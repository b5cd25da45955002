import math

import pytest

from core.server.decisions.incident import Incident
from core.server.pipeline.live_load import Load
from core.server.scaling.observing import Attacked, Told, attacked, observe
from core.server.scaling.situation import NodeSituation

NOW = 1_900_000_000.0
BUSY = Told(heard_at=NOW, load=Load(10, 4, 1), lately=Load(10, 4, 0))


def node(name, **more):
    return NodeSituation(node=name, name=name, **more)


def seen(situations, told, **more):
    return observe(situations, told, Attacked(), now=NOW, start_seconds=3.0, **more)


def incident(kind, **more):
    return Incident(
        id="i", kind=kind, severity="high", service="shop", started_at=1.0, detected_at=2.0, peak_rps=50.0, **more
    )


def test_loads_and_replicas_of_all_nodes_are_one_service():
    situations = [node("a", containers=1, ordered=2, ready=1, starting=1), node("b", containers=1, hosts=1)]
    found = seen(situations, {"a": BUSY, "b": BUSY})
    assert (found.requests, found.upstream_seconds, found.anomalous_share) == (20, 8, 0.1)
    assert (found.ready, found.starting, found.wanted, found.age_seconds) == (4, 1, 5, 0)


def test_a_member_elsewhere_is_counted_once():
    found = seen([node("a", hosts=2), node("b", hosts=2)], {"a": BUSY, "b": BUSY})
    assert (found.ready, found.wanted) == (2, 2)


def test_cpu_is_the_mean_of_what_is_ready_and_a_custom_metric_the_sum():
    told = {"a": Told(heard_at=NOW, cpu=1.5, custom=7.0), "b": Told(heard_at=NOW, cpu=0.3, custom=math.nan)}
    found = seen([node("a", containers=1, ready=2), node("b", containers=1)], told)
    assert found.cpu_share == pytest.approx(0.45)
    assert found.custom == 7.0


def test_while_a_node_that_carried_load_is_just_away_what_is_known_is_old():
    told = {"a": BUSY, "b": Told(heard_at=NOW - 20, lately=Load(10, 4, 0))}
    assert seen([node("a"), node("b", silent=True, ordered=3)], told).age_seconds == 20


def test_a_node_that_stays_away_is_left_out_and_its_replicas_with_it():
    told = {"a": BUSY, "b": Told(heard_at=NOW - 70, lately=Load(10, 4, 0))}
    found = seen([node("a", containers=1), node("b", silent=True, ordered=3, ready=3)], told)
    assert (found.age_seconds, found.wanted, found.ready) == (0, 1, 1)


def test_a_silent_node_that_carried_nothing_holds_nobody():
    told = {"a": BUSY, "b": Told(heard_at=NOW - 20, lately=Load(0.1, 0, 0))}
    assert seen([node("a"), node("b", silent=True)], told).age_seconds == 0


@pytest.mark.parametrize("heard_at", [0.0, NOW - 100])
def test_where_all_are_silent_nothing_is_known(heard_at):
    found = seen([node("a", silent=True, ordered=3)], {"a": Told(heard_at=heard_at)})
    assert math.isnan(found.requests)
    assert found.age_seconds >= 100


def test_nothing_is_known_of_a_service_without_nodes():
    assert math.isinf(seen([], {}).age_seconds)


@pytest.mark.parametrize(
    ("incidents", "expected"),
    [
        ([], Attacked()),
        ([incident("distributed")], Attacked(incident=True)),
        ([incident("flood", decisions=1)], Attacked(incident=True)),
        ([incident("unknown")], Attacked()),
        ([incident("flash_crowd")], Attacked(crowd=True)),
        ([incident("flash_crowd"), incident("flood", decisions=1)], Attacked(incident=True)),
        ([incident("distributed", ended_at=3.0)], Attacked()),
        ([incident("distributed", verdict="harmless")], Attacked()),
    ],
)
def test_incidents_tell_an_attack_from_a_crowd(incidents, expected):
    assert attacked("shop", incidents, 100.0) == expected
    assert attacked("blog", incidents, 100.0) == Attacked()


def test_an_incident_of_a_few_requests_says_nothing_about_load():
    assert attacked("shop", [incident("flood", decisions=1)], 10_000.0) == Attacked()
