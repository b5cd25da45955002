import numpy as np

from models.rescore import rescore
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, page, record_of

PROBES = Row(
    T0,
    "192.0.2.1",
    counts={"requests": 9, "status_4xx": 9, "sensitive": 9, "no_referrer": 9},
    urls=tuple(page(n, flags=2 | 16) for n in range(9)),
)


def test_a_false_alarm_lowers_what_is_alike_and_survives_a_restart():
    state = ScoringState()
    (scores,) = ScoringStage().process([record_of([PROBES])], state)
    silent = np.full(1, np.nan)
    before = rescore(scores.features, silent, state.parts)
    state.learn(scores.features, [False])
    after = rescore(scores.features, silent, state.parts)
    assert after.raw[0, 3] < before.raw[0, 3]
    restored = ScoringState.from_bytes(state.to_bytes())
    assert restored.parts["classifier"].digest == state.parts["classifier"].digest


def test_the_scores_before_a_verdict_can_still_be_made_again():
    state = ScoringState()
    (scores,) = ScoringStage().process([record_of([PROBES])], state)
    state.learn(scores.features, [False])
    again = rescore(scores.features, scores.heads[:, -1], scores.parts)
    assert again.score.tobytes() == scores.score.tobytes()
