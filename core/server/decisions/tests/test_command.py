import pytest
from msgspec.structs import replace

from core.server.decisions.command import PARDON_SECONDS, apply_command
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.scores import HUGE_FLOOD, T0, Entry, scores_of
from core.server.ingest.commands import Allow, Disallow, Impose, Judge, Lift, Protect, SetMode


@pytest.fixture
def context() -> Context:
    return Context(default_mode="enforce")


@pytest.fixture
def state() -> DecisionState:
    return DecisionState()


def ban(context: Context, state: DecisionState, at: float = T0) -> list[Decision]:
    return DecisionStage().process(scores_of(Entry(features=HUGE_FLOOD), at=at, position=int(at)), (), context, state)


def limit(context: Context, state: DecisionState, at: float) -> list[Decision]:
    return DecisionStage().process(scores_of(Entry(p_value=5e-4), at=at, position=int(at)), (), context, state)


def imposed(value: str = "192.0.2.1", service: str = "") -> Impose:
    return Impose(
        at=T0, decision_id="d1", type="ban", scope="ip", value=value, service=service, until_at=T0 + 3600, by="ann"
    )


def test_a_person_s_ban_is_in_force_and_real(context: Context, state: DecisionState):
    (decision,) = apply_command(imposed(), Context(), state)
    assert (decision.origin, decision.simulated, decision.decided_by) == ("person", False, "ann")
    assert ban(context, state) == []


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.1"])
def test_nobody_bans_the_protected_or_the_allowed(context: Context, state: DecisionState, address: str):
    apply_command(Allow(at=T0, entry_id="a", network="192.0.2.0/24", until_at=0, by="ann"), context, state)
    assert apply_command(imposed(address), context, state) == []
    assert state.active == {}


def test_lifting_answers_the_decision_and_when(context: Context, state: DecisionState):
    (decision,) = ban(context, state)
    (lifted,) = apply_command(Lift(at=T0 + 5, decision_id=decision.id, by="ann"), context, state)
    assert (lifted.id, lifted.lifted_at) == (decision.id, T0 + 5)
    assert state.active == {}


def test_who_was_let_go_is_left_alone_for_a_while(context: Context, state: DecisionState):
    (decision,) = ban(context, state)
    apply_command(Lift(at=T0 + 5, decision_id=decision.id, by="ann"), context, state)
    assert ban(context, state, T0 + 10) == []
    assert len(ban(context, state, T0 + 5 + PARDON_SECONDS)) == 1


def test_lifting_a_ban_leaves_nothing_of_the_weaker_decisions_before_it(context: Context, state: DecisionState):
    for t in range(2):
        limit(context, state, T0 + t)
    decision = ban(context, state, T0 + 3)[0]
    apply_command(Lift(at=T0 + 5, decision_id=decision.id, by="ann"), context, state)
    assert state.active == {}


def test_a_person_s_ban_takes_the_place_of_what_the_detectors_decided(context: Context, state: DecisionState):
    (watched,) = limit(context, state, T0 - 9)
    made, ended = apply_command(imposed(), context, state)
    assert (ended.id, ended.lifted_at) == (watched.id, T0)
    assert list(state.active.values()) == [made]


@pytest.mark.parametrize(
    "weaker", [imposed(value="192.0.2.9"), imposed(service="api"), replace(imposed(), until_at=T0 + 1)]
)
def test_what_is_about_something_else_or_ends_sooner_takes_no_place(
    context: Context, state: DecisionState, weaker: Impose
):
    ban(context, state, T0 - 9)
    assert len(apply_command(weaker, context, state)) == 1
    assert len(state.active) == 2


def test_who_was_let_go_everywhere_is_left_alone_at_every_service(context: Context, state: DecisionState):
    apply_command(imposed(), context, state)
    apply_command(Lift(at=T0 + 5, decision_id="d1", by="ann"), context, state)
    assert ban(context, state, T0 + 10) == []


def test_lifting_the_unknown_does_nothing(context: Context, state: DecisionState):
    assert apply_command(Lift(at=T0, decision_id="none", by="ann"), context, state) == []


def test_allowing_a_network_lifts_what_is_active_in_it(context: Context, state: DecisionState):
    ban(context, state)
    apply_command(imposed("198.51.100.9"), context, state)
    lifted = apply_command(Allow(at=T0, entry_id="a", network="192.0.2.0/24", until_at=0, by="ann"), context, state)
    assert [d.value for d in lifted] == ["192.0.2.1"]
    assert [d.value for d in state.active.values()] == ["198.51.100.9"]


def test_disallowing_takes_an_entry_back(context: Context, state: DecisionState):
    apply_command(Allow(at=T0, entry_id="a", network="192.0.2.1", until_at=0, by="ann"), context, state)
    apply_command(Disallow(at=T0, entry_id="a", by="ann"), context, state)
    assert len(ban(context, state)) == 1


def test_protecting_lifts_and_replaces_what_was_protected(context: Context, state: DecisionState):
    ban(context, state)
    assert len(apply_command(Protect(at=T0, addresses=("192.0.2.1",)), context, state)) == 1
    apply_command(Protect(at=T0, addresses=()), context, state)
    assert len(ban(context, state, T0 + 1)) == 1


@pytest.mark.parametrize("mode", ["observe", "off"])
def test_turning_enforcement_off_lifts_the_detectors_decisions_alone(context: Context, state: DecisionState, mode: str):
    ban(context, state)
    apply_command(imposed("198.51.100.9", service="shop"), context, state)
    lifted = apply_command(SetMode(at=T0, service="shop", mode=mode, by="ann"), context, state)
    assert [d.origin for d in lifted] == ["detector"]
    assert [d.origin for d in state.active.values()] == ["person"]


def test_a_verdict_that_confirms_changes_no_decision(context: Context, state: DecisionState):
    assert apply_command(Judge(at=T0, incident_id="e", verdict="attack", by="ann"), context, state) == []


def test_a_range_can_be_imposed(context: Context, state: DecisionState):
    command = Impose(
        at=T0, decision_id="r", type="ban", scope="range", value="192.0.2.0/24", service="", until_at=T0 + 9, by="ann"
    )
    (decision,) = apply_command(command, context, state)
    assert (decision.scope, decision.value) == ("range", "192.0.2.0/24")
    apply_command(Allow(at=T0, entry_id="a", network="192.0.2.1", until_at=0, by="ann"), context, state)
    assert list(state.active) == ["r"]
