"""What rules do, and that it depends on nothing but the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.decisions.command import apply_command
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.rules import stage
from core.server.decisions.rules.grammar import parse
from core.server.decisions.rules.statement import text_of
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.deciding import Deciding
from core.server.decisions.tests.scores import T0, Entry, scores_of
from core.server.ingest.commands import (
    Allow,
    Freeze,
    Lift,
    OrderRules,
    PutRule,
    RemoveRule,
    Rule,
    SetMaxStep,
    SetMode,
    VerifyBot,
)

LOGINS = {"logins_600s": 30.0}
BAN = "when logins_600s > 20 then ban for 1h"
HARMLESS = 0.5


def rule(text=BAN, mode="on", rule_id="r1"):
    text = text_of(parse(text))
    return Rule(
        id=rule_id, name=rule_id, text=text, mode=mode, made_at=1.0, made_by="ann", changed_at=1.0, changed_by="ann"
    )


def put(deciding: Deciding, *args, place=None, at=T0, **kwargs) -> list[Decision]:
    command = PutRule(at=at, rule=rule(*args, **kwargs), by="ann", place=place)
    return apply_command(command, deciding.context, deciding.state)


def tries(address="192.0.2.1", p_value=HARMLESS, **kwargs) -> Entry:
    return Entry(address, p_value=p_value, features=LOGINS | kwargs)


@pytest.fixture
def deciding() -> Deciding:
    return Deciding()


def test_a_rule_bans_who_matches_however_likely_to_be_harmless_and_says_which_rule_it_was(deciding: Deciding):
    put(deciding)
    (made,) = deciding.take(tries(), Entry("192.0.2.2", p_value=HARMLESS, features={"logins_600s": 20.0}))
    assert (made.type, made.value, made.origin, made.until_at) == ("ban", "192.0.2.1", "rule", T0 + 3600)
    assert made.evidence.rule is not None
    assert (made.evidence.rule.id, made.evidence.rule.text, made.evidence.basis) == ("r1", BAN, "rule")
    assert made.evidence.features["logins_600s"] == 30


def test_who_is_held_already_is_not_decided_about_again(deciding: Deciding):
    put(deciding)
    assert deciding.types(tries()) == ["ban"]
    assert deciding.types(tries(), at=T0 + 1) == []
    assert deciding.types(tries(), at=T0 + 3601) == ["ban"]
    tally = deciding.state.rule_tallies["r1"]
    assert (tally.hits, tally.decided) == (2, 2)


def test_a_rule_in_shadow_counts_and_does_nothing(deciding: Deciding):
    put(deciding, mode="shadow")
    for t in range(3):
        assert deciding.take(tries(), tries("192.0.2.2"), at=T0 + t) == []
    tally = deciding.state.rule_tallies["r1"]
    assert (tally.hits, tally.decided, [hit.outcome for hit in tally.recent]) == (2, 0, ["shadow", "shadow"])
    assert tally.recent[0].values == (30.0,)


def test_a_rule_that_is_off_is_not_looked_at(deciding: Deciding):
    put(deciding, mode="off")
    assert deciding.take(tries()) == []
    assert deciding.state.rule_tallies == {}


def test_the_first_rule_that_matches_acts_and_their_order_can_be_changed(deciding: Deciding):
    put(deciding, "when logins_600s > 5 then limit for 1h", rule_id="limit")
    put(deciding, rule_id="ban")
    assert deciding.types(tries()) == ["limit"]
    order = OrderRules(at=T0, rule_ids=("ban",), by="ann")
    apply_command(order, deciding.context, deciding.state)
    assert [each.rule.id for each in deciding.context.rules.ready] == ["ban", "limit"]
    assert deciding.types(tries(), at=T0 + 1) == ["ban"]


def test_a_new_rule_stands_where_it_was_put(deciding: Deciding):
    put(deciding, rule_id="a")
    put(deciding, rule_id="b")
    put(deciding, rule_id="c", place=1)
    assert list(deciding.context.rules.said) == ["a", "c", "b"]


def test_a_stronger_rule_takes_the_place_of_a_weaker_decision(deciding: Deciding):
    put(deciding, "when logins_600s > 5 then limit for 1d", rule_id="limit")
    deciding.take(tries())
    put(deciding, rule_id="ban", place=0)
    made = deciding.take(tries(), at=T0 + 1)
    assert [(each.type, bool(each.lifted_at)) for each in made] == [("ban", False), ("limit", True)]


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        (Allow(at=T0, entry_id="a", network="192.0.2.0/24", until_at=0, by="ann"), "allowed"),
        (SetMode(at=T0, service="shop", mode="off", by="ann"), "off"),
        (VerifyBot(at=T0, address="192.0.2.1", bot="x", verified=True, until_at=T0 + 9), "crawler"),
    ],
)
def test_what_stands_above_automation_stands_above_rules(deciding: Deciding, command, outcome):
    put(deciding)
    apply_command(command, deciding.context, deciding.state)
    assert deciding.take(tries(bot_share=1.0)) == []
    assert [hit.outcome for hit in deciding.state.rule_tallies["r1"].recent] == [outcome]


def test_the_freeze_holds_rules_back(deciding: Deciding):
    put(deciding)
    deciding.context.apply(Freeze(at=T0, frozen=True, by="ann"))
    assert deciding.take(tries()) == []


def test_a_service_that_observes_has_what_rules_decide_simulated(deciding: Deciding):
    put(deciding)
    deciding.context.apply(SetMode(at=T0, service="shop", mode="observe", by="ann"))
    (made,) = deciding.take(tries())
    assert made.simulated


def test_the_strongest_step_of_a_service_holds_for_rules(deciding: Deciding):
    put(deciding)
    deciding.context.apply(SetMaxStep(at=T0, service="shop", max_step="limit", by="ann"))
    assert deciding.types(tries()) == ["limit"]


def test_a_rule_that_catches_everybody_spends_the_budget_and_limits_from_there_on(deciding: Deciding):
    put(deciding)
    types = deciding.types(*(tries(f"192.0.{i // 200}.{i % 200}") for i in range(40)))
    assert (types.count("ban"), types.count("limit")) == (30, 10)


def test_a_person_who_lifts_it_is_left_in_peace_for_ten_minutes(deciding: Deciding):
    put(deciding)
    (made,) = deciding.take(tries())
    lifted = apply_command(Lift(at=T0 + 1, decision_id=made.id, by="ann"), deciding.context, deciding.state)
    assert [each.id for each in lifted] == [made.id]
    assert deciding.take(tries(), at=T0 + 2) == []
    assert deciding.types(tries(), at=T0 + 602) == ["ban"]


@pytest.mark.parametrize("text", ["when logins_600s > 25 then ban for 1h", BAN])
def test_what_a_rule_decided_ends_once_it_says_something_else_or_is_not_on(deciding: Deciding, text: str):
    put(deciding)
    (made,) = deciding.take(tries())
    assert put(deciding) == []
    ended = put(deciding, text, mode="on" if text != BAN else "shadow", at=T0 + 5)
    assert [(each.id, each.lifted_at) for each in ended] == [(made.id, T0 + 5)]


def test_a_rule_taken_away_takes_its_decisions_and_counts_along(deciding: Deciding):
    put(deciding)
    (made,) = deciding.take(tries())
    ended = apply_command(RemoveRule(at=T0, rule_id="r1", by="ann"), deciding.context, deciding.state)
    assert [each.id for each in ended] == [made.id]
    assert deciding.state.rule_tallies == {}
    assert deciding.take(tries(), at=T0 + 1) == []


def test_late_seconds_and_refused_requests_meet_no_rule(deciding: Deciding):
    put(deciding)
    late = Entry(p_value=HARMLESS, features=LOGINS, late=True, age=60)
    refused = Entry("192.0.2.2", p_value=HARMLESS, features=LOGINS, requests=0, refused=5)
    assert deciding.take(late, refused) == []


def test_a_rule_of_another_release_does_nothing_and_stands_in_nobodys_way():
    context = Context()
    unreadable = rule()
    unreadable = Rule(**{**{name: getattr(unreadable, name) for name in Rule.__struct_fields__}, "text": "when moon"})
    context.apply(PutRule(at=T0, rule=unreadable, by="ann"))
    context.apply(PutRule(at=T0, rule=rule(rule_id="r2"), by="ann"))
    assert (list(context.rules.said), [each.rule.id for each in context.rules.ready]) == (["r1", "r2"], ["r2"])


_entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from([f"192.0.2.{i}" for i in range(1, 7)]),
        p_value=st.sampled_from([0.5, 1e-3, 1e-6]),
        features=st.sampled_from([LOGINS, {"logins_600s": 8.0}, {"requests_60s": 90.0, "pages_60s": 90.0}, {}]),
        requests=st.integers(0, 9),
    ),
    max_size=6,
    unique_by=lambda entry: entry.address,
)
_TEXTS = (
    "when logins_600s > 5 then limit for 2m",
    BAN,
    "when requests_60s >= 90 and score > 0.4 then challenge for 1m",
    "when address not in 192.0.2.0/30 then observe for 5m",
)


@given(
    st.lists(_entries, min_size=1, max_size=8),
    st.permutations(list(enumerate(_TEXTS))),
    st.sets(st.integers(0, 8)),
)
def test_a_restart_anywhere_in_the_log_changes_nothing(records, texts, restarts):
    """The stage takes one record after the other, so a log may be cut only between them: there a state may be saved."""

    def run(cuts: set[int]) -> tuple[list[Decision], bytes]:
        context, state, made = Context("enforce"), DecisionState(), list[Decision]()
        for number, text in texts:
            mode = "shadow" if number == 0 else "on"
            context.apply(PutRule(at=T0, rule=rule(text, mode=mode, rule_id=f"r{number}"), by="ann"))
        for t, entries in enumerate(records):
            if t in cuts:
                context, state = Context.from_bytes(context.to_bytes()), DecisionState.from_bytes(state.to_bytes())
            scores = scores_of(*entries, at=float(T0 + 40 * t), position=t)
            made += DecisionStage().process(scores, (), context, state)
        return made, state.to_bytes()

    assert run(restarts) == run(set())


@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_the_busiest_who_are_dealt_with_do_not_keep_the_others_from_their_turn(mode, monkeypatch):
    monkeypatch.setattr(stage, "MOST_MATCHES", 2)
    deciding = Deciding(Context(default_mode=mode))
    put(deciding, "when logins_600s > 20 then limit for 1h")
    crowd = [Entry(f"192.0.2.{n}", p_value=HARMLESS, features=LOGINS, requests=100 - n) for n in range(5)]
    turns = [[made.value for made in deciding.take(*crowd, at=T0 + second)] for second in range(4)]
    assert turns == [["192.0.2.0", "192.0.2.1"], ["192.0.2.2", "192.0.2.3"], ["192.0.2.4"], []]
    assert deciding.state.rule_tallies["r1"].hits == 5
