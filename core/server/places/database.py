"""A database of an operator's own, in MaxMind's format, asked for whole columns."""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import maxminddb
import numpy as np

from agent.contract.address import address_text
from core.server.errors import DozorError
from core.server.places.table import Addresses, Numbers

_REMEMBERED: Final = 1 << 16  # addresses


class NoPlacesDatabase(DozorError):  # noqa: N818 - named as the core's errors are, by what is wrong
    """A database of countries cannot be read."""


class CountryDatabase:
    """A MaxMind DB (`.mmdb`) that tells a `country.iso_code`, as GeoLite2-Country's does, or a `country_code`.

    It is mapped into memory: put another file in its place, never write into it. A new one counts from the next start.

    Raises:
        NoPlacesDatabase: the file is missing or no such database.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._reader = maxminddb.open_database(file)
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            raise NoPlacesDatabase(f"{file} is no database of countries: {error}") from error
        self._number = lru_cache(_REMEMBERED)(self._look_up)

    def find(self, addresses: Addresses) -> Numbers:
        """Return the country of each address as `number_of` has it, 0 where it is unknown."""
        return np.array([self._number(address.tobytes()) for address in addresses], np.uint32)

    def _look_up(self, packed: bytes) -> int:
        try:
            return number_of(_code(self._reader.get(ip_address(address_text(packed)))))
        except (ValueError, maxminddb.InvalidDatabaseError):  # IPv6 in a database of IPv4 alone; a damaged record
            return 0


def number_of(code: str) -> int:
    """Return a country's code of two letters as a number; 0 for any other text."""
    return ord(code[0]) << 8 | ord(code[1]) if len(code) == 2 and code.isascii() and code.isupper() else 0


def code_of(number: int) -> str:
    """Return what `number_of` was given, "" for 0."""
    return chr(number >> 8) + chr(number & 0xFF) if number else ""


def _code(record: Any) -> str:
    if not isinstance(record, dict):
        return ""
    for name in ("country", "registered_country"):
        if isinstance(country := record.get(name), dict):
            return str(country.get("iso_code", ""))
        if isinstance(country, str):
            return country
    return str(record.get("country_code", ""))
