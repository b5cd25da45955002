"""Slots brought forward, and their twin, remember the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.arrivals import Arrivals, Seen, arrive, arrive_twin

SLOTS = 9


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**32), st.integers(0, SLOTS), st.integers(0, 20)), max_size=8))
def test_any_batches_are_remembered_alike(batches):
    seen, twin = (
        Seen(np.zeros(SLOTS, np.uint32), np.zeros(SLOTS, np.int64), np.zeros(SLOTS, np.bool_)) for _ in range(2)
    )
    for seed, entries, rows in batches:
        random = np.random.default_rng(seed)
        slot = random.permutation(SLOTS)[:entries]
        held = np.maximum(random.choice([0, 5, 6, 2**20, 2**32 - 1], entries), seen.last[slot])
        entry = random.integers(-1, entries, rows)
        second = np.where(random.random(rows) < 0.6, np.append(held, 7)[entry], random.integers(0, 9, rows))
        requests = random.choice(np.array([0, 1, 2**32 - 1], np.uint32), rows)
        batch = Arrivals(slot, held, entry, second, requests)
        for kernel, expected in zip(arrive(seen, batch), arrive_twin(twin, batch), strict=True):
            np.testing.assert_array_equal(kernel, expected)
        for kernel, expected in zip(seen, twin, strict=True):
            np.testing.assert_array_equal(kernel, expected)
