"""What is done next, as a pure function; and where it leads, played to its end."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from agent.containers.replicas.plan import Drain, Make, Remove, Seen, TakeBack, plan


def seen(*phases, outdated=()):
    return [
        Seen(name=f"r{at}", number=at, phase=phase, born_at=float(at), is_current=at not in outdated)
        for at, phase in enumerate(phases, 1)
    ]


def steps(wanted, there, *, room=9, may_make=True):
    return plan(wanted, there, taken={each.number for each in there}, room=room, may_make=may_make)


def test_where_all_is_as_wanted_nothing_is_done():
    assert steps(2, seen("ready", "starting")) == []


def test_what_lacks_is_made_under_the_lowest_free_numbers():
    assert steps(3, seen("ready")) == [Make(2), Make(3)]
    assert plan(2, [], taken={1, 3}, room=9) == [Make(2), Make(4)]


def test_no_more_is_made_than_there_is_room_for_and_nothing_before_it_is_time():
    assert steps(5, seen("ready"), room=2) == [Make(2), Make(3)]
    assert steps(5, seen("ready"), room=-1) == []
    assert steps(5, seen("ready"), may_make=False) == []


def test_of_those_that_are_too_many_the_newest_goes_first_and_before_it_who_does_not_serve():
    assert steps(2, seen("ready", "ready", "ready")) == [Drain("r3")]
    assert steps(2, seen("ready", "starting", "ready")) == [Drain("r2")]


def test_who_is_drained_is_taken_back_before_another_is_made():
    assert steps(3, seen("ready", "draining")) == [TakeBack("r2"), Make(3)]
    assert steps(2, seen("ready", "draining", outdated={2})) == [Make(3)]


def test_who_ended_is_removed_and_replaced():
    assert steps(2, seen("ready", "dead")) == [Remove("r2"), Make(3)]
    assert steps(1, seen("ready", "leaving")) == [Remove("r2")]


def test_outdated_ones_go_one_by_one_each_after_a_new_one_serves():
    assert steps(2, seen("ready", "ready", outdated={1, 2})) == [Make(3)]
    assert steps(2, seen("ready", "ready", "starting", outdated={1, 2})) == []
    assert steps(2, seen("ready", "ready", "ready", outdated={1, 2})) == [Drain("r2")]
    assert steps(2, seen("ready", "draining", "ready", outdated={1, 2})) == [Make(4)]


def test_where_there_is_no_room_for_one_more_an_outdated_one_goes_first():
    assert steps(2, seen("ready", "ready", outdated={1, 2}), room=0) == [Drain("r2")]
    assert steps(2, seen("ready", "ready", outdated={1, 2}), room=0, may_make=False) == []


def test_fewer_are_wanted_while_they_are_renewed():
    assert steps(1, seen("ready", "ready", "starting", outdated={1, 2})) == [Drain("r2")]
    assert steps(0, seen("ready", "starting", outdated={1})) == [Drain("r1"), Drain("r2")]


PHASES = st.sampled_from(["ready", "starting", "draining", "leaving", "dead"])


@given(st.lists(st.tuples(PHASES, st.booleans()), max_size=8), st.integers(0, 6), st.integers(0, 8))
def test_it_ends_with_as_many_as_wanted_and_never_removes_one_that_serves(found, wanted, spare):
    """Each round all that was begun comes about; the room is that of a node on which there is nothing else."""
    there = [
        Seen(name=f"n{at}", number=at, phase=phase, born_at=float(at), is_current=is_current)
        for at, (phase, is_current) in enumerate(found, 1)
    ]
    most = max(wanted, 1) + spare
    for _ in range(60):
        taken = {each.number for each in there}
        doing = plan(wanted, there, taken=taken, room=most - len(there))
        if not doing and not any(each.phase in {"starting", "draining"} for each in there):
            break
        there = played(there, doing)
    assert [each.phase for each in there] == ["ready"] * wanted
    assert all(each.is_current for each in there)


def played(there, doing):
    removed = {step.name for step in doing if isinstance(step, Remove)}
    assert all(each.phase in {"dead", "leaving"} for each in there if each.name in removed)
    drained = {step.name for step in doing if isinstance(step, Drain)}
    back = {step.name for step in doing if isinstance(step, TakeBack)}
    after = []
    for each in there:
        if each.name not in removed:
            phase = {"starting": "ready", "draining": "leaving"}.get(each.phase, each.phase)
            phase = "draining" if each.name in drained else "ready" if each.name in back else phase
            after.append(replace(each, phase=phase))
    made = [step.number for step in doing if isinstance(step, Make)]
    return after + [Seen(name=f"n{each}", number=each, phase="starting", born_at=1e9) for each in made]
