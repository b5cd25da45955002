from ipaddress import ip_network

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.address import pack_address
from core.server.decisions.context import covers
from core.server.decisions.networks import Networks

_v4 = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 32)).map(lambda n: ip_network(n, strict=False))
_v6 = st.tuples(st.integers(0, 2**128 - 1), st.integers(1, 128)).map(lambda n: ip_network(n, strict=False))
_networks = st.lists(st.one_of(_v4, _v6), max_size=12)


@given(_networks, st.lists(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)), max_size=8))
def test_it_finds_what_looking_at_each_network_finds(networks, others):
    inside = [network.network_address for network in networks]
    packed = [pack_address(str(each)) for each in (*inside, *others)]
    addresses = np.frombuffer(b"".join(packed), np.uint8).reshape(len(packed), 16)
    index = Networks((str(i), network) for i, network in enumerate(networks))
    expected = [{str(i) for i, each in enumerate(networks) if covers(each, source)} for source in packed]
    assert [set(index.covering(source)) for source in packed] == expected
    found = [set[str]() for _ in packed]
    for name, rows in index.members(addresses):
        for row in rows.tolist():
            found[row].add(name)
    assert found == expected
    assert index.cover_many(addresses).tolist() == [bool(names) for names in expected]


def test_without_networks_nothing_is_found():
    index = Networks()
    assert not index
    assert not index.cover_many(np.zeros((3, 16), np.uint8)).any()
