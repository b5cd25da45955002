"""Makes the database of countries and autonomous systems of the packages that `core/places/package.json` names.

`python -m core.server.places.compiling PACKAGES TARGET`: the folder that npm installed into, and where to write.
"""

import csv
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.server.places.database import number_of
from core.server.places.places import Names
from core.server.places.table import Range, Table

_CREDIT: Final = (
    "IP to ASN: DB-IP.com (CC BY 4.0)",
    "IP to ASN: routeviews.org (CC BY 4.0)",
    "Countries: nro.net (CC BY 4.0)",
)
_LOWER_BITS: Final = {4: 0, 6: 64}  # of an address, that no source has


def compile_places(packages: Path, target: Path) -> None:
    """Write the database anew: whoever reads the one before goes on with it."""
    countries, systems = packages / "geo-whois-asn-country", packages / "asn"
    names: dict[int, str] = {}
    making = target.with_name(f"{target.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    Table.of(*(_countries(countries, version) for version in (4, 6))).save(making, "country")
    Table.of(*(_systems(systems, version, names) for version in (4, 6))).save(making, "system")
    Names.of(names).save(making)
    (making / "credit.txt").write_text("\n".join(_CREDIT) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    making.rename(target)


def _countries(folder: Path, version: int) -> Iterator[Range]:
    for first, last, code in _rows(folder / f"geo-whois-asn-country-ipv{version}-num.csv"):
        yield int(first) >> _LOWER_BITS[version], int(last) >> _LOWER_BITS[version], number_of(code)


def _systems(folder: Path, version: int, names: dict[int, str]) -> Iterator[Range]:
    for first, last, number, name in _rows(folder / f"asn-ipv{version}-num.csv"):
        names[int(number)] = name[:100]
        yield int(first) >> _LOWER_BITS[version], int(last) >> _LOWER_BITS[version], int(number)


def _rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.reader(opened)


if __name__ == "__main__":
    compile_places(Path(sys.argv[1]), Path(sys.argv[2]))
