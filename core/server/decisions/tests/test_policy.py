import pytest

from agent.contract.wire import Sample
from core.server.decisions import policy
from core.server.decisions.command import apply_command
from core.server.decisions.context import Context
from core.server.decisions.state import MAX_ACTIVE, DecisionState
from core.server.decisions.tests.deciding import Deciding
from core.server.decisions.tests.scores import FLOOD, HARMLESS_BURST, HUGE_FLOOD, SCAN, STUFFING, T0, Entry, scores_of
from core.server.ingest.commands import Allow, Lift, Protect, SetDurations, SetMode
from models.ensemble import HEADS


@pytest.fixture
def deciding() -> Deciding:
    return Deciding()


def test_an_anomalous_source_that_harms_is_banned_at_its_second_second(deciding: Deciding):
    assert deciding.types(Entry(), at=T0) == ["observe"]
    assert deciding.types(Entry(), at=T0 + 1) == ["ban"]


def test_one_second_is_enough_of_a_flood_beyond_doubt(deciding: Deciding):
    assert deciding.types(Entry(features=HUGE_FLOOD)) == ["ban"]


def test_the_same_second_in_two_reports_counts_once(deciding: Deciding):
    deciding.take(Entry(), at=T0)
    assert deciding.types(Entry(), at=T0 + 0.5) == []


def test_seconds_more_than_five_minutes_apart_do_not_add_up(deciding: Deciding):
    deciding.take(Entry(), at=T0)
    assert "ban" not in deciding.types(Entry(), at=T0 + 301)


def test_an_anomaly_without_harm_is_limited_and_never_banned(deciding: Deciding):
    for t in range(5):
        types = deciding.types(Entry(p_value=1e-9, features=HARMLESS_BURST), at=T0 + t)
        assert "ban" not in types
    assert [d.type for d in deciding.state.active.values()] == ["limit"]


def test_harm_without_an_anomaly_is_left_alone(deciding: Deciding):
    assert deciding.types(Entry(p_value=0.5, features=HUGE_FLOOD)) == []


@pytest.mark.parametrize(
    ("features", "kind"), [(FLOOD, "flood"), (SCAN, "scan"), (STUFFING, "stuffing"), (HARMLESS_BURST, "flood")]
)
def test_the_kind_is_told_by_what_the_source_does(deciding: Deciding, features: dict[str, float], kind: str):
    (decision,) = deciding.take(Entry(features=features))
    assert decision.kind == kind


def test_a_late_second_never_decides(deciding: Deciding):
    for t in range(5):
        assert deciding.types(Entry(late=True, age=60, features=HUGE_FLOOD), at=T0 + t) == []


def test_refused_requests_alone_never_decide(deciding: Deciding):
    assert deciding.types(Entry(requests=0, refused=500, features=HUGE_FLOOD)) == []


def test_scores_that_are_warming_up_never_decide(deciding: Deciding):
    assert deciding.types(Entry(p_value=1.0, features=HUGE_FLOOD)) == []


def test_an_empty_record_decides_nothing(deciding: Deciding):
    assert deciding.decide(scores_of()) == []


def test_the_allowlist_wins(deciding: Deciding):
    deciding.context.apply(Allow(at=T0, entry_id="a", network="192.0.2.0/24", until_at=0, by="ann"))
    assert deciding.types(Entry(features=HUGE_FLOOD), Entry("198.51.100.1", features=HUGE_FLOOD)) == ["ban"]
    assert [d.value for d in deciding.state.active.values()] == ["198.51.100.1"]


def test_an_allowance_ends(deciding: Deciding):
    deciding.context.apply(Allow(at=T0, entry_id="a", network="192.0.2.1", until_at=T0 + 60, by="ann"))
    assert deciding.types(Entry(features=HUGE_FLOOD), at=T0 + 59) == []
    assert deciding.types(Entry(features=HUGE_FLOOD), at=T0 + 60) == ["ban"]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.0.2.50"])
def test_the_fleet_s_own_addresses_are_protected(deciding: Deciding, address: str):
    apply_command(Protect(at=T0, addresses=("192.0.2.50",)), deciding.context, deciding.state)
    assert deciding.types(Entry(address, features=HUGE_FLOOD)) == []


@pytest.mark.parametrize("address", ["127.3.2.1", "10.0.0.7"])
def test_other_private_addresses_are_sources_like_any(deciding: Deciding, address: str):
    assert deciding.types(Entry(address, features=HUGE_FLOOD)) == ["ban"]


def test_observing_simulates_and_is_the_default():
    deciding = Deciding(Context())
    (decision,) = deciding.take(Entry(features=HUGE_FLOOD))
    assert (decision.type, decision.simulated) == ("ban", True)


def test_off_decides_nothing(deciding: Deciding):
    deciding.context.apply(SetMode(at=T0, service="shop", mode="off", by="ann"))
    assert deciding.types(Entry(features=HUGE_FLOOD), Entry(service="api", features=HUGE_FLOOD)) == ["ban"]


def test_turning_enforcement_on_turns_a_simulated_ban_into_a_real_one():
    deciding = Deciding(Context())
    deciding.take(Entry(features=HUGE_FLOOD))
    apply_command(SetMode(at=T0 + 1, service="shop", mode="enforce", by="ann"), deciding.context, deciding.state)
    made, ended = deciding.take(Entry(features=HUGE_FLOOD), at=T0 + 2)
    assert (made.type, made.simulated, made.lifted_at) == ("ban", False, 0)
    assert (ended.type, ended.simulated, ended.lifted_at) == ("ban", True, T0 + 2)


def test_an_active_decision_as_strong_is_not_repeated(deciding: Deciding):
    deciding.take(Entry(features=HUGE_FLOOD))
    assert deciding.types(Entry(features=HUGE_FLOOD), at=T0 + 5) == []


def test_a_limit_escalates_to_a_ban(deciding: Deciding):
    for t in range(2):
        deciding.take(Entry(p_value=5e-4), at=T0 + t)
    assert "limit" in {d.type for d in deciding.state.active.values()}
    ban, ended = deciding.take(Entry(features=HUGE_FLOOD), at=T0 + 2)
    assert (ban.type, ended.type, ended.lifted_at) == ("ban", "limit", T0 + 2)
    assert list(deciding.state.active.values()) == [ban]


def test_a_decision_at_one_service_ends_none_at_another(deciding: Deciding):
    deciding.take(Entry(service="api"), at=T0)
    (ban,) = deciding.take(Entry(features=HUGE_FLOOD), at=T0 + 1)
    assert [(d.service, d.type) for d in deciding.state.active.values()] == [("api", "observe"), (ban.service, "ban")]


def test_durations_double_and_end_below_a_day(deciding: Deciding):
    at, durations = float(T0), []
    for _ in range(10):
        decision = deciding.take(Entry(features=HUGE_FLOOD), at=at)[0]
        durations.append(decision.until_at - decision.decided_at)
        at = decision.until_at + 1
    assert durations[:4] == [600, 1200, 2400, 4800]
    assert durations[-1] == durations[-2] == 76_800


def test_bans_begin_and_end_where_a_person_says_and_steps_last_as_they_say(deciding: Deciding):
    said = {"step_seconds": 120.0, "ban_seconds": 1800.0, "longest_ban_seconds": 5400.0}
    deciding.context.apply(SetDurations(at=T0, by="ann", **said))
    (limit, *_) = deciding.take(Entry("192.0.2.7", p_value=5e-4))
    at, durations = float(T0), []
    for _ in range(4):
        decision = deciding.take(Entry(features=HUGE_FLOOD), at=at)[0]
        durations.append(decision.until_at - decision.decided_at)
        at = decision.until_at + 1
    assert (limit.until_at - limit.decided_at, durations) == (120, [1800, 3600, 5400, 5400])


def test_an_offence_is_forgotten_after_a_week(deciding: Deciding):
    (first,) = deciding.take(Entry(features=HUGE_FLOOD))
    (again,) = deciding.take(Entry(features=HUGE_FLOOD), at=first.until_at + 8 * 86400)
    assert again.until_at - again.decided_at == 600


def test_after_a_ban_memory_alone_bans_no_one(deciding: Deciding):
    (first,) = deciding.take(Entry(features=HUGE_FLOOD))
    reformed = STUFFING | {"requests_60s": 1.0}
    for t in range(3):
        assert "ban" not in deciding.types(Entry(features=reformed), at=first.until_at + t)


def test_past_its_budget_a_ban_falls_to_a_limit(deciding: Deciding):
    entries = [Entry(f"198.51.100.{n}", features=HUGE_FLOOD) for n in range(40)]
    types = deciding.types(*entries)
    assert types.count("ban") == 30
    assert types.count("limit") == 10
    assert deciding.state.budget_exhausted == 10


def test_the_budget_is_one_service_s_and_comes_back(deciding: Deciding):
    deciding.take(*(Entry(f"198.51.100.{n}", features=HUGE_FLOOD) for n in range(30)))
    assert deciding.types(Entry("203.0.113.1", service="api", features=HUGE_FLOOD)) == ["ban"]
    assert deciding.types(Entry("203.0.113.1", features=HUGE_FLOOD), at=T0 + 600) == ["ban"]


def test_a_crowd_of_anomalies_takes_bounded_memory(deciding: Deciding):
    crowd = [Entry(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", p_value=5e-3) for n in range(MAX_ACTIVE + 50)]
    deciding.take(*crowd)
    assert len(deciding.state.active) == MAX_ACTIVE
    assert deciding.state.left_out == 50
    assert deciding.types(Entry(features=HUGE_FLOOD), at=T0 + 1) == ["ban"]


def test_a_replay_makes_the_same_decisions():
    runs = []
    for _ in range(2):
        deciding = Deciding()
        runs.append([d for t in range(3) for d in deciding.take(Entry(), at=T0 + t)])
    assert runs[0] == runs[1]
    made = [decision.id for decision in runs[0] if not decision.lifted_at]
    assert len(set(made)) == len(made) == 2


def test_it_goes_on_where_it_was_after_a_restart():
    deciding = Deciding()
    deciding.take(Entry(), at=T0)
    deciding.state = DecisionState.from_bytes(deciding.state.to_bytes())
    deciding.context = Context.from_bytes(deciding.context.to_bytes())
    assert deciding.types(Entry(), at=T0 + 1) == ["ban"]


def test_evidence_is_enough_to_judge_by(deciding: Deciding):
    samples = tuple(Sample(row=row, method="GET", path=f"/{row}", status=404, user_agent="x") for row in (0, 1, 1, 7))
    entries = Entry("198.51.100.1", p_value=0.9), Entry(features=HUGE_FLOOD)
    (decision,) = deciding.take(*entries, samples=samples)
    evidence = decision.evidence
    assert [sample.path for sample in evidence.samples] == ["/1", "/1"]
    assert evidence.features["requests_10s"] == 750
    assert evidence.thresholds["ban"] == 1e-4
    assert evidence.heads == dict.fromkeys(HEADS, 4.0)
    assert evidence.detector_version == "by hand"
    assert sum(reason.share for reason in decision.reasons) == pytest.approx(1)


def test_what_has_ended_is_forgotten(deciding: Deciding):
    deciding.take(Entry(features=HUGE_FLOOD))
    deciding.decide(scores_of(at=T0 + 601))
    assert deciding.state.active == {}
    assert deciding.state.held("192.0.2.1", "shop", T0 + 601) == []


def test_ipv6_is_decided_by_its_64(deciding: Deciding):
    (decision,) = deciding.take(Entry("2001:db8::5", features=HUGE_FLOOD))
    assert decision.value == "2001:db8::"


def test_of_more_sources_than_a_record_has_time_for_the_least_likely_are_decided_about(
    deciding: Deciding, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(policy, "_MOST_CANDIDATES", 2)
    entries = [Entry(f"192.0.2.{n}", p_value=p) for n, p in enumerate((5e-3, 1e-5, 2e-5))]
    assert {made.value for made in deciding.take(*entries)} == {"192.0.2.1", "192.0.2.2"}
    assert deciding.state.left_out == 1


def test_what_gives_way_to_a_stronger_decision_is_replaced(deciding: Deciding):
    for t in range(2):
        deciding.take(Entry(p_value=5e-4, features=SCAN), at=T0 + t)
    made, *ended = deciding.take(Entry(features=HUGE_FLOOD), at=T0 + 2)
    assert (made.type, made.replaced) == ("ban", False)
    assert {(each.type, each.replaced) for each in ended} >= {("limit", True)}
    lift = Lift(at=T0 + 3, decision_id=made.id, by="ann")
    assert [each.replaced for each in apply_command(lift, deciding.context, deciding.state)] == [False]
