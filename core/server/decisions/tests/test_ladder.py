import numpy as np
import pytest

from core.server.decisions.command import apply_command
from core.server.decisions.context import Context
from core.server.decisions.harm import LIKELY, PROVEN, harms_of
from core.server.decisions.ladder import WORN_OUT
from core.server.decisions.tests.deciding import Deciding, event_of
from core.server.decisions.tests.scores import (
    BROWSERS,
    EXPLOIT,
    FLOOD,
    HARMLESS_BURST,
    HUGE_FLOOD,
    OFFICE,
    SCAN,
    T0,
    Entry,
)
from core.server.decisions.thresholds import Thresholds, ThresholdsError
from core.server.ingest.commands import Freeze, ResetHead, SetMaxStep, SetThresholds, VerifyBot
from models.features import FEATURE
from models.scores import Membership

PASSED = BROWSERS | {"passed_share": 0.9}
CRAWLER = HUGE_FLOOD | {"bot_share": 1.0}


@pytest.fixture
def deciding() -> Deciding:
    return Deciding()


def set_thresholds(**steps: float) -> SetThresholds:
    nothing = dict.fromkeys(("observe", "limit", "challenge", "ban"))
    return SetThresholds(at=T0, service=str(steps.pop("service", "")), by="ann", **(nothing | steps))


def test_every_rule_is_over_features_that_there_are():
    assert all(name in FEATURE for rule in (*PROVEN, *LIKELY) for name in rule.least)


def test_an_address_of_many_people_wants_more_doubt(deciding: Deciding):
    assert deciding.strongest(Entry(p_value=5e-5, features=OFFICE)) != "ban"
    assert deciding.strongest(Entry("192.0.2.2", p_value=5e-6, features=OFFICE)) == "ban"


def test_what_is_asked_for_can_damn_with_less_doubt_and_at_once(deciding: Deciding):
    assert deciding.types(Entry(p_value=5e-4, features=EXPLOIT)) == ["ban"]
    assert deciding.types(Entry("192.0.2.2", p_value=5e-3, features=EXPLOIT)) == ["observe"]


PROBE = {"sensitive_600s": 1.0, "signature_paths_600s": 1.0, "requests_60s": 1.0}


def come_back(deciding: Deciding, times: int, *, hours: float, p_value: float = 5e-4, **more: float) -> list[str]:
    """Return what is done about a source that probes once every so many hours."""
    entry = Entry(p_value=p_value, features=PROBE | more)
    return [made for visit in range(times) for made in deciding.types(entry, at=T0 + visit * hours * 3600)]


def test_who_comes_back_a_third_time_to_probe_is_banned(deciding: Deciding):
    assert come_back(deciding, 3, hours=5) == ["limit", "limit", "ban"]


def test_an_ordinary_page_asked_for_again_and_again_is_no_probing(deciding: Deciding):
    assert "ban" not in come_back(deciding, 6, hours=5, signature_paths_600s=0.0)


def test_probing_is_forgotten_after_a_week(deciding: Deciding):
    assert "ban" not in come_back(deciding, 4, hours=24 * 8)


def test_who_probes_from_an_address_of_many_people_is_not_banned_for_coming_back(deciding: Deciding):
    assert "ban" not in come_back(deciding, 4, hours=5, users_600s=20.0, page_share=0.3)


def test_a_spell_is_answered_by_one_ban(deciding: Deciding):
    assert come_back(deciding, 3, hours=5)[-1] == "ban"
    after = deciding.take(Entry(p_value=5e-4, features=PROBE), at=T0 + 10 * 3600 + 700)
    assert [d.type for d in after if not d.lifted_at] == ["limit"]


def test_one_visit_is_one_spell_however_many_seconds_it_lasts(deciding: Deciding):
    assert deciding.strongest(Entry(p_value=5e-4, features=PROBE), seconds=60) == "limit"


def test_harm_that_goes_on_and_on_is_banned_from_the_threshold_of_a_limit(deciding: Deciding):
    taker = {"pages_3600s": 90.0, "paths_3600s": 60.0, "page_share": 0.95, "requests_60s": 6.0}
    assert deciding.strongest(Entry(p_value=5e-4, features=taker), seconds=WORN_OUT - 1) == "limit"
    assert deciding.strongest(Entry("192.0.2.2", p_value=5e-4, features=taker), seconds=WORN_OUT) == "ban"
    assert deciding.strongest(Entry("192.0.2.3", p_value=5e-3, features=taker), seconds=WORN_OUT) == "observe"


def test_harm_from_an_address_of_many_people_may_go_on_without_a_ban(deciding: Deciding):
    assert deciding.strongest(Entry(p_value=5e-4, features=OFFICE), seconds=2 * WORN_OUT) != "ban"
    few = {"not_found_paths_600s": 14.0, "client_error_share": 0.3, "users_600s": 3.0, "page_share": 0.2}
    assert deciding.strongest(Entry("192.0.2.2", p_value=5e-4, features=few), seconds=2 * WORN_OUT) != "ban"


@pytest.mark.parametrize("sign", ["exploits_600s", "scanner_agents_600s", "signature_paths_600s"])
def test_one_request_of_an_attackers_is_watched_however_usual_it_is_else(deciding: Deciding, sign: str):
    assert deciding.types(Entry(p_value=0.9, features={sign: 1.0, "requests_60s": 1.0})) == ["observe"]
    assert deciding.types(Entry("192.0.2.2", p_value=0.9, features={"requests_60s": 1.0})) == []


def test_a_decision_that_could_not_tell_why_gives_way_to_one_that_can(deciding: Deciding):
    first = deciding.take(Entry(p_value=5e-3, features={"logins_600s": 1.0}))
    then = deciding.take(Entry(p_value=5e-3, features={"logins_600s": 4.0}), at=T0 + 1)
    last = deciding.take(Entry(p_value=5e-3, features={"logins_600s": 5.0}), at=T0 + 2)
    assert [(d.type, d.kind) for d in first] == [("observe", "unknown")]
    assert [(d.type, d.kind, bool(d.lifted_at)) for d in then] == [
        ("observe", "stuffing", False),
        ("observe", "unknown", True),
    ]
    assert last == []


def test_two_probed_paths_that_are_not_there_ban_at_once(deciding: Deciding):
    two = PROBE | {"signature_paths_600s": 2.0, "client_error_share": 0.37}
    assert deciding.types(Entry(p_value=5e-4, features=two)) == ["ban"]
    assert deciding.types(Entry("192.0.2.2", p_value=5e-3, features=two)) == ["observe"]


def test_what_is_unusual_without_looking_harmful_is_limited_only_where_a_ban_would_be(deciding: Deciding):
    odd = {"requests_60s": 10.0}
    assert deciding.strongest(Entry(p_value=5e-4, features=odd)) == "observe"
    assert deciding.strongest(Entry("192.0.2.2", p_value=5e-5, features=odd)) == "limit"


def test_browsers_are_challenged_where_harm_is_likely_but_not_proven(deciding: Deciding):
    assert deciding.strongest(Entry(p_value=5e-4, features=HARMLESS_BURST | BROWSERS)) == "challenge"


def test_where_no_browsers_come_or_one_has_passed_a_limit_stands_for_the_challenge(deciding: Deciding):
    passed = HARMLESS_BURST | BROWSERS | {"passed_share": 1.0}
    assert deciding.strongest(Entry(p_value=5e-4, features=HARMLESS_BURST)) == "limit"
    assert deciding.strongest(Entry("192.0.2.2", p_value=5e-4, features=passed)) == "limit"


def test_of_two_events_at_a_service_a_source_is_in_the_one_that_it_takes_part_in(deciding: Deciding):
    events = (event_of("stuffing"), event_of("distributed"))
    bot = Entry(membership=Membership.ATTACK, features={"pages_60s": 9.0})
    thief = Entry("192.0.2.2", membership=Membership.ATTACK, features={"logins_600s": 3.0})
    assert [made.kind for made in deciding.take(bot, thief, events=events)] == ["distributed", "stuffing"]


@pytest.mark.parametrize(("kind", "called"), [("distributed", "distributed"), ("stuffing", "stuffing")])
def test_a_member_of_an_attack_is_banned_in_its_first_anomalous_second(deciding: Deciding, kind: str, called: str):
    member = Entry(p_value=5e-5, features={"requests_60s": 3.0}, membership=Membership.ATTACK)
    (ban,) = deciding.take(member, events=(event_of(kind),))
    assert (ban.type, ban.kind, ban.evidence.harm) == ("ban", called, "event")


def test_one_second_of_probing_is_enough_for_a_limit(deciding: Deciding):
    probe = {"signature_paths_600s": 1.0, "sensitive_600s": 1.0}
    assert deciding.types(Entry(p_value=5e-4, features=probe)) == ["limit"]
    assert deciding.types(Entry("192.0.2.2", p_value=5e-4, features=HARMLESS_BURST)) == ["observe"]


def test_a_sudden_flood_of_pages_is_banned_in_its_first_second(deciding: Deciding):
    sudden = {"requests_10s": 45.0, "requests_60s": 45.0, "pages_60s": 45.0, "page_share": 0.95}
    assert deciding.types(Entry(features=sudden)) == ["ban"]
    assert deciding.types(Entry("192.0.2.2", features=sudden | {"page_share": 0.5})) != ["ban"]


def test_a_flood_without_doubt_is_banned_from_the_threshold_of_a_limit(deciding: Deciding):
    sudden = {"requests_10s": 45.0, "requests_60s": 45.0, "pages_60s": 45.0, "page_share": 0.95}
    assert deciding.types(Entry(p_value=5e-4, features=sudden)) == ["ban"]
    assert deciding.types(Entry("192.0.2.2", p_value=5e-3, features=sudden)) == ["observe"]


def test_a_crowd_is_never_banned_for_coming(deciding: Deciding):
    crowd = Entry(p_value=1e-9, features=SCAN | BROWSERS, membership=Membership.CROWD)
    assert deciding.strongest(crowd) == "challenge"
    assert Deciding().strongest(Entry(p_value=1e-9, features=SCAN, membership=Membership.CROWD)) == "limit"


def test_one_who_floods_within_a_crowd_is_banned_for_it(deciding: Deciding):
    assert deciding.strongest(Entry(p_value=1e-9, features=FLOOD, membership=Membership.CROWD)) == "ban"


@pytest.mark.parametrize("step", ["observe", "limit", "challenge", "ban"])
def test_automation_goes_no_further_than_a_service_allows(deciding: Deciding, step: str):
    deciding.context.apply(SetMaxStep(at=T0, service="shop", max_step=step, by="ann"))
    assert deciding.strongest(Entry(features=HUGE_FLOOD)) == step
    assert deciding.strongest(Entry(features=HUGE_FLOOD, service="api")) == "ban"


def test_thresholds_are_a_service_s_own_or_the_default_s(deciding: Deciding):
    deciding.context.apply(set_thresholds(ban=1e-7))
    deciding.context.apply(set_thresholds(ban=1e-5, service="api"))  # type: ignore[arg-type]
    assert deciding.strongest(Entry(p_value=1e-6)) == "limit"
    assert deciding.strongest(Entry(p_value=1e-6, service="api")) == "ban"


@pytest.mark.parametrize("steps", [{"ban": 1e-2}, {"observe": 1e-4}, {"limit": 0.5}, {"ban": 0.0}])
def test_thresholds_that_contradict_each_other_are_refused_and_change_nothing(steps: dict[str, float]):
    context = Context()
    with pytest.raises(ThresholdsError):
        context.apply(set_thresholds(**steps))
    assert context.thresholds("shop") == Thresholds()


def test_frozen_automation_makes_no_new_decision(deciding: Deciding):
    deciding.context.apply(Freeze(at=T0, frozen=True, by="ann"))
    assert deciding.strongest(Entry(features=HUGE_FLOOD)) == "none"
    deciding.context.apply(Freeze(at=T0, frozen=False, by="ann"))
    assert deciding.types(Entry(features=HUGE_FLOOD), at=T0 + 9) == ["ban"]


def answer(*, verified: bool, until_at: float = T0 + 86_400) -> VerifyBot:
    return VerifyBot(at=T0, address="192.0.2.1", bot="Google", verified=verified, until_at=until_at)


def test_who_claims_to_be_a_crawler_is_asked_for_and_only_watched_meanwhile(deciding: Deciding):
    assert deciding.types(Entry(features=CRAWLER)) == ["observe"]
    assert deciding.state.questions == ["192.0.2.1"]
    assert deciding.types(Entry(features=CRAWLER), at=T0 + 9) == []
    assert deciding.state.questions == []


def test_a_verified_crawler_is_left_alone_and_a_liar_is_not(deciding: Deciding):
    deciding.context.apply(answer(verified=True))
    assert deciding.strongest(Entry(features=CRAWLER)) == "none"
    deciding.context.apply(answer(verified=False))
    assert deciding.types(Entry(features=CRAWLER), at=T0 + 9) == ["ban"]


def test_names_that_do_not_answer_protect_for_ten_seconds(deciding: Deciding):
    deciding.take(Entry(features=CRAWLER))
    assert deciding.types(Entry(features=CRAWLER), at=T0 + 10) == ["ban"]


def test_an_answer_is_forgotten_when_it_ends(deciding: Deciding):
    deciding.context.apply(answer(verified=True, until_at=T0 + 60))
    assert deciding.types(Entry(features=CRAWLER), at=T0 + 61) == ["observe"]
    assert deciding.state.questions == ["192.0.2.1"]


def test_a_crawler_that_is_verified_late_gets_its_decisions_lifted(deciding: Deciding):
    deciding.take(Entry(features=HUGE_FLOOD))
    lifted = apply_command(answer(verified=True), deciding.context, deciding.state)
    assert [decision.type for decision in lifted] == ["ban"]


def test_a_head_that_is_distrusted_has_sources_watched_at_most(deciding: Deciding):
    deciding.state.distrusted = ["pot_tails", "half_space_trees", "isolation_forest", "classifier", "group"]
    assert deciding.strongest(Entry(features=HUGE_FLOOD)) == "observe"
    apply_command(ResetHead(at=T0, head="group", by="ann"), deciding.context, deciding.state)
    assert "group" not in deciding.state.distrusted


def test_a_probe_learned_over_an_hour_is_watched_at_most_unless_it_harms(deciding: Deciding):
    steady = {"paths_600s": 1.0, "requests_600s": 60.0, "requests_60s": 6.0, "user_agents_600s": 1.0}
    deciding.context.apply(SetMaxStep(at=T0, service="", max_step="observe", by="ann"))
    for t in range(0, 3700, 300):
        deciding.take(Entry(p_value=5e-5, features=steady), at=T0 + t)
    deciding.context.apply(SetMaxStep(at=T0, service="", max_step="ban", by="ann"))
    taken = {
        made for t in range(3700, 3710) for made in deciding.types(Entry(p_value=5e-5, features=steady), at=T0 + t)
    }
    assert taken <= {"observe"}
    stranger = Entry("192.0.2.2", p_value=5e-5, features=steady)
    assert "limit" in {made for t in range(3700, 3710) for made in deciding.types(stranger, at=T0 + t)}
    turned = steady | SCAN
    assert "ban" in {
        made for t in range(3720, 3730) for made in deciding.types(Entry(p_value=1e-6, features=turned), at=T0 + t)
    }


def test_who_has_passed_and_goes_on_doing_harm_is_limited_while_its_challenge_holds(deciding: Deciding):
    harm = {"rare_paths_600s": 30.0, "client_error_share": 0.5, "requests_60s": 30.0}
    for t in range(2):
        deciding.take(Entry(p_value=5e-4, features=harm | BROWSERS), at=T0 + t)
    assert {d.type for d in deciding.state.active.values()} == {"challenge"}
    assert deciding.types(Entry(p_value=5e-4, features=harm | PASSED), at=T0 + 3) == ["limit"]
    assert deciding.types(Entry(p_value=5e-4, features=harm | PASSED), at=T0 + 4) == []
    assert {d.type for d in deciding.state.active.values()} == {"challenge", "limit"}


def test_who_has_passed_and_is_merely_unusual_is_held_by_its_challenge(deciding: Deciding):
    odd = {"paths_600s": 70.0, "requests_60s": 30.0}
    for t in range(2):
        deciding.take(Entry(p_value=5e-4, features=odd | BROWSERS), at=T0 + t)
    assert deciding.types(Entry(p_value=5e-4, features=odd | PASSED), at=T0 + 3) == []


def test_who_has_passed_is_not_limited_for_coming_with_a_crowd(deciding: Deciding):
    visitor = {"requests_60s": 12.0, "pages_60s": 6.0}
    seen = [
        made
        for t in range(4)
        for features in (visitor | (PASSED if t > 1 else BROWSERS),)
        for made in deciding.types(
            Entry(p_value=5e-5, features=features, membership=Membership.CROWD), at=T0 + t, events=(event_of(),)
        )
    ]
    assert seen == ["observe", "challenge"]
    late = Entry("192.0.2.7", p_value=5e-5, features=visitor | PASSED, membership=Membership.CROWD)
    assert {made for t in range(4) for made in deciding.types(late, at=T0 + t, events=(event_of(),))} == {"observe"}


def test_three_login_attempts_in_two_seconds_are_some_logins():
    features = np.zeros((1, len(FEATURE)), np.float32)
    features[0, FEATURE["logins_600s"]] = 2.998
    assert harms_of(features)[0].kind == "stuffing"
