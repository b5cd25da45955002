from collections import Counter

import numpy as np

from agent.contract.address import pack_address
from models.shard import SHARDS, service_hash, shard_of, source_keys


def test_the_hashes_never_change():
    """State on disk is keyed by them."""
    assert service_hash("shop.example") == 2865444857042509382
    assert shard_of(pack_address("192.0.2.1")) == 166
    packed = np.frombuffer(pack_address("192.0.2.1"), np.uint8)[None, :]
    assert source_keys(np.array([service_hash("shop.example")], np.uint64), packed).tolist() == [11354217619921215836]


def test_sources_spread_over_all_shards():
    shards = Counter(shard_of(pack_address(f"10.{a}.{b}.1")) for a in range(40) for b in range(256))
    assert len(shards) == SHARDS
    assert max(shards.values()) < 5 * min(shards.values())


def test_services_and_addresses_make_different_keys():
    addresses = np.frombuffer(b"".join(pack_address(f"192.0.2.{n}") for n in range(200)), np.uint8).reshape(-1, 16)
    keys = [source_keys(np.full(200, service, np.uint64), addresses) for service in (1, 2)]
    assert len(np.unique(np.concatenate(keys))) == 400
