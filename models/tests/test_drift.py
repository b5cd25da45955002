import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.codec import StateError
from models.drift import Drift

RANDOM = np.random.default_rng(2)


def numbers(count: int, mean: float) -> np.ndarray:
    return RANDOM.normal(mean, 0.1, count).clip(0, 1)


def test_a_steady_stream_is_no_drift():
    drift = Drift()
    assert not any(drift.learn_many(numbers(128, 0.4)) for _ in range(2000))


def test_a_change_of_the_mean_is_drift_and_then_the_new_usual():
    drift = Drift()
    for _ in range(100):
        drift.learn_many(numbers(128, 0.3))
    assert any(drift.learn_many(numbers(128, 0.6)) for _ in range(60))
    assert not any(drift.learn_many(numbers(128, 0.6)) for _ in range(500))


def test_nan_teaches_nothing():
    drift = Drift()
    assert not any(drift.learn_many(np.full(1000, np.nan)) for _ in range(10))
    assert drift.to_values() == Drift().to_values()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), st.floats(0, 1)), max_size=60), st.integers(0, 60))
def test_restored_it_goes_on_as_it_would_have(stream, cut):
    whole, other = Drift(), Drift()
    for at, (count, value) in enumerate(stream):
        if at == cut:
            other = Drift.from_values(other.to_values())
        values = np.full(count, value)
        assert whole.learn_many(values) == other.learn_many(values)
    assert whole.to_values() == other.to_values()


def test_its_memory_is_bounded_and_restores_the_same():
    drift = Drift()
    for _ in range(3000):
        drift.learn_many(numbers(64, 0.5))
        assert len(drift.to_values()["inputs"]) < 1024
    assert Drift.from_values(drift.to_values())._adwin.width == drift._adwin.width


@pytest.mark.parametrize("values", [{}, {"low": 0, "high": 1, "sum": 0, "rows": 0, "inputs": ["x"]}])
def test_damaged_values_are_refused(values):
    with pytest.raises(StateError):
        Drift.from_values(values)
