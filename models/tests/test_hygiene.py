from dataclasses import replace

import numpy as np

from models.detector_version import shipped
from models.features import FEATURE
from models.groups.event import GroupEvent
from models.hygiene import Hygiene, is_suspicious
from models.scores import Membership, Scores
from models.shadow import Shadow
from models.stage import ScoringStage, heed
from models.state import ScoringState
from models.tests.records import T0, Row, crowd, flood, page, record_of

PROBE = 2 | 16


def learned(hygiene: Hygiene, sources: int, suspicious: int) -> Hygiene:
    flags = np.arange(sources) < suspicious
    hygiene.learn_many(np.arange(1, sources + 1, dtype=np.uint64), flags, T0)
    return hygiene


def test_a_place_full_of_attackers_is_told_by_one_in_ten():
    assert not learned(Hygiene(), 1000, 50).attack_dense
    assert learned(Hygiene(), 1000, 200).attack_dense


def test_a_few_sources_tell_nothing_of_a_place():
    assert not learned(Hygiene(), 20, 20).attack_dense


def test_probing_is_suspicious_however_usual_it_is():
    assert is_suspicious(np.array([1.0, 1.0, 1e-3]), np.array([0.0, 2.0, 0.0])).tolist() == [False, True, True]


def test_it_survives_as_bytes():
    hygiene = learned(Hygiene(), 1000, 200)
    assert Hygiene.from_bytes(hygiene.to_bytes()).attack_dense


def test_a_log_in_which_everyone_attacks_teaches_nothing():
    state = ScoringState()
    before = state.calibration.part.digest, state.pot_tails.part.digest
    for at in range(60):
        urls = tuple(page(n + at, flags=PROBE) for n in range(5))
        counts = {"requests": 5, "status_4xx": 5, "sensitive": 5, "no_referrer": 5}
        rows = [Row(T0 + 30 * at, f"198.51.{n // 250}.{n % 250}", 0, counts, urls) for n in range(600)]
        (scores,) = ScoringStage().process([record_of(rows, position=at)], state)
    assert state.hygiene.attack_dense
    assert (state.calibration.part.digest, state.pot_tails.part.digest) == before
    assert (scores.p_value < 1e-2).all()


def test_a_suspect_teaches_nothing_for_an_hour():
    state = ScoringState()
    ScoringStage().process([crowd(2000)], state)
    (scores,) = ScoringStage().process([record_of([flood(T0 + 1, "203.0.113.9")], position=1)], state)
    assert scores.p_value[0] < 1e-2
    slot = state.table.find_or_add(state.table.key[state.table.learned > T0 + 3000][:1], np.array([T0]), T0)
    assert len(slot) == 1
    assert scores.features[0, FEATURE["requests_1s"]] == 200


EVENT = GroupEvent(
    id="e", service="shop", kind="distributed", signature="GET /", started_at=T0, sources=9, requests=9, excess=9,
    base_share=0.1,
)  # fmt: skip


def learned_by(state: ScoringState) -> tuple[bytes, bytes, bytes, bytes]:
    detectors = state.pot_tails, state.calibration, state.trees, state.forest
    first, second, third, fourth = (detector.to_bytes() for detector in detectors)
    return first, second, third, fourth


def told(scores: Scores, membership: int = Membership.NONE, *events: GroupEvent) -> Scores:
    return replace(scores, membership=np.full(len(scores.score), membership, np.uint8), event=events)


def test_while_a_group_event_runs_its_service_teaches_nothing():
    state = ScoringState()
    (scores,) = ScoringStage().process([crowd(500)], state)
    heed(told(scores, Membership.NONE, EVENT), state)
    before = learned_by(state)
    ScoringStage().process([crowd(600, T0 + 1, 1)], state)
    assert learned_by(state) == before


def test_other_services_go_on_teaching_and_so_does_this_one_when_it_is_over():
    for event in ((replace_service(EVENT, "blog"),), ()):
        state = ScoringState()
        (scores,) = ScoringStage().process([crowd(500)], state)
        heed(told(scores, Membership.NONE, *event), state)
        before = learned_by(state)
        ScoringStage().process([crowd(600, T0 + 1, 1)], state)
        assert learned_by(state) != before


def replace_service(event: GroupEvent, service: str) -> GroupEvent:
    return GroupEvent(**{name: getattr(event, name) for name in event.__struct_fields__} | {"service": service})


def test_what_a_member_of_an_attack_taught_is_taken_back_and_it_teaches_no_more():
    state = ScoringState()
    (scores,) = ScoringStage().process([crowd(500)], state)
    taught = len(state.pot_tails)
    heed(told(scores, Membership.ATTACK), state)
    assert (taught > 400, len(state.pot_tails)) == (True, 0)
    ScoringStage().process([crowd(500, T0 + 30, 1)], state)
    assert len(state.pot_tails) == 0


def test_what_a_source_taught_before_it_showed_to_be_an_attacker_is_taken_back():
    state = ScoringState()
    ScoringStage().process([record_of([Row(T0, "203.0.113.9")])], state)
    assert len(state.pot_tails) == 1
    ScoringStage().process([record_of([flood(T0 + 1, "203.0.113.9", 2000)], position=1)], state)
    assert len(state.pot_tails) == 0


def test_a_challenger_learns_nothing_from_an_event_either():
    state, shadow = ScoringState(), Shadow(shipped())
    (scores,) = ScoringStage().process([crowd(500)], state)
    shadow.score(told(scores, Membership.NONE, EVENT))
    assert len(shadow._detectors.pot_tails) == 0
    shadow.score(told(scores))
    assert len(shadow._detectors.pot_tails) > 400


def test_what_is_frozen_survives_as_bytes():
    state = ScoringState()
    (scores,) = ScoringStage().process([crowd(500)], state)
    heed(told(scores, Membership.NONE, EVENT), state)
    assert ScoringState.from_bytes(state.to_bytes()).frozen == ["shop"]
