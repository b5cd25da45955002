import pytest

from core.server.decisions.incident import Incident
from core.server.decisions.incident_state import Member
from core.server.decisions.tests.scores import HUGE_FLOOD, T0, Entry, scores_of
from core.server.decisions.tests.test_incidents import Watching, flooder
from core.server.decisions.trust import loudest_head
from core.server.decisions.verdicts import PARDON_SECONDS, Judged, judge, rows_of
from core.server.ingest.commands import Judge
from models.features import FEATURE


@pytest.fixture
def watching() -> Watching:
    return Watching()


def banned(watching: Watching, at: float = T0, n: int = 1) -> Incident:
    (incident,) = [each for each in watching.see(flooder(n), at=at) if not each.ended_at]
    for decision in watching.joined:
        watching.state.hold(decision)
    return incident


def say(watching: Watching, incident: Incident, verdict: str, at: float = T0 + 9) -> Judged:
    command = Judge(at=at, incident_id=incident.id, verdict=verdict, by="ann", reason="a load test")
    judged = judge(command, watching.incidents, watching.state)
    assert judged is not None
    return judged


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("verdict", ["harmless", "expected"])
def test_harmless_lets_its_sources_go_for_a_day(watching: Watching, verdict: str, *, ended: bool):
    incident = banned(watching)
    if ended:
        watching.see(at=T0 + 61)
    judged = say(watching, incident, verdict)
    assert [(decision.type, decision.lifted_at) for decision in judged.ended] == [("ban", T0 + 9)]
    assert (judged.incident.verdict, judged.incident.verdict_by) == (verdict, "ann")
    assert watching.take(flooder(), at=T0 + 100) == []
    assert watching.take(flooder(), at=T0 + 9 + PARDON_SECONDS + 1)[0].type == "ban"


def test_an_attack_is_labelled_and_stays_banned(watching: Watching):
    judged = say(watching, banned(watching), "attack")
    (row,) = judged.labels.rows
    assert (row.source, row.label, judged.ended) == ("192.0.2.1", "attack", [])
    assert rows_of(judged.labels)[0, FEATURE["requests_10s"]] == HUGE_FLOOD["requests_10s"]


def test_taking_a_verdict_back_takes_labels_and_pardons_back(watching: Watching):
    incident = banned(watching)
    say(watching, incident, "harmless")
    judged = say(watching, incident, "open", T0 + 20)
    assert judged.labels.rows == ()
    assert rows_of(judged.labels).shape == (0, len(FEATURE))
    assert [entry.subject for entry in judged.incident.timeline if entry.what == "verdict"] == ["open"]
    assert watching.take(flooder(), at=T0 + 30)[0].type == "ban"


def test_a_head_that_was_wrong_three_times_in_a_day_is_back_to_simulation(watching: Watching):
    for n in range(1, 4):
        assert watching.state.distrusted == []
        say(watching, banned(watching, T0 + n * 100, n), "harmless", T0 + n * 100 + 1)
    assert watching.state.distrusted == ["classifier"]


def test_no_head_is_blamed_that_cannot_carry_a_ban():
    scores = scores_of(Entry())
    assert loudest_head({"half_space_trees": 7.9, "isolation_forest": 8.0, "classifier": 4.5}, scores) == "classifier"
    assert loudest_head({"pot_tails": 0.0}, scores) == loudest_head({}, scores) == ""


@pytest.mark.parametrize("between", ["harmless", "expected", "open"])
def test_an_incident_judged_thrice_is_one_false_alarm(watching: Watching, between: str):
    incident = banned(watching)
    for n, verdict in enumerate(["harmless", between, "harmless", between, "harmless"]):
        say(watching, incident, verdict, T0 + 1 + n)
    assert watching.state.distrusted == []
    assert {len(alarms) for alarms in watching.state.false_alarms.values()} == {1}


def test_an_attack_after_all_is_no_false_alarm(watching: Watching):
    incident = banned(watching)
    say(watching, incident, "harmless")
    say(watching, incident, "attack")
    assert not any(watching.state.false_alarms.values())


def test_detectors_learn_a_label_once(watching: Watching):
    incident = banned(watching)
    said = "harmless", "harmless", "expected", "open", "harmless", "attack", "attack", "harmless"
    taught = [say(watching, incident, verdict).teaches for verdict in said]
    assert taught == [True, False, False, False, False, True, False, True]
    watching.see(at=T0 + 61)
    assert not say(watching, incident, "harmless").teaches


def test_false_alarms_of_other_days_do_not_add_up(watching: Watching):
    for n in range(1, 5):
        at = T0 + n * 50_000
        say(watching, banned(watching, at, n), "harmless", at + 1)
    assert watching.state.distrusted == []


def test_the_unknown_is_not_judged(watching: Watching):
    command = Judge(at=T0, incident_id="none", verdict="attack", by="ann")
    assert judge(command, watching.incidents, watching.state) is None


def test_other_sources_of_the_service_are_not_pardoned(watching: Watching):
    say(watching, banned(watching), "harmless")
    assert watching.take(Entry("198.51.100.1", features=HUGE_FLOOD), at=T0 + 20)[0].type == "ban"


def test_features_of_another_release_teach_nothing_and_are_counted(watching: Watching):
    incident = banned(watching)
    watching.see(flooder(2), at=T0 + 1)
    members = watching.incidents.running["shop"].members
    members["192.0.2.1"] = Member(members["192.0.2.1"].features[:-4], "")
    labels = say(watching, incident, "attack").labels
    assert ([row.source for row in labels.rows], labels.skipped) == (["192.0.2.2"], 1)
