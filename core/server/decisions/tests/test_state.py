from msgspec.structs import replace

from core.server.decisions.memory import STRIKE_SECONDS
from core.server.decisions.state import ASK_AGAIN_SECONDS, PRESSURE_SECONDS, DecisionState
from core.server.decisions.tests.deciding import Deciding
from core.server.decisions.tests.scores import HUGE_FLOOD, T0, Entry


def test_a_prolonged_decision_ends_when_it_was_prolonged_to():
    (decision,) = Deciding().take(Entry(features=HUGE_FLOOD))
    state = DecisionState()
    state.hold(decision)
    state.hold(replace(decision, until_at=decision.until_at + 60))
    state.prune(decision.until_at + 59)
    assert list(state.active) == [decision.id]
    state.prune(decision.until_at + 60)
    assert (state.active, state.held(decision.value, decision.service, T0)) == ({}, [])


def test_a_decision_ends_after_a_restart_too():
    deciding = Deciding()
    (decision,) = deciding.take(Entry(features=HUGE_FLOOD))
    state = DecisionState.from_bytes(deciding.state.to_bytes())
    state.prune(decision.until_at)
    assert state.active == {}


def test_what_is_over_counts_no_more_before_it_is_swept_away():
    state = DecisionState()
    state.prune(T0)
    state.strike("a|shop", T0).count(T0, limit=True, ban=True)
    state.pressure("a|shop", T0).add(5, T0)
    state.asked["a"] = T0
    at = T0 + 20
    state.prune(at + max(STRIKE_SECONDS, PRESSURE_SECONDS, ASK_AGAIN_SECONDS))
    assert state.strike("a|shop", T0 + 1).limits == 0
    assert state.pressure("a|shop", at).times == 0
    assert state.asked_at("a") is None
