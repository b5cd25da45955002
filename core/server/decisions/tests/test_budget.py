from core.server.decisions.budget import Budget, exhausted_until, spend_ban
from core.server.decisions.context import Context
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.deciding import Deciding, event_of
from core.server.decisions.tests.scores import EXPLOIT, HUGE_FLOOD, T0, Entry
from core.server.ingest.commands import SetBudget
from models.scores import Membership

DAY_BEFORE = T0 - 3600


def crowd(count: int, **how: object) -> list[Entry]:
    return [Entry(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", **how) for n in range(count)]


def attackers(count: int) -> list[Entry]:
    features = {"requests_60s": 3.0}
    return crowd(count, p_value=1e-6, features=features, membership=Membership.ATTACK)


def test_a_thousand_newcomers_of_an_attack_are_banned_at_once():
    deciding = Deciding()
    assert deciding.types(*attackers(1000), events=(event_of(),)).count("ban") == 1000
    assert exhausted_until(deciding.state, T0) == {}


def test_those_who_usually_come_are_protected_whatever_event_they_are_said_to_be_of():
    deciding = Deciding()
    for t in (0, 700, 1400):
        deciding.take(*crowd(1000, p_value=0.9, requests=1), at=DAY_BEFORE + t)
    types = deciding.types(*attackers(1000), events=(event_of(),))
    assert types.count("ban") == 30
    assert exhausted_until(deciding.state, T0) == {"shop": T0 + 600}
    assert exhausted_until(deciding.state, T0 + 600) == {}


def test_a_budget_is_what_a_person_says_it_is_from_then_on():
    deciding = Deciding()
    for t in (0, 700, 1400):
        deciding.take(*crowd(1000, p_value=0.9, requests=1), at=DAY_BEFORE + t)
    nothing = dict.fromkeys(("least_bans", "share_of_sources", "share_of_traffic", "outsiders"))
    deciding.context.apply(SetBudget(at=T0, by="ann", **nothing | {"least_bans": 12}))
    assert deciding.types(*attackers(1000), events=(event_of(),)).count("ban") == 12
    assert Context.from_bytes(deciding.context.to_bytes()).budget == Budget(least_bans=12)
    deciding.context.apply(SetBudget(at=T0, by="ann", **nothing))
    assert deciding.context.budget == Budget()


def test_newcomers_of_an_attack_have_no_more_than_a_person_gives_them():
    deciding = Deciding()
    said = {"least_bans": 5, "share_of_sources": None, "share_of_traffic": None, "outsiders": 100}
    deciding.context.apply(SetBudget(at=T0, by="ann", **said))
    assert deciding.types(*attackers(1000), events=(event_of(),)).count("ban") == 100


def test_a_large_service_may_ban_more_of_its_own_as_long_as_they_are_little_of_its_traffic():
    quiet = {"requests_600s": 6.0, "requests_60s": 100.0, "logins_600s": 40.0}
    bans = []
    for features in (quiet, quiet | {"requests_600s": 60_000.0}):
        deciding = Deciding()
        for t in range(0, 2000, 100):
            deciding.take(*crowd(12_000, p_value=0.9, requests=1), at=DAY_BEFORE + t)
        few = crowd(40, p_value=1e-6, features=features)
        deciding.take(*few, at=T0)
        bans.append(deciding.types(*few, at=T0 + 1).count("ban"))
    assert bans == [40, 30]


def test_a_source_seen_since_the_attack_began_is_no_known_one():
    deciding = Deciding()
    deciding.take(*crowd(100, p_value=0.9), at=T0 - 60)
    assert deciding.types(*attackers(100), events=(event_of(),)).count("ban") == 100


def test_a_flood_of_one_is_banned_though_nobody_knows_the_service():
    assert Deciding().types(Entry(features=HUGE_FLOOD)) == ["ban"]


def test_newcomers_that_ask_for_what_only_attackers_ask_for_are_banned_however_many_they_are():
    deciding = Deciding()
    assert deciding.types(*crowd(100, p_value=5e-4, features=EXPLOIT)).count("ban") == 100
    assert exhausted_until(deciding.state, T0) == {}


def test_a_clock_that_was_ahead_for_a_moment_does_not_keep_the_budget_spent():
    state = DecisionState()
    ahead = [
        spend_ban("shop", bytes(16), T0 + 30 * 86_400, state, Budget(), is_outsider=False, rps=0.0) for _ in range(31)
    ]
    assert ahead.count(False) == 1
    assert spend_ban("shop", bytes(16), T0, state, Budget(), is_outsider=False, rps=0.0)
