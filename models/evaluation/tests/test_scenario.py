from collections import Counter

import pytest

from models.evaluation.background import RecordedBackground, Session, SyntheticBackground
from models.evaluation.browsing import Visit
from models.evaluation.poisoning import DAY_SECONDS, KIND
from models.evaluation.request import FAMILIES, HARMLESS, Scenario
from models.evaluation.scenario import scenario
from models.evaluation.sites import SYNTHETIC

SCALE = 0.02


def made(seed: int = 3, **options) -> Scenario:
    return scenario(seed, background=SyntheticBackground(), scale=SCALE, **options)


@pytest.fixture(scope="module")
def usual() -> Scenario:
    return made()


def test_a_seed_makes_the_same_requests_again(usual: Scenario):
    assert made().requests == usual.requests
    assert made(4).requests != usual.requests


def test_requests_stand_in_the_order_of_time_within_the_window(usual: Scenario):
    instants = [request.at for request in usual.requests]
    assert instants == sorted(instants)
    assert usual.starts_at <= instants[0]
    assert instants[-1] < usual.ends_at


def test_every_family_and_every_trap_takes_part_and_the_truth_is_known(usual: Scenario):
    kinds = {usual.truth[request.source].kind for request in usual.requests}
    assert kinds == {*FAMILIES, *HARMLESS} - {"crawler"}  # only recorded logs have crawlers
    assert all(truth.attack == (truth.kind in FAMILIES) for truth in usual.truth.values())


def test_the_warm_up_has_a_few_attackers_in_it(usual: Scenario):
    early = [request for request in usual.requests if request.at < usual.warm_at]
    attackers = {request.source for request in early if usual.truth[request.source].attack}
    assert 0 < len(attackers) < 0.05 * len({request.source for request in early})


def test_a_family_left_out_does_not_take_part():
    kinds = {truth.kind for truth in made(leave_out=frozenset({"flood", "ddos"})).truth.values()}
    assert not kinds & {"flood", "ddos"}
    assert "xmlrpc_flood" in kinds


def test_slow_attackers_ask_two_to_three_times_less_often(usual: Scenario):
    def rate(told: Scenario) -> float:
        at = [r.at for r in told.requests if told.truth[r.source].kind == "cache_busting"]
        sources = [t for t in told.truth.values() if t.kind == "cache_busting"]
        return len(at) / len(sources)

    several = [(made(seed), made(seed, shift="slow")) for seed in (3, 4, 5)]
    ratio = sum(rate(usual) for usual, _ in several) / sum(rate(slow) for _, slow in several)
    assert 1.7 < ratio < 3.5


def test_attackers_are_answered_in_many_ways(usual: Scenario):
    statuses = Counter(r.status for r in usual.requests if usual.truth[r.source].attack)
    assert {200, 301, 302, 404, 403} <= set(statuses)


def test_what_the_operator_knows_are_the_search_bot_and_the_own_machine(usual: Scenario):
    assert {usual.truth[source].kind for source in usual.verified} == {"search_bot"}
    assert {usual.truth[source].kind for source in usual.own} == {"page_speed"}


def test_poisoning_adds_a_day_before_and_leaves_the_rest_as_it_is(usual: Scenario):
    poisoned, quiet = made(day="poisoned"), made(day="quiet")
    assert [r for r in poisoned.requests if poisoned.truth[r.source].kind != KIND] == quiet.requests
    assert [r for r in poisoned.requests if r.at >= usual.starts_at] == usual.requests
    before = [r for r in poisoned.requests if r.at < usual.starts_at]
    assert before[0].at >= usual.starts_at - DAY_SECONDS
    noon = usual.starts_at - DAY_SECONDS / 2
    rising = [r.at for r in before if poisoned.truth[r.source].kind == KIND]
    assert sum(at > noon for at in rising) > 5 * sum(at <= noon for at in rising)


def test_the_day_before_leads_over_to_the_traffic_that_follows(usual: Scenario):
    quiet = made(day="quiet")
    sources = [
        len({r.source for r in quiet.requests if lag <= usual.starts_at - r.at < lag + 1800}) for lag in (0, 1800)
    ]
    assert 0.6 < sources[1] / sources[0] < 1


def test_recorded_sessions_are_drawn_once_each_and_scans_are_replayed():
    visits = (Visit(0, "GET", "/hello", 200, 9, "", "browser", 0.1),)
    sessions = tuple(Session("shop.example", "visitor", browser=True, visits=visits) for _ in range(50))
    scan = Session("", "fast_scan", browser=False, visits=(Visit(0, "GET", "/recorded", 404, 9, "", "scan", 0.1),))
    told = scenario(1, background=RecordedBackground(SYNTHETIC, (scan,), sessions), scale=SCALE)
    assert sum(request.url == "/hello" for request in told.requests) <= 50
    assert any(request.url == "/recorded" and told.truth[request.source].attack for request in told.requests)
