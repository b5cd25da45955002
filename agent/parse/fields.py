"""Readers of field values. Each returns None where the value is not what NGINX would write."""

import re
from ipaddress import ip_network
from socket import AF_INET, inet_pton
from typing import Final

from agent.contract.address import pack_address

MONTHS: Final = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), start=1
    )
}
_LOCAL = re.compile(rb"(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_ISO = re.compile(rb"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))?")
_MSEC = re.compile(rb"(\d{1,10})(?:\.\d*)?")
_SECONDS = re.compile(rb"(\d{1,9})(?:\.(\d{0,6})\d*)?")
_NEWEST: Final = 2**32 - 1
_MAPPED: Final = bytes(10) + b"\xff\xff"


def read_time_local(value: bytes) -> int | None:
    """Return the Unix second of `10/Oct/2000:13:55:36 -0700`."""
    found = _LOCAL.fullmatch(value)
    if not found or found[2] not in MONTHS:
        return None
    date = int(found[3]), MONTHS[found[2]], int(found[1])
    return _second(date, found.group(4, 5, 6), found.group(7, 8, 9))


def read_time_iso(value: bytes) -> int | None:
    """Return the Unix second of `2013-10-10T16:52:00+02:00`; a fraction is dropped, no offset means UTC."""
    found = _ISO.fullmatch(value)
    if not found:
        return None
    date = int(found[1]), int(found[2]), int(found[3])
    zone = found.group(7, 8, 9) if found[7] else (b"+", b"00", b"00")
    return _second(date, found.group(4, 5, 6), zone)


def _second(date: tuple[int, int, int], clock: tuple[bytes, ...], zone: tuple[bytes, ...]) -> int | None:
    hour, minute, second = map(int, clock)
    sign, hours, minutes = zone[0], int(zone[1]), int(zone[2])
    sane = 1 <= date[1] <= 12 and 1 <= date[2] <= 31 and hour < 24 and minute < 60 and second <= 60
    if not (sane and hours <= 15 and minutes < 60):
        return None
    offset = (hours * 60 + minutes) * 60 * (-1 if sign == b"-" else 1)
    at = _days(*date) * 86400 + (hour * 60 + minute) * 60 + second - offset
    return at if 0 <= at <= _NEWEST else None


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar (a 31st of February counts on into March, as in the kernel)."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def read_msec(value: bytes) -> int | None:
    """Return the Unix second of `1700000000.123`."""
    found = _MSEC.fullmatch(value)
    return int(found[1]) if found and int(found[1]) <= _NEWEST else None


def read_status(value: bytes) -> int | None:
    """Return a status of three digits; 0 where there is none."""
    if value in {b"", b"-"}:
        return 0
    return int(value) if len(value) == 3 and value.isdigit() else None


def read_count(value: bytes) -> int | None:
    """Return a number of bytes; 0 where there is none."""
    if value in {b"", b"-"}:
        return 0
    return int(value) if len(value) <= 18 and value.isdigit() else None


def read_seconds(value: bytes) -> float | None:
    """Return a duration such as `0.012`; 0 where there is none."""
    if value in {b"", b"-"}:
        return 0.0
    found = _SECONDS.fullmatch(value)
    if not found:
        return None
    fraction = found[2] or b""
    return float(int(found[1] + fraction) / 10 ** len(fraction))


def read_upstream_seconds(value: bytes) -> float:
    """Return the sum of the times of all upstreams tried: `0.001, 0.002 : 0.1`. What is no number counts nothing."""
    total = 0.0
    for piece in re.split(rb"[ ,:]", value):
        total += read_seconds(piece) or 0.0
    return total


def read_address(value: bytes) -> bytes | None:
    """Return the packed source (see `pack_address`) of an address."""
    if b"%" in value or len(value) > 45:
        return None
    try:
        text = value.decode("ascii")
        return pack_address(text) if b":" in value else _MAPPED + inet_pton(AF_INET, text)
    except (ValueError, OSError):
        return None


def read_hop(value: bytes) -> bytes | None:
    """Return the packed source of one hop of a forwarding chain, which may carry a port and brackets."""
    value = value.strip(b" ")
    if value.startswith(b"["):
        value = value[1:].partition(b"]")[0]
    elif value.count(b":") == 1:
        value = value.partition(b":")[0]
    return read_address(value)


def read_network(text: str) -> tuple[bytes, int]:
    """Return a trusted network as its first packed address and its prefix length in 128 bits.

    Raises:
        ValueError: `text` is no network.
    """
    network = ip_network(text, strict=False)
    if network.version == 4:
        return _MAPPED + network.network_address.packed, 96 + network.prefixlen
    return network.network_address.packed, min(network.prefixlen, 64)
