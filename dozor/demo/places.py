"""Where the demo's visitors and attackers are said to be: their loopback addresses stand for addresses of the world.

The autonomous systems are numbers for documentation (RFC 5398), and nobody's.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.server.places.database import number_of
from core.server.places.places import Names
from core.server.places.table import Range, Table

_PLACES: Final = (  # of 127.0.0.0/8 by the second octet, up to and with: a country, a system, its name
    (19, "", 0, ""),
    (26, "DE", 64496, "Example Broadband"),
    (32, "FR", 64497, "Exemple Telecom"),
    (37, "GB", 64498, "Sample Internet"),
    (42, "PL", 64499, "Przyklad Net"),
    (46, "NL", 64500, "Voorbeeld Kabel"),
    (51, "US", 64501, "Example Cable"),
    (54, "FI", 64502, "Esimerkki"),
    (59, "JP", 64503, "Rei Mobile"),
    (179, "", 0, ""),
    (186, "US", 65536, "Example Cloud"),
    (190, "NL", 65537, "Example Hosting"),
    (194, "SG", 65538, "Example Servers"),
    (199, "BR", 65539, "Exemplo Dados"),
    (203, "ID", 65540, "Contoh Seluler"),
    (206, "VN", 65541, "Vi Du Mobile"),
    (209, "IN", 65542, "Udaharan Wireless"),
    (212, "BR", 65543, "Exemplo Fibra"),
    (215, "TR", 65544, "Ornek Net"),
    (219, "MX", 65545, "Ejemplo Redes"),
)
_LOOPBACK: Final = 127 << 24


def write_places(folder: Path) -> None:
    """Write the database that a core of the demo reads (DOZOR_PLACES_DIR)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    Table.of(_ranges(0), (), nowhere=False).save(folder, "country")
    Table.of(_ranges(1), (), nowhere=False).save(folder, "system")
    Names.of({system: name for _, _, system, name in _PLACES if system}).save(folder)
    (folder / "credit.txt").write_text("", encoding="utf-8")


def demo_environment(folder: Path) -> dict[str, str]:
    """Return what a core of the demo is told of places, unless somebody has databases of their own."""
    if {"DOZOR_PLACES_DIR", "DOZOR_COUNTRY_DATABASE", "DOZOR_ASN_DATABASE"} & os.environ.keys():
        return {}
    write_places(folder)
    return {"DOZOR_PLACES_DIR": str(folder)}


def _ranges(what: int) -> Iterator[Range]:
    first = 0
    for last, country, system, _name in _PLACES:
        value = (number_of(country), system)[what]
        yield _LOOPBACK | first << 16, _LOOPBACK | (last + 1 << 16) - 1, value
        first = last + 1
