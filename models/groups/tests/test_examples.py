from random import Random

import numpy as np
import pytest

from agent.contract.wire import Sample
from models.batch import RecordError
from models.groups.event import GroupEvent
from models.groups.examples import MOST_CHARACTERS
from models.groups.keys import Trait, describe, key_of
from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.groups.tests.simulation import START, World, bots
from models.record import Record
from models.scores import Scores
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, record_of, visit

HOSTILE = "/find\x1b[31m\u202e" + "a" * 500


def under_attack(world: World, path: str, agent: str = "evil") -> Scores:
    """The scores of the last of forty seconds of bots, of whom a sample comes with each record."""
    rows = bots(Random(3), START, 40, 200, 5)
    for second in range(START, START + 40):
        own = [row for row in rows if row.second == second]
        samples = (Sample(row=0, method="GET", path=path, status=200, user_agent=agent),)
        record = record_of(own, position=second, as_of=second, samples=samples)
        (scores,) = ScoringStage().process([record], world.scoring)
        scores = GroupStage().process(record, scores, world.groups)
    return scores


def event_of(scores: Scores) -> GroupEvent:
    (event,) = scores.event
    return event


def test_an_event_shows_what_a_sample_of_it_asked_for(site):
    assert event_of(under_attack(World(*site), "/find?q=1")).signature.startswith("GET /find")


def test_a_text_is_cut_and_cannot_steer_a_terminal(site):
    signature = event_of(under_attack(World(*site), HOSTILE)).signature
    assert signature.isprintable()
    assert len(signature) <= MOST_CHARACTERS + 20


def test_members_know_their_event(site):
    scores = under_attack(World(*site), "/find")
    in_it = scores.event_of >= 0
    assert in_it.any()
    np.testing.assert_array_equal(in_it, scores.membership > 0)
    assert scores.event_of.max() < len(scores.event)


def test_texts_survive_as_bytes(site):
    world = World(*site)
    under_attack(world, "/find")
    again = GroupState.from_bytes(world.groups.to_bytes())
    assert [running.described() for running in again.running] == [each.described() for each in world.groups.running]
    assert again.running[0].examples


def test_traits_with_a_text_are_shown_before_those_without(site):
    world = World(*site)
    under_attack(world, "/find")
    (running,) = world.groups.running
    path = int(key_of(np.array([3]), Trait.PATH, np.array([0xABC]))[0])
    running.signature, running.examples = [path - 1, path], {path: "/find"}
    assert running.described().signature == "GET /find, GET #00000abb"


def test_a_network_is_shown_by_its_address_and_what_has_no_text_by_its_hash():
    def key(trait):
        return int(key_of(np.array([3]), trait, np.array([0xABC]))[0])

    assert describe(key(Trait.PREFIX), "192.0.2.0/24") == "192.0.2.0/24"
    assert describe(key(Trait.ASN)) == "AS2748"
    assert describe(key(Trait.AGENT)) == "User-Agent #00000abc"
    assert describe(key(Trait.TEMPLATE), "/item/7") == "GET ~ /item/7"


@pytest.mark.parametrize("systems", [b"1234", bytes(12)])
def test_as_many_autonomous_systems_as_rows(systems):
    record = record_of([visit(T0, "192.0.2.1"), visit(T0, "192.0.2.2")])
    (scores,) = ScoringStage().process([record], ScoringState())
    with pytest.raises(RecordError):
        GroupStage().process(
            Record(0, record.as_of, "n", record.aggregates, systems=systems), scores, GroupState(slots=1 << 6)
        )
