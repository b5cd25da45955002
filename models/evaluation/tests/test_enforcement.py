from agent.contract.address import pack_address
from models.evaluation.defender import Verdict
from models.evaluation.enforcement import Enforcer
from models.evaluation.request import Truth
from models.evaluation.tests.traffic import T0, ask

PERSON, BOT, OTHER = "192.0.2.1", "192.0.2.2", "198.51.100.1"
TRUTH = {
    PERSON: Truth("visitor", attack=False, browser=True),
    BOT: Truth("flood", attack=True),
    OTHER: Truth("api_client", attack=False),
}


def held(step: str, source: str = BOT, service: str = "", bits: int = 128) -> Enforcer:
    enforcer = Enforcer(TRUTH)
    enforcer.hold([Verdict(pack_address(source), service, step, T0, T0 + 60, "flood", bits)])
    return enforcer


def test_a_ban_acts_half_a_second_after_the_decision_until_it_ends():
    enforcer = held("ban")
    assert [enforcer.outcome(ask(at, BOT)) for at in (0.4, 0.5, 59.9, 60)] == ["", "ban", "ban", ""]


def test_a_ban_is_of_one_source_at_one_service():
    enforcer = held("ban", service="shop")
    assert enforcer.outcome(ask(5, OTHER)) == ""
    assert enforcer.outcome(ask(5, BOT, service="blog")) == ""


def test_a_limit_lets_a_burst_of_six_and_then_one_a_second_through():
    enforcer = held("limit")
    outcomes = [enforcer.outcome(ask(2 + n / 100, BOT)) for n in range(20)]
    assert outcomes == [""] * 6 + ["limit"] * 14
    assert [enforcer.outcome(ask(at, BOT)) for at in (3.2, 3.3)] == ["", "limit"]


def test_a_challenge_is_passed_by_a_browser_and_by_nobody_else():
    for source, later in ((PERSON, "passed"), (BOT, "challenge"), (OTHER, "challenge")):
        enforcer = held("challenge", source)
        assert [enforcer.outcome(ask(at, source)) for at in (5, 5.9, 8)] == ["challenge", "challenge", later]


def test_each_browser_behind_a_source_passes_for_itself_and_for_an_hour():
    enforcer = held("challenge", PERSON)
    one, other = ask(5, PERSON), ask(9, PERSON)._replace(agent="another")
    assert [enforcer.outcome(each) for each in (one, other)] == ["challenge", "challenge"]
    later = [one._replace(at=T0 + at) for at in (9, 100, 3700)]
    assert [enforcer.outcome(each) for each in later] == ["passed", "passed", ""]


def test_a_limit_holds_for_who_has_passed():
    enforcer = held("challenge", PERSON)
    enforcer.outcome(ask(2, PERSON))
    enforcer.hold([Verdict(pack_address(PERSON), "", "limit", T0 + 3, T0 + 60)])
    assert [enforcer.outcome(ask(9, PERSON)) for _ in range(7)] == ["passed"] * 6 + ["limit"]


def test_the_strongest_verdict_holds():
    enforcer = held("challenge")
    enforcer.hold([Verdict(pack_address(BOT), "", "ban", T0 + 3, T0 + 20)])
    assert [enforcer.outcome(ask(at, BOT)) for at in (2, 5, 30)] == ["challenge", "ban", "challenge"]


def test_a_prefix_holds_for_all_in_it():
    enforcer = held("ban", "192.0.2.0", bits=120)
    assert [enforcer.outcome(ask(5, source)) for source in (PERSON, BOT, OTHER)] == ["ban", "ban", ""]
