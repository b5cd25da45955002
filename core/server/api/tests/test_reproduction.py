"""What a decision stores gives its score again, the group head's part of it too."""

from dataclasses import dataclass
from random import Random

import msgspec
import numpy as np
import pytest

from core.server.api.decision_shapes import shown_in_detail
from core.server.api.reproduction import reproduce
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision, Evidence
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from models.groups.members import EVIDENCE
from models.groups.stage import GroupStage
from models.groups.tests.simulation import START, WARM_SECONDS, World, bots, visitors
from models.part import Part
from models.stage import ScoringStage
from models.tests.records import T0, record_of


@dataclass
class Made:
    decision: Decision
    parts: dict[str, Part]


@pytest.fixture(scope="module")
def of_members() -> list[Made]:
    """The decisions about members of a distributed attack, as they are read from the database."""
    world = World().run(visitors(Random(1), T0, WARM_SECONDS), START)
    rows, state, made = bots(Random(3), START, 60, 60, 5), DecisionState(), []
    for second in range(START, START + 60):
        record = record_of([row for row in rows if row.second == second], position=second, as_of=second)
        (scores,) = ScoringStage().process([record], world.scoring)
        scores = GroupStage().process(record, scores, world.groups)
        decisions = DecisionStage().process(scores, (), Context(default_mode="enforce"), state)
        made += [Made(each, dict(scores.parts)) for each in decisions if each.evidence.membership == "attack"]
    return [Made(msgspec.json.decode(msgspec.json.encode(each.decision), type=Decision), each.parts) for each in made]


def test_a_members_group_head_is_made_again_bit_for_bit(of_members: list[Made]):
    assert {each.decision.type for each in of_members} >= {"ban"}
    for each in of_members:
        again = reproduce(each.decision, each.parts)
        assert again is not None
        assert again.equal
        assert again.heads["group"] == each.decision.evidence.heads["group"]
        assert set(each.decision.evidence.group) <= set(EVIDENCE)


def test_a_group_head_that_its_evidence_does_not_give_is_told(of_members: list[Made]):
    made = of_members[-1]
    group = made.decision.evidence.group | {"seconds": made.decision.evidence.group["seconds"] - 1}
    evidence = msgspec.structs.replace(made.decision.evidence, group=group)
    again = reproduce(msgspec.structs.replace(made.decision, evidence=evidence), made.parts)
    assert again is not None
    assert not again.equal
    assert np.isfinite(list(again.heads.values())).all()


def test_a_member_s_decision_shows_the_event_and_what_the_source_is_to_it(of_members: list[Made]):
    made = of_members[-1].decision
    shown = shown_in_detail(made, made.decided_at, None, [])
    assert shown.membership == "attack"
    assert shown.event is not None
    assert (shown.event.kind, shown.event.signature[:5]) == ("distributed", "GET #")
    assert shown.event.sources > 5
    assert shown.event.started_at < shown.decided_at


def test_who_is_in_no_event_shows_none(of_members: list[Made]):
    made = of_members[-1].decision
    shown = shown_in_detail(msgspec.structs.replace(made, evidence=Evidence()), made.decided_at, None, [])
    assert (shown.membership, shown.event) == ("", None)
