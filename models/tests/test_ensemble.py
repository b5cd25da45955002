import numpy as np
import pytest

from models.ensemble import HEADS, WEIGHTS, combine, weighted

NAN = np.nan


def p_of(*heads: float) -> float:
    return float(combine(np.array([heads]))[0][0])


def test_the_strongest_head_counts_by_its_weight():
    assert p_of(5, 1, 1, 0, 0) == pytest.approx(1e-5 / WEIGHTS[0])
    assert p_of(0, 0, 0, 5, 0) == pytest.approx(1e-5 / WEIGHTS[3])


def test_the_weights_share_the_whole_chance_of_a_false_alarm():
    assert WEIGHTS.sum() == pytest.approx(1)
    assert (WEIGHTS > 0).all()


def test_heads_that_are_warming_up_cost_nothing():
    assert p_of(5, NAN, NAN, NAN, NAN) == pytest.approx(1e-5)


def test_where_no_head_speaks_there_is_no_score():
    p_value, score = combine(np.full((2, len(HEADS)), NAN))
    assert p_value.tolist() == [1, 1]
    assert np.isnan(score).all()


def test_novelty_alone_never_reaches_the_threshold_of_a_ban():
    assert p_of(0, 8, 8, NAN, NAN) > 1e-4


def test_p_is_what_the_loudest_head_comes_to():
    heads = np.array([[3, 8, 8, 4, NAN], [5, 1, 0, 0, 2], [NAN] * 5, [0.1] * 5])
    told = weighted(heads)
    assert told.argmax(axis=1)[:2].tolist() == [HEADS.index("classifier"), HEADS.index("pot_tails")]
    assert (10.0 ** -told.max(axis=1)).tolist() == combine(heads)[0].tolist()
    assert (told >= 0).all()


def test_p_is_a_probability_and_the_score_grows_with_surprise():
    heads = np.array([[0, 0, 0, 0, NAN], [1, 0, 0, 0, NAN], [4, 0, 0, 0, NAN], [8, 8, 8, 8, NAN]], float)
    p_value, score = combine(heads)
    assert ((p_value > 0) & (p_value <= 1)).all()
    assert (np.diff(score) >= 0).all()
    assert (score.min(), score.max()) == (0, 1)


def test_no_rows_are_no_trouble():
    p_value, score = combine(np.zeros((0, len(HEADS))))
    assert len(p_value) == len(score) == 0
