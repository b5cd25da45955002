"""Fixed hashes of sources: the same on every machine and in every release, as state is keyed by them."""

from hashlib import blake2b

import numpy as np

from models.kernels.keys import mix64, source_keys

__all__ = ["mix64", "service_hash", "shard_of", "source_keys"]

SHARDS = 256


def service_hash(name: str) -> int:
    """Return the fixed 64-bit hash of a service's name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def shard_of(address: bytes, shards: int = SHARDS) -> int:
    """Return the shard of a source: by its address alone, so that one shard sees it at every service."""
    halves = np.frombuffer(address, dtype="<u8").astype(np.uint64)
    return int(mix64(mix64(halves[:1]) ^ halves[1:])[0] % np.uint64(shards))
