"""A label and its address are one."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.proxy.members.labels import address_of, label_of


@given(st.ip_addresses(), st.integers(1, 65_535))
def test_a_label_leads_back_to_its_address(address, port):
    label = label_of(str(address), port)
    assert len(label) <= 63
    assert address_of(label) == address.packed


def test_labels_of_two_ports_differ():
    assert label_of("10.0.0.1", 80) == b"10-0-0-1-80"
    assert label_of("10.0.0.1", 81) == b"10-0-0-1-81"
    assert label_of("2001:db8::1", 80) == b"2001-db8-0-0-0-0-0-1-80"


@pytest.mark.parametrize(
    "label", [b"", b"shop", b"10-0-0-1", b"10-0-0-256-80", b"1-2-3-4-5-6-80", b"g-1-1-1-1-1-1-1-9"]
)
def test_what_is_no_label_has_no_address(label):
    assert address_of(label) is None


@given(st.binary(max_size=63))
def test_no_label_breaks_it(label):
    found = address_of(label)
    assert found is None or ip_address(found)


def test_a_name_has_no_label():
    with pytest.raises(ValueError, match="does not appear to be"):
        label_of("localhost", 80)
