import pytest

from core.server.decisions.decision import Decision
from core.server.decisions.tests.deciding import Deciding, event_of
from core.server.decisions.tests.scores import BROWSERS, FLOOD, HARMLESS_BURST, HUGE_FLOOD, OFFICE, T0, Entry
from core.server.ingest.commands import Freeze, SetMaxStep
from models.groups.event import EventKind
from models.scores import Membership

SLOWER = {name: value / 2 for name, value in FLOOD.items()} | {"page_share": 1.0}


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
