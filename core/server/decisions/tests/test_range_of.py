from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.decisions.range_of import range_of


@given(st.ip_addresses())
def test_it_is_the_network_of_an_address(address):
    length = 24 if address.version == 4 else 48
    assert range_of(str(address)) == str(ip_network((address, length), strict=False))


@pytest.mark.parametrize(
    "text", ["192.0.2.256", "192.0.2.01", "192.0.2", "192.0.2.1.1", "192.0.2.1\n", "١٩٢.0.2.1", ""]
)
def test_what_is_no_address_is_left_as_it_is(text):
    with pytest.raises(ValueError, match="address"):
        ip_address(text)
    assert range_of(text) == text
    assert range_of("192.0.2.0/24") == "192.0.2.0/24"
