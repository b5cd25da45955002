from agent.contract.wire import Outcome
from core.server.actions.book import ActionBook
from core.server.actions.outcomes import NodeState
from core.server.actions.permits import Permit
from core.server.decisions.decision import Decision

NOW = 1_000_000.0


def decision(number: int, *, simulated: bool = False, until_at: float = NOW + 600) -> Decision:
    return Decision(
        id=f"d{number}",
        type="ban",
        scope="ip",
        value=f"127.0.9.{number}",
        service="shop",
        kind="flood",
        decided_at=NOW,
        until_at=until_at,
        origin="detector",
        simulated=simulated,
        score=0.9,
    )


def book(*decisions: Decision) -> ActionBook:
    made = ActionBook(revision=100)
    made.add(decisions)
    return made


def test_a_node_that_never_asked_gets_a_snapshot_of_what_holds():
    orders = book(decision(1), decision(2)).orders_for(0, NOW)
    assert orders.snapshot
    assert orders.revision == 102
    assert [action.decision_id for action in orders.actions] == ["d1", "d2"]


def test_a_node_that_keeps_up_gets_only_what_is_new():
    orders = book(decision(1), decision(2)).orders_for(101, NOW)
    assert not orders.snapshot
    assert [action.decision_id for action in orders.actions] == ["d2"]
    assert book(decision(1)).orders_for(101, NOW).actions == []


def test_a_node_from_another_future_gets_a_snapshot():
    assert book(decision(1)).orders_for(5000, NOW).snapshot


def test_simulated_decisions_hold_but_are_not_sent():
    made = book(decision(1, simulated=True))
    assert made.orders_for(0, NOW).actions == []
    assert [held.id for held in made.active(NOW)] == ["d1"]
    assert made.states("d1") == []


def test_a_lift_is_sent_and_ends_the_decision():
    made = book(decision(1))
    assert made.lift("d1", NOW + 5)
    assert [action.kind for action in made.orders_for(101, NOW).actions] == ["lift"]
    assert made.active(NOW) == []
    assert made.get("d1").lifted_at == NOW + 5
    assert not made.lift("d1", NOW + 6)


def test_expired_decisions_are_neither_sent_nor_active():
    made = book(decision(1, until_at=NOW + 1))
    assert made.orders_for(0, NOW + 2).actions == []
    made.expire(NOW + 2)
    assert made.active(NOW) == []
    assert made.get("d1").until_at == NOW + 1


def test_outcomes_tell_where_each_node_stands():
    made = book(decision(1))
    made.heard_of("a", 101, [])
    made.heard_of("b", 100, [])
    made.heard_of("c", 101, [Outcome(revision=101, decision_id="d1", applied=False, applied_at=NOW, error="no socket")])
    assert made.states("d1") == [
        NodeState("a", "applied"),
        NodeState("b", "pending"),
        NodeState("c", "failed", "no socket"),
    ]
    assert made.pending("b", NOW) == 1
    assert made.pending("a", NOW) == 0


def test_a_reply_is_bounded_and_the_rest_follows():
    made = book(*(decision(number) for number in range(2500)))
    first = made.orders_for(100, NOW)
    assert len(first.actions) == 1000
    second = made.orders_for(first.revision, NOW)
    assert second.actions[0].revision == first.revision + 1


def test_a_restored_book_goes_on_where_it_was():
    made = book(decision(1), decision(2))
    made.lift("d1", NOW)
    again = ActionBook()
    again.restore(made.to_bytes())
    assert again.orders_for(102, NOW) == made.orders_for(102, NOW)
    assert again.orders_for(0, NOW) == made.orders_for(0, NOW)


def test_a_permit_is_told_once_and_taken_back_by_its_name():
    made, permit = book(), Permit("range", "192.0.2.0/24", NOW + 600)
    made.permit({"allow:1": permit})
    made.permit({"allow:1": permit})
    (told,) = made.orders_for(100, NOW).actions
    assert (told.kind, told.scope, told.value, told.service) == ("allow", "range", "192.0.2.0/24", "")
    made.permit({})
    assert [(action.kind, action.decision_id) for action in made.orders_for(101, NOW).actions] == [("lift", "allow:1")]
    assert made.orders_for(0, NOW).actions == []


def test_a_permit_that_lasts_longer_now_is_told_anew():
    made = book()
    made.permit({"allow:1": Permit("ip", "192.0.2.1", NOW + 600)})
    made.permit({"allow:1": Permit("ip", "192.0.2.1", NOW + 900)})
    assert [action.until_at for action in made.orders_for(101, NOW).actions] == [NOW + 900]


def test_a_snapshot_holds_what_is_permitted_in_the_order_of_revisions():
    made = book(decision(1))
    made.permit({"allow:1": Permit("ip", "192.0.2.1", NOW + 600)})
    made.add([decision(2)])
    assert [action.decision_id for action in made.orders_for(0, NOW).actions] == ["d1", "allow:1", "d2"]
    again = ActionBook()
    again.restore(made.to_bytes())
    assert again.orders_for(0, NOW) == made.orders_for(0, NOW)


def test_what_was_applied_otherwise_than_told_says_so():
    made = book(decision(1))
    made.heard_of("a", 101, [Outcome(revision=101, decision_id="d1", applied=True, applied_at=NOW, error="as a limit")])
    assert made.states("d1") == [NodeState("a", "applied", "as a limit")]
