import pytest

from core.server.decisions.command import apply_command
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.range_of import range_of
from core.server.decisions.tests.deciding import Deciding
from core.server.decisions.tests.scores import HUGE_FLOOD, T0, Entry
from core.server.ingest.commands import Allow, Lift, Protect


@pytest.fixture
def deciding() -> Deciding:
    return Deciding()


def neighbours(deciding: Deciding, banned: int, harmless: int, prefix: str = "198.51.100.") -> list[Decision]:
    """Ban some of a prefix, see the others, and return what comes of a minute of it."""
    bad = [Entry(f"{prefix}{n}", features=HUGE_FLOOD) for n in range(1, banned + 1)]
    good = [Entry(f"{prefix}{n}", p_value=0.9) for n in range(100, 100 + harmless)]
    deciding.take(*bad, *good)
    refused = [Entry(entry.address, p_value=1.0, requests=0, refused=3) for entry in bad]
    return [made for t in (30, 59, 61) for made in deciding.take(*refused, *good, at=T0 + t)]


@pytest.mark.parametrize(
    ("prefix", "network"), [("198.51.100.", "198.51.100.0/24"), ("2001:db8:5:", "2001:db8:5::/48")]
)
def test_a_range_of_which_nearly_all_is_banned_is_banned_as_one(deciding: Deciding, prefix: str, network: str):
    made = neighbours_6(deciding, prefix) if ":" in prefix else neighbours(deciding, 8, 2, prefix)
    ban = next(each for each in made if each.scope == "range")
    assert (ban.type, ban.value, ban.kind, ban.evidence.basis, ban.evidence.members) == (
        "ban",
        network,
        "flood",
        "members",
        8,
    )
    assert sorted(each.value for each in made if each.lifted_at) == sorted({e.value for e in made} - {network})
    assert list(deciding.state.active.values()) == [ban]


def neighbours_6(deciding: Deciding, prefix: str) -> list[Decision]:
    bad = [Entry(f"{prefix}{n}::", features=HUGE_FLOOD) for n in range(1, 9)]
    deciding.take(*bad)
    refused = [Entry(entry.address, p_value=1.0, requests=0, refused=3) for entry in bad]
    return [made for t in (30, 59, 61) for made in deciding.take(*refused, at=T0 + t)]


@pytest.mark.parametrize(("banned", "harmless"), [(7, 0), (8, 3)], ids=["too few", "too many others"])
def test_a_range_with_others_in_it_is_not(deciding: Deciding, banned: int, harmless: int):
    assert neighbours(deciding, banned, harmless) == []


def test_members_of_a_banned_range_are_held_by_it(deciding: Deciding):
    neighbours(deciding, 8, 0)
    assert deciding.types(Entry("198.51.100.77", features=HUGE_FLOOD), at=T0 + 70) == []
    assert deciding.types(Entry("198.51.101.77", features=HUGE_FLOOD), at=T0 + 70) == ["ban"]


@pytest.mark.parametrize(
    "command",
    [
        Allow(at=T0, entry_id="a", network="198.51.100.200", until_at=0, by="ann"),
        Protect(at=T0, addresses=("198.51.100.200",)),
    ],
)
def test_a_range_that_holds_somebody_spared_is_not_banned(command: Allow | Protect):
    context = Context(default_mode="enforce")
    context.apply(command)
    assert [each for each in neighbours(Deciding(context), 8, 0) if each.scope == "range"] == []


def test_lifting_a_range_lets_its_members_go(deciding: Deciding):
    (ban,) = [each for each in neighbours(deciding, 8, 0) if each.scope == "range"]
    apply_command(Lift(at=T0 + 70, decision_id=ban.id, by="ann"), deciding.context, deciding.state)
    assert deciding.types(Entry("198.51.100.1", features=HUGE_FLOOD), at=T0 + 71) == []


def test_allowing_the_range_lifts_it(deciding: Deciding):
    neighbours(deciding, 8, 0)
    command = Allow(at=T0 + 70, entry_id="a", network="198.51.0.0/16", until_at=0, by="ann")
    assert [each.scope for each in apply_command(command, deciding.context, deciding.state)] == ["range"]


def test_what_is_no_address_is_its_own_range():
    assert range_of("198.51.100.0/24") == "198.51.100.0/24"
    assert range_of("AS64500") == "AS64500"
