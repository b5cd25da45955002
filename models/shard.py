"""Fixed hashes of sources: the same on every machine and in every release, as state is keyed by them."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

SHARDS = 256

_ADD = np.uint64(0x9E3779B97F4A7C15)
_MUL_1 = np.uint64(0xBF58476D1CE4E5B9)
_MUL_2 = np.uint64(0x94D049BB133111EB)


def mix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return splitmix64's finalizer of each of (n,) values: a bijection that spreads every bit."""
    if compiled is None:
        return mix64_twin(values)
    mixed: NDArray[np.uint64] = compiled.mix(values)
    return mixed


def mix64_twin(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return what `mix64` does, in numpy."""
    mixed = values + _ADD
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MUL_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MUL_2
    return mixed ^ (mixed >> np.uint64(31))


def service_hash(name: str) -> int:
    """Return the fixed 64-bit hash of a service's name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def source_keys(services: NDArray[np.uint64], addresses: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the key of each (service, source).

    Args:
        services: (n,) hashes of the services' names.
        addresses: (n, 16) packed addresses.
    """
    halves = np.ascontiguousarray(addresses).view("<u8").astype(np.uint64, copy=False)
    return mix64(mix64(mix64(halves[:, 0]) ^ halves[:, 1]) ^ services)


def shard_of(address: bytes, shards: int = SHARDS) -> int:
    """Return the shard of a source: by its address alone, so that one shard sees it at every service."""
    halves = np.frombuffer(address, dtype="<u8").astype(np.uint64)
    return int(mix64(mix64(halves[:1]) ^ halves[1:])[0] % np.uint64(shards))
