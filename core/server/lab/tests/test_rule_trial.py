import pytest

from core.server.decisions.context import Context
from core.server.errors import Invalid
from core.server.ingest.commands import Allow, Rule, VerifyBot
from core.server.lab import rule_trial
from core.server.lab.feature_rows import feature_rows, pack_rows
from core.server.lab.rule_trial import Found, KnownDecision, tried
from core.server.lab.rule_trial_apart import Question, answer, answer_apart
from core.server.lab.what_if import KnownIncident
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, flood, record_of, visit

FLOODS = ("10.9.9.1", "10.9.9.2", "10.9.9.3", "10.9.9.4")
TEXT = "when requests_60s > 200 then ban for 1h"


def rule(text=TEXT):
    return Rule(id="r", name="r", text=text, mode="off", made_at=0.0, made_by="a", changed_at=0.0, changed_by="a")


@pytest.fixture(scope="module")
def kept():
    def records():
        for at in range(T0, T0 + 12):
            rows = [visit(at, f"10.0.{at % 50}.{i}", path=(at + i) % 40) for i in range(5)]
            yield record_of([*rows, *(flood(at, source, 500) for source in FLOODS)], position=at - T0)

    scores = ScoringStage().process(list(records()), ScoringState())
    return [rows for each in scores if (rows := feature_rows(each)) is not None]


def found(kept, context=None, incidents=(), decided=(), text=TEXT) -> Found:
    return tried(rule(text), kept, context or Context(), incidents, decided)


def standings(told: Found) -> dict[str, str]:
    return {each.source: each.standing for each in told.examples}


def judged(source, verdict):
    return KnownIncident(
        id="i", service="shop", started_at=float(T0), ended_at=0.0, verdict=verdict, sources=frozenset({source})
    )


def held(source, kind="ban", seconds=600.0):
    return KnownDecision(value=source, service="shop", type=kind, from_at=float(T0 - 5), until_at=T0 + seconds)


def test_each_source_is_hit_once_while_the_action_lasts_and_what_it_had_is_told(kept):
    told = found(kept)
    assert (told.sources, told.hits) == (4, 4)
    assert sorted(standings(told)) == list(FLOODS)
    assert all(each.values[0] is not None and each.values[0] > 200 for each in told.examples)
    assert sum(hour.hits for hour in told.hours) == 4


def test_sources_stand_by_what_else_is_known_of_them_the_doubtful_first(kept):
    context = Context()
    context.apply(Allow(at=0.0, entry_id="a", network=FLOODS[0], until_at=0.0, by="ann"))
    told = found(kept, context, [judged(FLOODS[1], "harmless")], [held(FLOODS[2])])
    assert [(each.source, each.standing, each.policy) for each in told.examples] == [
        (FLOODS[1], "judged_harmless", None),
        (FLOODS[3], "unremarkable", None),
        (FLOODS[0], "spared", None),
        (FLOODS[2], "agreed", "ban"),
    ]
    assert told.held == 1
    assert sum(hour.doubtful for hour in told.hours) == 2


def test_of_a_rule_that_notifies_it_is_told_how_often_it_would_have_told(kept, monkeypatch):
    text = "when requests_60s > 200 then notify for 1h"
    told = found(kept, decided=[held(FLOODS[2])], text=text)
    assert (told.hits, told.notices, told.held) == (4, 4, 0)
    monkeypatch.setattr(rule_trial, "MOST_TOLD", 3)
    assert found(kept, text=text).notices == 3
    assert found(kept).notices is None


def test_verified_crawlers_are_spared_and_attacks_are_what_people_say(kept):
    context = Context()
    context.apply(VerifyBot(at=0.0, address=FLOODS[0], bot="x", verified=True, until_at=T0 + 1e6))
    told = standings(found(kept, context, [judged(FLOODS[1], "attack")]))
    assert (told[FLOODS[0]], told[FLOODS[1]]) == ("spared", "judged_attack")


def test_a_weaker_decision_holds_nothing_back_but_agrees(kept):
    told = found(kept, decided=[held(FLOODS[0], "limit")])
    assert (told.held, standings(told)[FLOODS[0]]) == (0, "agreed")


def test_of_nothing_kept_nothing_is_told():
    told = found([])
    assert (told.sources, told.hours, told.covered_from_at) == (0, [], 0.0)


async def test_another_process_answers_the_same_and_is_given_up_when_it_takes_too_long(kept):
    question = Question(
        rule=rule(),
        rows=[pack_rows(rows) for rows in kept],
        context=Context().to_bytes(),
        incidents=[],
        decided=[held(FLOODS[0])],
    )
    assert await answer_apart(question) == answer(question)
    with pytest.raises(Invalid, match="shorter time"):
        await answer_apart(question, most_seconds=0.001)
