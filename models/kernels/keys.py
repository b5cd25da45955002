"""Hashes of sources and of their networks, and what is alike among them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Keys = NDArray[np.uint64]
Addresses = NDArray[np.uint8]  # (n, 16), packed

_ADD: Final = np.uint64(0x9E3779B97F4A7C15)
_MUL_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MUL_2: Final = np.uint64(0x94D049BB133111EB)
_MAPPED: Final = 0xFFFF
_IPV6_BYTES: Final = 6  # a /48


def mix64(values: Keys) -> Keys:
    """Return splitmix64's finalizer of each of (n,) values: a bijection that spreads every bit."""
    if compiled is None:
        return mix64_twin(values)
    mixed: Keys = compiled.mix(values)
    return mixed


def mix64_twin(values: Keys) -> Keys:
    """Return what `mix64` does, in numpy."""
    mixed = values + _ADD
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MUL_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MUL_2
    return mixed ^ (mixed >> np.uint64(31))


def source_keys(services: Keys, addresses: Addresses) -> Keys:
    """Return the key of each (service, source): of the hashes (n,) of services' names and the sources' addresses."""
    if compiled is None:
        return source_keys_twin(services, addresses)
    keys: Keys = compiled.source_keys_of(np.ascontiguousarray(services), np.ascontiguousarray(addresses))
    return keys


def source_keys_twin(services: Keys, addresses: Addresses) -> Keys:
    """Return what `source_keys` does, in numpy."""
    halves = np.ascontiguousarray(addresses).view("<u8").astype(np.uint64, copy=False)
    return mix64_twin(mix64_twin(mix64_twin(halves[:, 0]) ^ halves[:, 1]) ^ services)


def network_keys(addresses: Addresses) -> Keys:
    """Return a 64-bit key of the network of each address: /24 of IPv4, /48 of IPv6."""
    if compiled is None:
        return network_keys_twin(addresses)
    keys: Keys = compiled.network_keys_of(np.ascontiguousarray(addresses))
    return keys


def network_keys_twin(addresses: Addresses) -> Keys:
    """Return what `network_keys` does, in numpy."""
    halves = np.ascontiguousarray(addresses).view(">u8").astype(np.uint64)
    mapped = (halves[:, 0] == 0) & (halves[:, 1] >> np.uint64(32) == np.uint64(_MAPPED))
    wide = halves[:, 0] >> np.uint64(64 - 8 * _IPV6_BYTES)
    keys: Keys = np.where(mapped, (halves[:, 1] >> np.uint64(8)) | np.uint64(1 << 63), wide)
    return keys


def grouped(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each of the different keys, in their order, first stands, and (n,) the number of each key there."""
    if compiled is None:
        return grouped_twin(keys)
    first, group = compiled.grouped_of(keys)
    return first, group


def grouped_twin(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return what `grouped` does, in numpy."""
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64, copy=False), group.astype(np.int64, copy=False)
