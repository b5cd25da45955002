import numpy as np

from models import feedback
from models.features import ALARMING

SURPRISAL = np.zeros((1, len(ALARMING)), np.float32)
SURPRISAL[0, :4] = 6
ODDS = np.array([5.0])


def test_it_starts_as_the_classifier_alone():
    odds = np.linspace(-9, 9, 7)
    surprisal = np.ones((7, len(ALARMING)), np.float32)
    np.testing.assert_allclose(feedback.judged(feedback.INITIAL, odds, surprisal), odds)


def test_a_verdict_moves_what_is_alike_and_hardly_anything_else():
    weights = feedback.learn(feedback.INITIAL, ODDS, SURPRISAL, [False])
    other = np.zeros_like(SURPRISAL)
    other[0, 5:9] = 6
    assert feedback.judged(weights, ODDS, SURPRISAL)[0] < 4.2
    assert feedback.judged(weights, ODDS, other)[0] > 4.2


def test_an_attack_weighs_less_than_a_false_alarm():
    lowered = feedback.learn(feedback.INITIAL, np.zeros(1), SURPRISAL, [False])
    raised = feedback.learn(feedback.INITIAL, np.zeros(1), SURPRISAL, [True])
    down = -feedback.judged(lowered, np.zeros(1), SURPRISAL)[0]
    up = feedback.judged(raised, np.zeros(1), SURPRISAL)[0]
    assert 0 < up < down


def test_no_quarrel_silences_the_classifier():
    weights = feedback.INITIAL
    for _ in range(50):
        weights = feedback.learn(weights, np.array([9.0]), SURPRISAL, [False])
    sure = feedback.judged(weights, np.array([9.0]), np.zeros_like(SURPRISAL))
    assert sure[0] > 1
    assert np.isfinite(weights).all()
