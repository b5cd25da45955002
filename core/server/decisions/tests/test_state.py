from msgspec.structs import replace

from core.server.decisions.memory import STRIKE_SECONDS
from core.server.decisions.state import ASK_AGAIN_SECONDS, MAX_STRIKES, PRESSURE_SECONDS, DecisionState
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


def test_a_restart_forgets_nothing_sooner():
    deciding = Deciding()
    (decision,) = deciding.take(Entry(features=HUGE_FLOOD))
    deciding.state.prune(decision.until_at - 0.25)
    restarted = DecisionState.from_bytes(deciding.state.to_bytes())
    for state in (deciding.state, restarted):
        state.prune(decision.until_at + 0.25)  # less than a second after the last time
        assert list(state.active) == [decision.id]


def test_a_clock_that_was_ahead_for_a_moment_keeps_no_decision_in_force():
    deciding = Deciding()
    (decision,) = deciding.take(Entry(features=HUGE_FLOOD))
    state = DecisionState()
    state.prune(decision.until_at + 30 * 86_400)
    state.hold(decision)
    state.prune(decision.until_at + 1)
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


def test_runs_of_anomalous_seconds_are_bounded_and_the_oldest_go():
    state = DecisionState()
    for n in range(MAX_STRIKES + 2):
        state.strike(f"{n}|shop", T0 + n // MAX_STRIKES).count(T0 + n // MAX_STRIKES, limit=True, ban=False)
    state.prune(T0 + 2)
    assert len(state.strikes) == MAX_STRIKES // 2
    assert {f"{MAX_STRIKES}|shop", f"{MAX_STRIKES + 1}|shop"} <= state.strikes.keys()
