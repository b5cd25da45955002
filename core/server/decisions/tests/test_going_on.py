from dataclasses import replace

import pytest

from core.server.decisions.budget import Budget
from core.server.decisions.decision import Decision
from core.server.decisions.tests.deciding import Deciding, event_of
from core.server.decisions.tests.scores import BROWSERS, HARMLESS_BURST, HUGE_FLOOD, OFFICE, STUFFING, T0, Entry
from core.server.ingest.commands import Freeze, SetMaxStep
from models.groups.event import EventKind
from models.scores import Membership

SLOWER = {"requests_10s": 35.0, "requests_60s": 75.0, "pages_60s": 75.0, "page_share": 1.0}


@pytest.fixture
def deciding() -> Deciding:
    return Deciding()


def hammer(deciding: Deciding, start: float, seconds: int, refused: int = 5, **how: object) -> list[Decision]:
    entry = Entry(p_value=1.0, requests=0, refused=refused, **({"features": SLOWER} | how))
    return [made for t in range(seconds) for made in deciding.take(entry, at=start + t)]


def limited(deciding: Deciding, features: dict[str, float]) -> None:
    for t in range(2):
        deciding.take(Entry(p_value=5e-4, features=features), at=T0 + t)
    assert "limit" in {decision.type for decision in deciding.state.active.values()}


def test_a_ban_is_prolonged_with_growth_while_its_source_goes_on(deciding: Deciding):
    (ban,) = deciding.take(Entry(features=HUGE_FLOOD))
    longer, ended = hammer(deciding, ban.until_at - 30, 29)
    assert longer.until_at - longer.decided_at == 1200
    assert (ended.id, longer.kind, longer.evidence.basis) == (ban.id, ban.kind, "refused")
    assert longer.evidence.refused_60s > 0
    assert longer.evidence.features == ban.evidence.features


def test_a_ban_whose_source_has_given_up_ends(deciding: Deciding):
    (ban,) = deciding.take(Entry(features=HUGE_FLOOD))
    hammer(deciding, T0 + 1, 60)
    assert hammer(deciding, ban.until_at - 10, 2) == []


@pytest.mark.parametrize(("features", "prolonged"), [(STUFFING, True), (HUGE_FLOOD, False)], ids=["logins", "a flood"])
def test_a_ban_is_prolonged_for_who_waits_it_out_at_a_slow_pace_and_means_harm(
    deciding: Deciding, features: dict[str, float], *, prolonged: bool
):
    bans = [d for t in range(2) for d in deciding.take(Entry(features=features), at=T0 + t) if d.type == "ban"]
    assert len(bans) == 1
    made = [d for t in range(30, 600, 40) for d in hammer(deciding, T0 + t, 1, 1, features=features)]
    assert [d.type for d in made if not d.lifted_at] == ["ban"] * prolonged


def test_who_was_banned_is_banned_again_however_slow(deciding: Deciding):
    for t in range(2):
        deciding.take(Entry(features=STUFFING), at=T0 + t)
    slow = Entry(features=STUFFING | {"requests_60s": 2.0})
    types = [deciding.types(slow, at=T0 + 700 + 30 * n) for n in range(6)]
    assert [made == ["ban"] for made in types] == [False] * 5 + [True]


def test_a_limit_that_is_hammered_at_becomes_a_ban_where_there_is_harm(deciding: Deciding):
    limited(deciding, SLOWER)
    made = [each for each in hammer(deciding, T0 + 2, 40) if not each.lifted_at]
    assert [(each.type, each.evidence.basis) for each in made] == [("ban", "refused")]


@pytest.mark.parametrize("features", [HARMLESS_BURST | {"page_share": 0.02}, OFFICE], ids=["assets", "many people"])
def test_hammering_without_harm_or_by_many_people_stays_a_limit(deciding: Deciding, features: dict[str, float]):
    limited(deciding, features)
    assert hammer(deciding, T0 + 2, 60, features=features) == []


def test_a_few_refused_requests_are_no_hammering(deciding: Deciding):
    limited(deciding, SLOWER)
    assert hammer(deciding, T0 + 2, 60, refused=1) == []


def test_a_flood_against_its_limit_is_banned_within_seconds(deciding: Deciding):
    limited(deciding, SLOWER)
    made = [each for each in hammer(deciding, T0 + 2, 3, refused=80) if not each.lifted_at]
    assert [each.type for each in made] == ["ban"]


@pytest.mark.parametrize(("p_value", "grows"), [(5e-5, True), (5e-4, False)])
def test_who_was_beyond_the_threshold_of_a_ban_is_banned_for_less_hammering(
    deciding: Deciding, p_value: float, *, grows: bool
):
    odd = {"requests_60s": 65.0, "pages_60s": 65.0, "page_share": 1.0}
    for t in range(2):
        deciding.take(Entry(p_value=p_value, features=odd), at=T0 + t)
    made = hammer(deciding, T0 + 2, 40, refused=1, features=odd)
    assert [each.type for each in made if not each.lifted_at] == ["ban"] * grows


PROBER = {"signature_paths_600s": 1.0, "sensitive_600s": 1.0} | BROWSERS
READER = HARMLESS_BURST | BROWSERS
RELOADER = {"requests_60s": 12.0, "pages_60s": 12.0, "page_share": 1.0} | BROWSERS


@pytest.mark.parametrize(("features", "grows"), [(PROBER, True), (READER, False)], ids=["a prober", "a reader"])
def test_a_prober_who_fails_a_challenge_again_and_again_is_banned(
    deciding: Deciding, features: dict[str, float], *, grows: bool
):
    for t in range(2):
        deciding.take(Entry(p_value=5e-4, features=features), at=T0 + t)
    assert "challenge" in {decision.type for decision in deciding.state.active.values()}
    types = [
        d.type for t in range(5) for d in hammer(deciding, T0 + 30 * t, 1, 1, features=features) if not d.lifted_at
    ]
    assert types == ["ban"] * grows


def unanswered(
    deciding: Deciding, features: dict[str, float], *, pause: int, times: int = 40, p_value: float = 5e-4
) -> list[str]:
    """Return what becomes of a source that leaves its challenge unanswered every so many seconds."""
    for t in range(2):
        deciding.take(Entry(p_value=p_value, features=features), at=T0 + t)
    assert "challenge" in {decision.type for decision in deciding.state.active.values()}
    made = [d for n in range(times) for d in hammer(deciding, T0 + 2 + pause * n, 1, 1, features=features)]
    return [d.type for d in made if not d.lifted_at]


CRAWLER = {"paths_600s": 70.0, "pages_60s": 6.0, "page_share": 1.0} | BROWSERS


@pytest.mark.parametrize(
    ("p_value", "pause", "grows"), [(5e-4, 2, True), (5e-4, 5, False), (2e-4, 5, True), (2e-4, 10, False)]
)
def test_a_crawl_that_answers_no_challenge_is_banned_the_sooner_the_more_unusual_it_is(
    deciding: Deciding, p_value: float, pause: int, *, grows: bool
):
    assert unanswered(deciding, CRAWLER, pause=pause, p_value=p_value) == ["ban"] * grows


def test_nine_challenges_unanswered_are_no_ground_for_a_ban(deciding: Deciding):
    assert unanswered(deciding, CRAWLER, pause=5, times=9, p_value=5e-5) == []


LOGINS = {"logins_600s": 5.0, "page_share": 0.5} | BROWSERS


@pytest.mark.parametrize(("features", "reports"), [(LOGINS, 11), (PROBER, 3)], ids=["logins", "probes"])
def test_challenges_within_five_seconds_are_one_try_but_of_a_prober(
    deciding: Deciding, features: dict[str, float], reports: int
):
    assert unanswered(deciding, features, pause=1, times=reports - 1) == []
    assert unanswered(Deciding(), features, pause=1, times=reports) == ["ban"]


def test_a_pass_forgives_the_tries_before_it(deciding: Deciding):
    assert unanswered(deciding, LOGINS, pause=5, times=2) == []
    deciding.take(Entry(p_value=1.0, requests=2, refused=1, features=LOGINS | {"passed_share": 0.2}), at=T0 + 12)
    assert hammer(deciding, T0 + 16, 11, 1, features=LOGINS) == []
    assert [d.type for d in hammer(deciding, T0 + 27, 1, 1, features=LOGINS) if not d.lifted_at] == ["ban"]


@pytest.mark.parametrize(("users", "grows"), [(0.0, True), (1.0, False)], ids=["a program", "a browser"])
def test_an_application_in_a_browser_that_repeats_a_login_is_not_banned_at_the_third(
    deciding: Deciding, users: float, *, grows: bool
):
    logins = LOGINS | {"users_600s": users}
    assert unanswered(deciding, logins, pause=6, times=5) == ["ban"] * grows
    assert unanswered(Deciding(), logins, pause=2, times=40) == ["ban"]


def test_what_a_limit_refused_is_no_challenge_unanswered(deciding: Deciding):
    odd = {"requests_60s": 6.0, "pages_60s": 6.0, "page_share": 1.0} | BROWSERS
    for t in range(2):
        deciding.take(Entry(p_value=5e-5, features=odd), at=T0 + t)
    assert hammer(deciding, T0 + 2, 30, 1, features=odd) == []
    deciding.take(Entry(p_value=5e-5, features=CRAWLER), at=T0 + 40)
    assert {decision.type for decision in deciding.state.active.values()} == {"challenge"}
    assert hammer(deciding, T0 + 41, 45, 1, features=CRAWLER) == []
    assert [d.type for d in hammer(deciding, T0 + 86, 1, 1, features=CRAWLER) if not d.lifted_at] == ["ban"]


def test_a_crawler_that_was_beyond_the_threshold_of_a_ban_is_banned_for_ten_challenges_unanswered(deciding: Deciding):
    assert unanswered(deciding, CRAWLER, pause=15, times=10, p_value=5e-5) == ["ban"]


def test_an_address_of_many_people_may_leave_challenges_unanswered(deciding: Deciding):
    many = HARMLESS_BURST | BROWSERS | {"users_600s": 9.0, "page_share": 0.3}
    assert unanswered(deciding, many, pause=1) == []


def test_newcomers_who_answer_no_challenge_are_banned_however_many_they_are(deciding: Deciding):
    bots = [Entry(f"198.51.100.{n}", p_value=5e-4, features=PROBER) for n in range(2 * Budget().least_bans)]
    deciding.take(*bots)
    refused = [replace(bot, p_value=1.0, requests=0, refused=1) for bot in bots]
    made = [d for t in range(1, 12, 5) for d in deciding.take(*refused, at=T0 + t)]
    assert sum(d.type == "ban" for d in made) >= len(bots)


@pytest.mark.parametrize(("kind", "grows"), [("distributed", True), ("flash_crowd", False)])
def test_who_does_what_an_attack_does_and_answers_no_challenge_is_banned(
    deciding: Deciding, kind: EventKind, *, grows: bool
):
    for t in range(2):
        entry = Entry(p_value=5e-4, features=RELOADER, membership=Membership.CROWD)
        deciding.take(entry, at=T0 + t, events=(event_of(kind),))
    assert {d.kind for d in deciding.state.active.values() if d.type == "challenge"} == {kind}
    made = [d for t in range(5) for d in hammer(deciding, T0 + 30 * t, 1, 1, features=RELOADER)]
    types = [d.type for d in made if not d.lifted_at]
    assert types == ["ban"] * grows


def test_frozen_or_capped_nothing_grows(deciding: Deciding):
    limited(deciding, SLOWER)
    deciding.context.apply(SetMaxStep(at=T0, service="shop", max_step="limit", by="ann"))
    assert hammer(deciding, T0 + 2, 40) == []
    deciding.context.apply(SetMaxStep(at=T0, service="shop", max_step="ban", by="ann"))
    deciding.context.apply(Freeze(at=T0, frozen=True, by="ann"))
    assert hammer(deciding, T0 + 42, 40) == []


def test_late_refusals_prolong_nothing(deciding: Deciding):
    (ban,) = deciding.take(Entry(features=HUGE_FLOOD))
    assert hammer(deciding, ban.until_at - 30, 29, late=True) == []
