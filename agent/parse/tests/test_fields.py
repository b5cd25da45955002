from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.address import address_text, pack_address
from agent.parse.fields import (
    read_address,
    read_hop,
    read_msec,
    read_network,
    read_seconds,
    read_time_iso,
    read_time_local,
    read_upstream_seconds,
)

instants = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(instants)
def test_times_are_read_as_the_standard_library_writes_them(at):
    second = int(at.replace(microsecond=0).timestamp())
    assert read_time_local(at.strftime("%d/%b/%Y:%H:%M:%S %z").encode()) == second
    assert read_time_iso(at.isoformat().encode()) == second


def test_a_time_without_a_zone_is_utc():
    assert read_time_iso(b"2024-01-01T00:00:00Z") == int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    assert read_time_iso(b"2024-01-01 00:00:00.5") == int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "value", [b"", b"-", b"10/Oct/2024:13:55:36", b"10/Oct/2024:25:55:36 +0000", b"01/Jan/1969:00:00:00 +0000"]
)
def test_what_is_no_time_is_none(value):
    assert read_time_local(value) is None


def test_epoch_times_lose_their_fraction():
    assert read_msec(b"1700000000.999") == 1_700_000_000
    assert read_msec(b"99999999999") is None


def test_durations():
    assert read_seconds(b"0.012") == 0.012
    assert read_seconds(b"-") == 0
    assert read_seconds(b"1e3") is None
    assert read_upstream_seconds(b"0.001, 0.002 : 0.1") == pytest.approx(0.103)
    assert read_upstream_seconds(b"-, 0.5") == 0.5


@given(st.ip_addresses())
def test_addresses_are_read_as_the_wire_packs_them(address):
    assert read_address(str(address).encode()) == pack_address(str(address))


@pytest.mark.parametrize(
    "value", [b"", b"1.2.3", b"1.2.3.4.5", b"01.2.3.4", b"1.2.3.256", b" 1.2.3.4", b"::1%eth0", b"unix:", b":::"]
)
def test_what_is_no_address_is_none(value):
    assert read_address(value) is None


@pytest.mark.parametrize(
    ("hop", "source"),
    [
        (b" 192.0.2.1 ", "192.0.2.1"),
        (b"192.0.2.1:8080", "192.0.2.1"),
        (b"[2001:db8::1]:443", "2001:db8::"),
        (b"2001:db8::1", "2001:db8::"),
        (b"unknown", None),
        (b"", None),
    ],
)
def test_a_hop_may_carry_a_port(hop, source):
    packed = read_hop(hop)
    assert (packed and address_text(packed)) == source


def test_networks_are_packed_with_their_prefix():
    assert read_network("10.0.0.0/8") == (bytes(10) + b"\xff\xff\x0a\0\0\0", 104)
    assert read_network("2001:db8::/96")[1] == 64
    with pytest.raises(ValueError, match="network"):
        read_network("nowhere")
