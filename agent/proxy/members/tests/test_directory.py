"""Who is told, of every kind of member."""

from hypothesis import given
from hypothesis import strategies as st

from agent.contract.proxy import Member, Upstream
from agent.proxy.members.directory import MOST_SEATS, NOBODY, Seat, seating, seats_of, told


def member(name, group="main", **more):
    return Member(id=name, group=group, host="x", port=more.pop("port", 80), **more)


def names(members, unwell=(), unknown=()):
    addresses = {each.id: f"10.0.0.{number}" for number, each in enumerate(members) if each.id not in unknown}
    return [each.id for each in told(Upstream(name="shop", members=members), addresses, unwell)]


def test_the_drained_the_unwell_and_the_unfound_are_not_told():
    members = [member("a"), member("b", draining=True), member("c"), member("d")]
    assert names(members, unwell={"c"}, unknown={"d"}) == ["a"]


def test_a_member_without_weight_or_port_is_not_told():
    assert names([member("a"), member("b", weight=0), member("c", port=0), member("d", port=65_536)]) == ["a"]


def test_where_all_are_unwell_all_but_the_drained_are_told():
    members = [member("a"), member("b"), member("c", draining=True)]
    assert names(members, unwell={"a", "b", "c"}) == ["a", "b"]
    assert names(members, unwell={"a", "b"}) == ["a", "b"]


def test_the_well_of_another_group_are_enough():
    members = [member("a"), member("b", group="spare")]
    assert names(members, unwell={"a"}) == ["b"]


def test_a_group_without_seats_is_empty_while_another_serves_and_nobody_where_none_does():
    groups = {"main": (Seat("10.0.0.1", 80, 1),)}
    assert seats_of(groups, "main") == groups["main"]
    assert seats_of(groups, "spare") == ()
    assert seats_of({}, "main") == (NOBODY,)


def test_members_at_one_place_share_a_seat_and_add_their_weights_up():
    members = [member("a", weight=2), member("b", weight=3), member("c", port=81)]
    groups = seating(members, dict.fromkeys("abc", "10.0.0.1"))
    assert groups == {"main": (Seat("10.0.0.1", 80, 5), Seat("10.0.0.1", 81, 1))}


def test_a_weight_is_bounded_as_it_is_on_the_wire():
    groups = seating([member("a", weight=60_000), member("b", weight=60_000)], dict.fromkeys("ab", "10.0.0.1"))
    assert groups["main"][0].weight == 65_535


def test_a_group_is_bounded_as_an_answer_is():
    members = [member(str(number), port=number + 1) for number in range(MOST_SEATS + 10)]
    assert len(seating(members, {each.id: "10.0.0.1" for each in members})["main"]) == MOST_SEATS


@given(st.permutations([member(name, group, weight=2) for name, group in zip("abcdef", "xyzxyz", strict=True)]))
def test_the_order_of_members_says_nothing(members):
    addresses = {name: f"10.0.0.{number}" for number, name in enumerate("abcdef")}
    assert seating(members, addresses) == seating(sorted(members, key=lambda each: each.id), addresses)
