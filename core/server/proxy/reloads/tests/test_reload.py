from core.server.proxy.reloads.reload import (
    Reload,
    Turn,
    begun,
    failed,
    left_out,
    put_back,
    settled,
    stopped,
    with_turn,
)
from core.server.proxy.reloads.why import Why

DONE = {"status": "reloaded"}


def of(*turns, **facts):
    named = [Turn(node=name, name=name.upper(), **how) for name, how in turns]
    return Reload(id="r", started_at=1.0, turns=named, **facts)


def statuses(reload):
    return [each.status for each in reload.turns]


def test_nodes_have_their_turn_in_their_order():
    reload = begun(of(("a", DONE), ("b", {}), ("c", {})), 2.0)
    assert statuses(reload) == ["reloaded", "reloading", "waiting"]
    assert settled(reload, 3.0) == reload


def test_it_is_done_when_all_were_reloaded_or_left_out():
    reload = of(("a", DONE), ("b", {}))
    reload = with_turn(reload, left_out(reload.turns[1], Why.unmanaged()))
    over = settled(reload, 9.0)
    assert (over.phase, over.ended_at) == ("done", 9.0)
    assert str(over.turns[1].told) == "Dozor does not write this NGINX's configuration"


def test_the_first_failure_ends_it_and_the_rest_never_have_their_turn():
    reload = begun(of(("a", {}), ("b", {})), 2.0)
    over = settled(with_turn(reload, failed(reload.turns[0], Why.unable(text="no disk"))), 3.0)
    assert (over.phase, statuses(over), str(over.turns[0].told)) == ("failed", ["failed", "waiting"], "no disk")
    assert begun(over, 4.0) == over


def test_a_person_stops_it_behind_the_node_whose_turn_it_is():
    reload = stopped(begun(of(("a", {}), ("b", {})), 2.0), "ann")
    assert settled(reload, 3.0).phase == "running"
    over = settled(with_turn(reload, Turn(node="a", name="A", **DONE)), 4.0)
    assert (over.phase, over.stopped_by) == ("stopped", "ann")
    assert stopped(over, "bob").stopped_by == "ann"


def test_what_was_stopped_at_its_last_node_is_done():
    reload = stopped(begun(of(("a", {})), 2.0), "ann")
    assert settled(with_turn(reload, Turn(node="a", name="A", **DONE)), 4.0).phase == "done"


def test_a_node_that_a_restart_interrupted_has_its_turn_again():
    reload = begun(of(("a", {}), ("b", {})), 2.0)
    assert reload.next.node == "a"
    assert statuses(begun(reload, 5.0)) == ["reloading", "waiting"]


def test_a_node_whose_turn_came_to_nothing_is_next_once_more_unless_somebody_stopped_it():
    reload = begun(of(("a", {}), ("b", {})), 2.0)
    again = settled(with_turn(reload, put_back(reload.next)), 3.0)
    assert (again.phase, again.next.node, again.next.tries, statuses(again)) == ("running", "a", 1, ["waiting"] * 2)
    assert settled(stopped(again, "ann"), 4.0).phase == "stopped"


def test_it_has_begun_with_the_first_turn():
    reload = of(("a", {}), ("b", {}))
    assert not reload.has_begun
    assert begun(reload, 2.0).has_begun
    assert with_turn(begun(reload, 2.0), put_back(begun(reload, 2.0).next)).has_begun
