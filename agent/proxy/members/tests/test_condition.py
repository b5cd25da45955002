"""What is said of members."""

import pytest

from agent.contract.proxy import Member, MemberState
from agent.proxy.members.condition import Conditions, condition
from agent.proxy.members.health import Health


def said(*, address="10.0.0.1", fault="", health=None, serving=True, **more):
    member = Member(**{"id": "a", "group": "main", "port": 80, **more})
    return condition("shop", member, serving=serving, address=address, fault=fault, health=health)


@pytest.mark.parametrize(
    ("known", "healthy", "reason"),
    [
        ({}, True, ""),
        ({"health": Health(well=True, reason="")}, True, ""),
        ({"health": Health()}, False, "not checked yet"),
        ({"health": Health(well=False, reason="answered 500")}, False, "answered 500"),
        ({"address": ""}, False, "its address is not known yet"),
        ({"address": "", "fault": "container web does not run"}, False, "container web does not run"),
        ({"fault": "the Docker Engine answered 500"}, True, "the Docker Engine answered 500"),
        ({"draining": True}, True, "drained"),
        ({"weight": 0}, True, "its weight is 0"),
        ({"port": 0}, True, "it has no port"),
    ],
)
def test_the_reason_is_the_one_that_helps_most(known, healthy, reason):
    state = said(**known)
    assert (state.healthy, state.reason) == (healthy, reason)


@pytest.mark.parametrize(
    ("address", "told"), [("10.0.0.1", "10.0.0.1:80"), ("2001:db8::1", "[2001:db8::1]:80"), ("", "")]
)
def test_where_it_is_is_told_as_nginx_logs_it(address, told):
    assert said(address=address).address == told


def state(**more):
    return MemberState(**{"service": "shop", "member": "a", "serving": True, "healthy": True, **more})


def test_since_when_is_kept_until_it_serves_or_is_well_no_more():
    conditions = Conditions()
    assert conditions.take("shop", [state()], 10.0)
    assert not conditions.take("shop", [state()], 20.0)
    assert conditions.take("shop", [state(reason="drained")], 30.0)
    assert [each.since_at for each in conditions.states] == [10.0]
    assert conditions.take("shop", [state(serving=False)], 40.0)
    assert [each.since_at for each in conditions.states] == [40.0]
    assert conditions.take("shop", [], 50.0)
    assert conditions.states == []


def test_what_is_forgotten_is_gone():
    conditions = Conditions()
    conditions.take("shop", [state()], 10.0)
    conditions.forget("shop")
    conditions.forget("unknown")
    assert conditions.states == []
