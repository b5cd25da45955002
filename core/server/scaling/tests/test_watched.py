import pytest
from pydantic import ValidationError

from agent.contract.inventory import Container, Inventory, ReplicaState
from agent.contract.proxy import MemberState, Replicas
from core.server.proxy.documents.change import plain
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import DesiredState
from core.server.scaling.situation import situation_of
from core.server.scaling.watched import scaled_services

MEMBERS = [
    {"name": "web", "container": "shop_web", "port": 8080},
    {"name": "old", "host": "10.0.0.1", "port": 80},
    {"name": "spare", "host": "10.0.0.2", "port": 80, "backup": True},
]
FLEET = [("n1", "One"), ("n2", "two"), ("n3", "three")]


def service(**scaling):
    return ServiceSpec.model_validate({"members": MEMBERS, "scaling": {"template": "web", **scaling}})


def domain(*nodes, **more):
    return DomainSpec.model_validate({"names": ["shop.example"], "service": "shop", "nodes": nodes, **more})


def watched(spec, *domains):
    named = {f"d{number}": each for number, each in enumerate(domains)}
    return scaled_services(DesiredState(services={"shop": spec}, domains=named), FLEET)


def test_a_service_is_scaled_where_its_domains_are():
    (scaled,) = watched(service(), domain("one"), domain("two", "away"), domain("three", enabled=False)).values()
    assert scaled.nodes == {"n1": "one", "n2": "two"}
    assert scaled.order(3) == Replicas(
        service="shop", upstream="shop", template="shop_web", port=8080, wanted=3, group="all", drain_seconds=30.0
    )


def test_nodes_of_the_policy_narrow_them():
    (scaled,) = watched(service(nodes=["two"]), domain("one", "two")).values()
    assert scaled.nodes == {"n1": "one", "n2": "two"}
    assert scaled.placed == {"n2"}


def test_an_entry_tells_of_the_requests_and_has_no_replicas():
    (scaled,) = watched(service(), domain("two", entries=["one"])).values()
    assert scaled.nodes == {"n1": "one", "n2": "two"}
    assert (scaled.placed, scaled.entered) == ({"n2"}, {"n2"})
    inventory = Inventory(containers=[Container(id="a", name="shop_web", state="running")])
    found = situation_of(scaled, "n1", inventory, [], ordered=0, silent=False)
    assert (found.containers, found.has_template) == (0, False)


def test_a_service_without_a_policy_is_not_scaled():
    assert watched(ServiceSpec.model_validate({"members": MEMBERS}), domain("one")) == {}


def test_a_policy_is_written_as_it_was_said():
    said = {"template": "web", "min": 2, "schedule": [{"from": "08:00", "to": "20:00", "min": 6}]}
    spec = ServiceSpec.model_validate({"members": MEMBERS, "scaling": said})
    assert plain(spec)["scaling"] == said
    assert ServiceSpec.model_validate(plain(spec)) == spec


@pytest.mark.parametrize(
    ("scaling", "told"),
    [
        ({"min": 5, "max": 2}, "min: 5 is more than max, 2"),
        ({"template": "old"}, "old is no member with a container"),
        ({"template": "nobody"}, "nobody is no member with a container"),
        ({"target": {"kind": "custom"}}, "a custom target names its metric"),
        ({"target": {"value": float("nan")}}, "target.value: nan is not between"),
        ({"timezone": "Mars/Base"}, "no time zone 'Mars/Base'"),
        ({"schedule": [{"min": 50}]}, "min: 50 is more than max, 10"),
        ({"schedule": [{"from": "25:00", "min": 1}]}, "String should match pattern"),
        ({"minimum": 5}, "Extra inputs are not permitted"),
        ({"window_seconds": 0, "flap_budget": -1}, "flap_budget: -1 is not between"),
    ],
)
def test_a_policy_that_nobody_can_follow_is_refused_with_its_faults(scaling, told):
    with pytest.raises(ValidationError, match=told):
        service(**scaling)


def test_what_a_service_has_on_a_node_is_what_the_node_tells_of_it():
    (scaled,) = watched(service(), domain("one")).values()
    inventory = Inventory(
        containers=[Container(id="a", name="shop_web", state="running"), Container(id="b", name="x", state="running")],
        replicas=[
            ReplicaState(service="shop", template="shop_web", ready=2, starting=1, draining=1, trouble="no room"),
            ReplicaState(service="shop", template="former", ready=9),
        ],
    )
    found = situation_of(scaled, "n1", inventory, [], ordered=4, silent=False)
    assert (found.containers, found.hosts, found.has_template) == (1, 1, True)
    assert (found.ready, found.starting, found.draining, found.trouble) == (2, 2, 1, "no room")


def test_a_member_that_is_not_well_is_not_counted():
    (scaled,) = watched(service(), domain("one")).values()
    checks = [MemberState(service="shop", member="old", serving=False, healthy=False)]
    inventory = Inventory(containers=[Container(id="a", name="shop_web", state="exited")])
    found = situation_of(scaled, "n1", inventory, checks, ordered=0, silent=False)
    assert (found.others, found.has_template) == (0, True)
