"""Which replicas are members."""

from agent.containers.replicas.joining import joined
from agent.containers.replicas.ours import Group, replicas_in
from agent.containers.replicas.tests.acting import order
from agent.containers.replicas.tests.told import container
from agent.contract.proxy import Member

WEB = Group("shop", "web")


def members(told, *, draining=(), **more):
    entries = {WEB: order(1, **more).replicas[0]}
    return joined(entries, {WEB: list(replicas_in([told]))}, draining)


def member(**more):
    return Member(id="replica:web-r2", group="main", container="web-r2", port=8080, **more)


def test_who_can_be_asked_is_a_member_and_who_is_drained_says_so():
    assert members(container()) == {"shop": [member()]}
    assert members(container(), draining={"web-r2"}) == {"shop": [member(draining=True)]}


def test_who_cannot_be_asked_is_none():
    assert members(container(Status="exited")) == {"shop": []}
    assert members(container(Health={"Status": "starting"})) == {"shop": []}


def test_of_what_cannot_be_carried_out_or_was_not_ordered_nobody_is():
    assert members(container(), port=0) == {}
    assert joined({}, {WEB: list(replicas_in([container()]))}, ()) == {}
