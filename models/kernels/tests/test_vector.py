"""Features of slots and their twin are the same bits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels import vector
from models.kernels.vector import LOADS, NAMED, Remembered, VectorPlan

COUNTERS, SETS, SLOTS = 14, 4, 6
PLAN = VectorPlan(
    count=np.array([3, 0, 13]),
    sets=np.array([2, 0]),
    part=np.array([1, 2]),
    whole=np.array([4, 4]),
    usual=np.array([0.2, 4], np.float32),
    prior=4.0,
    named=np.arange(len(NAMED)) + 2,
)


def remembered(seed: int, count: int) -> Remembered:
    random = np.random.default_rng(seed)
    ew = random.exponential(9, (SLOTS, COUNTERS)).astype(np.float32)
    ew[random.random(ew.shape) < 0.2] = random.choice(np.array([0, 1e-30, 1, 1e9, 1e19], np.float32))
    return Remembered(
        ew,
        random.integers(0, 2**40, SLOTS),
        random.integers(0, SLOTS, count),
        random.exponential(9, (count, SETS)).astype(np.float32),
        random.exponential(99, (count, len(LOADS))),
        random.random(count) < 0.5,
    )


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(0, 20))
def test_any_counters_make_the_same_features(seed, count):
    given_ = remembered(seed, count)
    features = vector.fill(PLAN, given_)
    assert features.shape == (count, 1 + 3 + 2 + 2 + vector.OTHERS)
    expected = np.zeros_like(features)
    burst, spread = vector.filled_twin(PLAN, given_, expected)
    expected[:, -4], expected[:, -3] = np.log(burst), np.maximum(-0.5 * np.log(spread), 0)
    np.testing.assert_array_equal(features, expected)
    assert not np.signbit(features[:, -3]).any()
