"""The filter and its twin hold the same sources."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kernels.bloom import places_of, places_twin, set_bits, set_bits_twin

BITS = 1 << 9


@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(1, 4))
def test_any_sources_set_the_same_bits(seed, count, hashes):
    addresses = np.random.default_rng(seed).integers(0, 256, (count, 16), np.uint8)
    places = places_of(addresses, hashes, BITS)
    np.testing.assert_array_equal(places, places_twin(addresses, hashes, BITS))
    filled, twin = np.zeros(BITS // 8, np.uint8), np.zeros(BITS // 8, np.uint8)
    set_bits(filled, places)
    set_bits_twin(twin, places)
    np.testing.assert_array_equal(filled, twin)


def test_a_bit_that_the_filter_does_not_have_is_refused():
    with pytest.raises(IndexError):
        set_bits(np.zeros(2, np.uint8), np.array([16]))
