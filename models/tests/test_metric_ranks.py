import numpy as np
import pytest

from models.metric_ranks import Ranks


def learned(values: np.ndarray) -> Ranks:
    ranks = Ranks()
    for value in values.tolist():
        ranks.learn_one(value)
    return ranks


def test_the_greatest_of_n_numbers_is_one_in_n() -> None:
    values = np.random.default_rng(1).normal(size=5000)
    ranks = learned(values)
    assert ranks.upper(values.max() + 1) == 1 / 5001
    assert ranks.lower(values.min() - 1) == 1 / 5001


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.001])
def test_ranks_are_near_the_truth_on_both_sides(share: float) -> None:
    values = np.random.default_rng(2).lognormal(size=10_000)
    ranks = learned(values)
    assert ranks.upper(np.quantile(values, 1 - share)) == pytest.approx(share, rel=0.15, abs=3e-4)
    assert ranks.lower(np.quantile(values, share)) == pytest.approx(share, rel=0.15, abs=3e-4)


def test_equal_numbers_are_all_at_least_as_great() -> None:
    ranks = learned(np.full(1000, 3.0))
    assert ranks.upper(3.0) == ranks.lower(3.0) == 1.0


def test_it_forgets_slowly_and_stays_small() -> None:
    ranks = learned(np.concatenate([np.full(20_000, 5.0), np.random.default_rng(3).normal(size=30_000)]))
    assert ranks.upper(4.9) < 0.15
    assert len(ranks.to_values()["value"]) < 1000


def test_restored_ranks_are_the_same() -> None:
    ranks = learned(np.random.default_rng(4).normal(size=1000))
    again = Ranks.from_values(ranks.to_values())
    assert (again.upper(1.0), again.lower(1.0), again.count) == (ranks.upper(1.0), ranks.lower(1.0), ranks.count)
