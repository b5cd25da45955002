from ipaddress import ip_address

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.address import pack_address
from core.server.places.table import Table


def found(table, *addresses):
    packed = b"".join(pack_address(address) for address in addresses)
    return table.find(np.frombuffer(packed, np.uint8).reshape(-1, 16)).tolist()


def four(first, last, value):
    return int(ip_address(first)), int(ip_address(last)), value


def test_an_address_has_the_number_of_the_range_it_lies_in_and_none_beside():
    table = Table.of(
        [four("8.0.0.0", "8.0.0.255", 1), four("8.0.1.0", "8.0.1.7", 2)], [(0x20010DBA << 32, 0x20010DBA << 32, 7)]
    )
    assert found(table, "7.255.255.255", "8.0.0.0", "8.0.0.255", "8.0.1.7", "8.0.1.8") == [0, 1, 1, 2, 0]
    assert found(table, "2001:dba::1", "2001:dba:0:1::") == [7, 0]


def test_what_is_nobodys_place_has_none_whatever_a_registry_says():
    table = Table.of([four("1.0.0.0", "223.255.255.255", 9)], [(0, 2**64 - 1, 9)])
    nowhere = ("10.1.2.3", "127.0.0.1", "192.168.0.1", "203.0.113.7", "2001:db8::1", "fe80::1", "::1")
    assert found(table, *nowhere) == [0] * len(nowhere)
    assert found(table, "11.0.0.0", "203.0.114.0", "2a00::1") == [9, 9, 9]


def test_an_empty_table_knows_nothing(tmp_path):
    Table.of([], []).save(tmp_path, "none")
    assert found(Table.load(tmp_path, "none"), "8.8.8.8", "2a00::1") == [0, 0]


@given(
    st.lists(st.tuples(st.integers(0x08000000, 0x08000FFF), st.integers(1, 9)), unique_by=lambda each: each[0]),
    st.data(),
)
def test_it_answers_as_a_walk_through_the_ranges_does(starts, data):
    starts.sort()
    lasts = [after[0] - 1 for after in starts[1:]] + [0x08000FFF] * bool(starts)
    ranges = [
        (first, data.draw(st.integers(first, last)), value) for (first, value), last in zip(starts, lasts, strict=True)
    ]
    asked = data.draw(st.integers(0x07FFFFF0, 0x0800100F))
    expected = next((value for first, last, value in ranges if first <= asked <= last), 0)
    assert found(Table.of(ranges, []), str(ip_address(asked))) == [expected]
