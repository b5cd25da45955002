"""What is known of where sources are: their countries, their autonomous systems and these systems' names."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from core.server.places.database import CountryDatabase, code_of
from core.server.places.table import Addresses, Numbers, Table

_LOG: Final = logging.getLogger(__name__)


class Finder(Protocol):
    """Tells a number of each address, 0 where it is unknown."""

    def find(self, addresses: Addresses) -> Numbers: ...  # noqa: D102 - see Finder


class Names:
    """Texts by number: sorted numbers, where each one's text ends, and all texts one after the other."""

    def __init__(self, numbers: NDArray[np.uint32], ends: NDArray[np.uint32], texts: NDArray[np.uint8]) -> None:
        self._numbers, self._ends, self._texts = numbers, ends, texts

    def get(self, number: int) -> str:
        """Return a number's text, "" where it has none."""
        place = int(np.searchsorted(self._numbers, number))
        if place >= len(self._numbers) or int(self._numbers[place]) != number:
            return ""
        begin = int(self._ends[place - 1]) if place else 0
        return self._texts[begin : int(self._ends[place])].tobytes().decode(errors="replace")

    @classmethod
    def of(cls, texts: dict[int, str]) -> Self:
        """Return these texts."""
        numbers = sorted(texts)
        encoded = [texts[number].encode() for number in numbers]
        ends = np.cumsum([len(each) for each in encoded], dtype=np.uint32)
        return cls(np.array(numbers, np.uint32), ends, np.frombuffer(b"".join(encoded), np.uint8))

    def save(self, folder: Path) -> None:
        """Write the texts into a folder."""
        for name, array in (("numbers", self._numbers), ("ends", self._ends), ("texts", self._texts)):
            np.save(folder / f"names-{name}.npy", array)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote, mapped into memory."""
        return cls(*(np.load(folder / f"names-{name}.npy", mmap_mode="r") for name in ("numbers", "ends", "texts")))


@dataclass(frozen=True, slots=True)
class Places:
    """Databases that may each be absent: then nothing is known, and everything else works.

    `credit` says whose data it is, as their licences want it shown beside what is made of it.
    """

    country: Finder | None = None
    system: Finder | None = None
    names: Names | None = None
    credit: list[str] = field(default_factory=list)

    def countries(self, addresses: Addresses) -> Numbers:
        """Return the country of each address as `database.number_of` has it, 0 where it is unknown."""
        return self._of(self.country, addresses)

    def systems(self, addresses: Addresses) -> Numbers:
        """Return the autonomous system of each address, 0 where it is unknown."""
        return self._of(self.system, addresses)

    def name(self, system: int) -> str:
        """Return who runs an autonomous system, "" where nobody knows."""
        return self.names.get(system) if self.names else ""

    def one(self, packed: bytes) -> tuple[str, int]:
        """Return the country's code and the autonomous system of one packed source."""
        address = np.frombuffer(packed, np.uint8).reshape(1, -1)
        return code_of(int(self.countries(address)[0])), int(self.systems(address)[0])

    @staticmethod
    def _of(finder: Finder | None, addresses: Addresses) -> Numbers:
        return np.zeros(len(addresses), np.uint32) if finder is None else finder.find(addresses)


def countries_of(finder: Finder, packed: bytes) -> bytes:
    """Return the countries of packed addresses (16 bytes each) as the log has them: little-endian uint16."""
    return finder.find(np.frombuffer(packed, np.uint8).reshape(-1, 16)).astype("<u2").tobytes()


def open_places(folder: Path, country_database: Path | None, system_database: Finder | None) -> Places:
    """Return the places of a folder that `core.server.places.compiling` wrote; databases of the operator's win.

    Raises:
        NoPlacesDatabase: the operator's database of countries cannot be read.
    """
    packaged = _packaged(folder)
    country = CountryDatabase(country_database) if country_database else packaged.country
    return Places(country, system_database or packaged.system, packaged.names, packaged.credit)


def _packaged(folder: Path) -> Places:
    try:
        credit = (folder / "credit.txt").read_text(encoding="utf-8").splitlines()
        return Places(Table.load(folder, "country"), Table.load(folder, "system"), Names.load(folder), credit)
    except (OSError, ValueError) as error:
        if folder.exists():
            _LOG.warning("The database of countries and networks in %s cannot be read: %s", folder, error)
        return Places()
