import numpy as np
import pytest

from models.tails import CLIP, Tails, quantiles_of


def tails(maxima: np.ndarray, floor: float = 0.01) -> Tails:
    return Tails(quantiles_of(maxima), np.full(maxima.shape[1], floor))


def test_surprisal_is_the_tail_probability_of_what_was_seen():
    exponential = np.random.default_rng(1).exponential(1, (50_000, 1))
    x = np.array([[np.log(10)], [np.log(100)], [np.log(10_000)]])
    np.testing.assert_allclose(tails(exponential).surprisal(x)[:, 0], [1, 2, 4], atol=0.15)


def test_a_few_attackers_in_the_traffic_do_not_hide_behind_themselves():
    rng = np.random.default_rng(1)
    maxima = rng.exponential(1, (10_000, 1))
    maxima[:50] = 100  # 0.5 % are attackers
    assert tails(maxima).surprisal(np.array([[100.0]]))[0, 0] == CLIP


def test_a_constant_feature_is_no_surprise_where_it_stays():
    constant = np.zeros((1000, 1))
    assert tails(constant, 0.2).surprisal(np.array([[0.0]]))[0, 0] <= 3
    assert tails(constant, 0.2).surprisal(np.array([[10.0]]))[0, 0] == CLIP


def test_nan_is_no_surprise():
    assert tails(np.ones((10, 1))).surprisal(np.array([[np.nan]]))[0, 0] == 0


@pytest.mark.parametrize("value", [-5.0, 0.0, 0.4])
def test_less_than_the_median_is_no_surprise(value: float):
    maxima = np.linspace(0, 1, 1001)[:, None]
    assert tails(maxima).surprisal(np.array([[value]]))[0, 0] == 0


def test_surprisal_never_falls():
    grid = np.linspace(-1, 20, 500)[:, None]
    maxima = np.random.default_rng(2).gamma(2, 1, (5000, 1))
    assert (np.diff(tails(maxima).surprisal(grid)[:, 0]) >= 0).all()
