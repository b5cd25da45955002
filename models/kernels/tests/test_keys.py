"""Hashes of sources and their networks, and their twins, give the same bits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.keys import (
    grouped,
    grouped_twin,
    mix64,
    mix64_twin,
    network_keys,
    network_keys_twin,
    source_keys,
    source_keys_twin,
)

SEEDS = st.integers(0, 2**32)


def addresses(seed: int, count: int) -> np.ndarray:
    """IPv6, IPv4 mapped into it, and what is nearly that."""
    random = np.random.default_rng(seed)
    packed = random.integers(0, 256, (count, 16), np.uint8)
    packed[random.random(count) < 0.5, :10] = 0
    packed[random.random(count) < 0.5, 10:12] = 255
    return packed


@given(SEEDS, st.integers(0, 40))
def test_any_addresses_have_the_same_keys(seed, count):
    packed = addresses(seed, count)
    services = np.random.default_rng(seed).integers(0, 2**64, count, np.uint64)
    np.testing.assert_array_equal(source_keys(services, packed), source_keys_twin(services, packed))
    np.testing.assert_array_equal(network_keys(packed), network_keys_twin(packed))
    np.testing.assert_array_equal(mix64(services[::2]), mix64_twin(services[::2]))


@settings(max_examples=150)
@given(SEEDS, st.integers(0, 300), st.sampled_from([2, 40, 2**16, 2**64 - 1]))
def test_any_keys_are_grouped_alike(seed, count, among):
    keys = np.random.default_rng(seed).integers(0, among, count, np.uint64, endpoint=True)
    for kernel, twin in zip(grouped(keys), grouped_twin(keys), strict=True):
        np.testing.assert_array_equal(kernel, twin)
