"""Of whom rules that notify tell, how often, and that it depends on nothing but the log."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.decisions.command import apply_command
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.rules import notices
from core.server.decisions.rules.grammar import parse
from core.server.decisions.rules.statement import text_of
from core.server.decisions.rules.tally import HOUR_SECONDS
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.scores import T0, Entry, scores_of
from core.server.ingest.commands import Allow, Freeze, PutRule, RemoveRule, Rule, SetMode

TELL = "when logins_600s > 20 then notify for 1h"
BAN = "when logins_600s > 20 then ban for 1h"
HARMLESS = 0.5


class Watching:
    """The policy and the rules that notify, as the pipeline puts a record to them."""

    def __init__(self) -> None:
        self.context, self.state = Context("enforce"), DecisionState()

    def put(self, text=TELL, mode="on", rule_id="tells", at=T0) -> None:
        rule = Rule(
            id=rule_id,
            name=f"{rule_id} of logins",
            text=text_of(parse(text)),
            mode=mode,
            made_at=1.0,
            made_by="ann",
            changed_at=1.0,
            changed_by="ann",
        )
        apply_command(PutRule(at=at, rule=rule, by="ann"), self.context, self.state)

    def take(self, *entries: Entry, at: float = T0) -> list[Decision]:
        scores = scores_of(*entries, at=at, position=int(at))
        made = DecisionStage().process(scores, (), self.context, self.state)
        notices.note_hits(scores, self.context, self.state)
        return made

    def told(self) -> list[str]:
        return [each.source for each in self.state.notices]

    def outcomes(self, rule_id="tells") -> list[str]:
        return [hit.outcome for hit in self.state.rule_tallies[rule_id].recent]

    def restart(self) -> None:
        self.context = Context.from_bytes(self.context.to_bytes())
        self.state = DecisionState.from_bytes(self.state.to_bytes())


def tries(address="192.0.2.1", logins=30.0, **more) -> Entry:
    return Entry(address, p_value=HARMLESS, features={"logins_600s": logins}, **more)


@pytest.fixture
def watching() -> Watching:
    return Watching()


def test_people_are_told_who_met_the_rule_and_with_what_and_nobody_is_held_back(watching: Watching):
    watching.put()
    assert watching.take(tries(), tries("192.0.2.2", logins=20.0)) == []
    (notice,) = watching.state.notices
    assert (notice.source, notice.service, notice.rule) == ("192.0.2.1", "shop", "tells")
    assert (notice.name, notice.text, notice.had) == ("tells of logins", TELL, (("logins_600s", 30.0),))
    tally = watching.state.rule_tallies["tells"]
    assert (tally.hits, tally.told, tally.decided) == (1, 1, 0)
    assert watching.outcomes() == ["told"]


def test_of_the_same_source_people_are_told_again_only_once_the_rule_s_time_is_over(watching: Watching):
    watching.put()
    for at in (0, 1, 1800, 3599):
        watching.take(tries(), at=T0 + at)
    assert watching.told() == ["192.0.2.1"]
    watching.take(tries(), at=T0 + 3600)
    assert watching.told() == ["192.0.2.1", "192.0.2.1"]
    first, second = watching.state.notices
    assert (first.again_at, second.at, first.id == second.id) == (second.at, T0 + 3600.0, False)


@pytest.mark.parametrize("order", [("tells", "bans"), ("bans", "tells")])
def test_a_rule_that_notifies_keeps_no_rule_from_acting_and_none_keeps_it_from_telling(watching: Watching, order):
    for rule_id in order:
        watching.put(TELL if rule_id == "tells" else BAN, rule_id=rule_id)
    (made,) = watching.take(tries())
    assert (made.type, made.evidence.rule and made.evidence.rule.id) == ("ban", "bans")
    assert watching.told() == ["192.0.2.1"]


@pytest.mark.parametrize(
    "command",
    [
        Allow(at=T0, entry_id="a", network="192.0.2.0/24", until_at=0, by="ann"),
        SetMode(at=T0, service="shop", mode="observe", by="ann"),
        SetMode(at=T0, service="shop", mode="off", by="ann"),
        Freeze(at=T0, frozen=True, by="ann"),
    ],
)
def test_what_keeps_rules_from_deciding_does_not_keep_them_from_telling(watching: Watching, command):
    watching.put()
    apply_command(command, watching.context, watching.state)
    assert watching.take(tries()) == []
    assert watching.told() == ["192.0.2.1"]


def test_in_shadow_it_counts_and_tells_nobody_until_it_is_on(watching: Watching):
    watching.put(mode="shadow")
    watching.take(tries())
    assert (watching.told(), watching.outcomes()) == ([], ["shadow"])
    watching.put(mode="on", at=T0 + 5)
    watching.take(tries(), at=T0 + 6)
    assert (watching.told(), watching.outcomes()) == (["192.0.2.1"], ["told", "shadow"])
    watching.put(mode="off", at=T0 + 7)
    watching.take(tries("192.0.2.2"), at=T0 + 8)
    assert watching.told() == ["192.0.2.1"]


def test_another_text_is_another_rule_and_another_name_is_not(watching: Watching):
    watching.put()
    watching.take(tries())
    watching.put()
    watching.take(tries(), at=T0 + 1)
    assert len(watching.told()) == 1
    watching.put("when logins_600s > 25 then notify for 1h")
    watching.take(tries(), at=T0 + 2)
    assert len(watching.told()) == 2


def test_what_comes_late_or_was_refused_is_told_to_nobody(watching: Watching):
    watching.put()
    watching.take(tries(late=True, age=60), tries("192.0.2.2", requests=0, refused=5))
    assert watching.told() == []


def test_of_more_than_it_may_tell_of_in_an_hour_the_busiest_are_told_and_the_others_counted(
    watching: Watching, monkeypatch
):
    monkeypatch.setattr(notices, "MOST_TOLD", 3)
    watching.put()
    watching.take(*(tries(f"192.0.2.{n}", requests=n) for n in range(1, 6)))
    assert (watching.told(), watching.state.rule_tallies["tells"].hits) == (["192.0.2.3", "192.0.2.4", "192.0.2.5"], 5)
    assert [each.is_last for each in watching.state.notices] == [False, False, True]
    assert watching.outcomes() == ["told", "told", "told", "untold", "untold"]
    watching.take(tries("192.0.2.9"), at=T0 + 1)
    assert len(watching.told()) == 3
    watching.take(tries("192.0.2.9"), tries("192.0.2.8"), at=T0 + 1 + HOUR_SECONDS)
    assert len(watching.told()) == 5


def test_what_is_remembered_is_bounded(watching: Watching, monkeypatch):
    monkeypatch.setattr(notices, "MOST_RUNNING", 3)
    monkeypatch.setattr(notices, "MOST_NOTICES", 2)
    watching.put()
    watching.take(*(tries(f"192.0.2.{n}", requests=n) for n in range(1, 6)))
    assert watching.told() == ["192.0.2.4", "192.0.2.5"]
    tally = watching.state.rule_tallies["tells"]
    assert (tally.hits, tally.left_out, len(watching.state.rule_running["tells"])) == (3, 2, 3)


def test_a_rule_taken_away_tells_no_more(watching: Watching):
    watching.put()
    watching.take(tries())
    apply_command(RemoveRule(at=T0, rule_id="tells", by="ann"), watching.context, watching.state)
    watching.take(tries("192.0.2.2"), at=T0 + 1)
    assert (watching.told(), watching.state.rule_tallies) == (["192.0.2.1"], {})


@given(
    st.lists(st.sets(st.integers(1, 6), max_size=6), min_size=1, max_size=12),
    st.sets(st.integers(0, 12)),
)
def test_a_restart_anywhere_in_the_log_tells_the_same_and_nothing_twice(records, restarts):
    def run(cuts: set[int]) -> Watching:
        watching = Watching()
        watching.put("when logins_600s > 20 then notify for 2m")
        for t, members in enumerate(records):
            if t in cuts:
                watching.restart()
            watching.take(*(tries(f"192.0.2.{n}") for n in sorted(members)), at=float(T0 + 40 * t))
        return watching

    cut, whole = run(restarts), run(set())
    assert cut.state.notices == whole.state.notices
    assert cut.state.rule_tallies == whole.state.rule_tallies
    assert len({each.id for each in whole.state.notices}) == len(whole.state.notices)
    for source in set(whole.told()):
        times = [each.at for each in whole.state.notices if each.source == source]
        assert all(later - earlier >= 120 for earlier, later in pairwise(times))
