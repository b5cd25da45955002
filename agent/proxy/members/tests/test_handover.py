"""Groups that are filled and emptied, as NGINX asks for them."""

from hypothesis import given
from hypothesis import strategies as st

from agent.contract.proxy import Member, Upstream
from agent.proxy.members.directory import Seat
from agent.proxy.members.handover import DEAF_SECONDS, Handover, hand_over, seated

MAIN, SPARE = (Seat("10.0.0.1", 80, 1),), (Seat("10.0.0.2", 80, 1),)


def through(*steps):
    """Go through (wanted groups, seconds)."""
    state = Handover()
    for wanted, now in steps:
        state = hand_over(state, wanted, now)
    return state


def test_a_new_upstream_and_new_members_of_a_group_hold_nothing():
    assert through(({"main": MAIN}, 0)).groups == {"main": MAIN}
    assert through(({"main": MAIN}, 0), ({"main": SPARE}, 1)).groups == {"main": SPARE}


def test_a_group_stays_until_the_other_is_asked_for():
    flip = [({"main": MAIN}, 0), ({"spare": SPARE}, 100)]
    assert through(*flip).groups == {"main": MAIN, "spare": SPARE}
    assert through(*flip).held == {"main"}
    assert through(*flip, ({"spare": SPARE}, 100 + DEAF_SECONDS - 1)).held == {"main"}
    done = through(*flip, ({"spare": SPARE}, 100 + DEAF_SECONDS))
    assert (done.groups, done.held) == ({"spare": SPARE}, frozenset())


def test_a_group_that_was_always_told_takes_over_at_once():
    both = {"main": MAIN, "spare": SPARE}
    assert through((both, 0), ({"spare": SPARE}, 1)).groups == {"spare": SPARE}


def test_there_and_back_again_holds_nothing_longer_than_needed():
    state = through(({"main": MAIN}, 0), ({"spare": SPARE}, 100), ({"main": MAIN}, 101))
    assert (state.groups, state.held) == ({"main": MAIN}, frozenset())


def test_nobody_is_nobody_at_once_and_whoever_was_there_comes_back_at_once():
    assert through(({"main": MAIN}, 0), ({}, 1)).groups == {}
    assert through(({"main": MAIN}, 0), ({}, 1), ({"main": MAIN}, 2), ({"main": SPARE}, 3)).groups == {"main": SPARE}


def test_after_nobody_a_group_that_is_not_asked_for_yet_lets_nobody_go():
    state = through(({"main": MAIN}, 0), ({}, 1), ({"main": MAIN, "spare": SPARE}, 2), ({"spare": SPARE}, 3))
    assert state.held == {"main"}


def test_who_is_held_is_said_to_serve():
    members = [Member(id="a", group="main", port=80, draining=True), Member(id="b", group="spare", port=80)]
    state = through(({"main": MAIN}, 0), ({"spare": SPARE}, 100))
    addresses = {"a": "10.0.0.1", "b": "10.0.0.2"}
    assert seated(Upstream(name="shop", members=members), addresses, state) == {"a"}


STEPS = st.lists(st.tuples(st.sets(st.sampled_from("xyz")), st.floats(0.1, 20)), max_size=12)


@given(STEPS)
def test_nginx_always_knows_of_somebody_where_there_is_somebody(steps):
    """An NGINX that asks each second, and after an empty answer ten seconds later, is modelled by when it is deaf."""
    state, now, deaf_until, known = Handover(), 0.0, {}, []
    for wanted, seconds in steps:
        before, knew = state, known
        state = hand_over(state, dict.fromkeys(wanted, MAIN), now)
        for name in "xyz":
            if before.groups and name not in before.groups:
                deaf_until[name] = now + 11
        known = [name for name in state.groups if deaf_until.get(name, 0) <= now]
        assert known or not state.groups or not knew  # who knew nobody before is not made to by a handover
        assert wanted <= set(state.groups)
        now += seconds
