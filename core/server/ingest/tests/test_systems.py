from pathlib import Path

import numpy as np
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from agent.contract.address import pack_address
from core.server.ingest.systems import NoSystemsDatabase, SystemsDatabase


def written(file: Path, networks: dict[str, object], *, version: int = 6) -> Path:
    writer = MMDBWriter(version, "ASN", ipv4_compatible=version == 6)
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
    return file


@pytest.fixture
def database(tmp_path: Path) -> SystemsDatabase:
    systems = {"192.0.2.0/24": 64500, "198.51.100.0/24": 4_200_000_001, "2001:db8::/32": 64501}
    return SystemsDatabase(
        written(tmp_path / "asn.mmdb", {net: {"autonomous_system_number": number} for net, number in systems.items()})
    )


def found(database: SystemsDatabase, *addresses: str) -> list[int]:
    return np.frombuffer(database.systems(b"".join(map(pack_address, addresses))), "<u4").tolist()


def test_each_source_has_its_system_and_who_is_not_listed_none(database: SystemsDatabase):
    sources = ("192.0.2.7", "203.0.113.1", "2001:db8:1:2::", "198.51.100.9")
    assert found(database, *sources) == [64500, 0, 64501, 4_200_000_001]
    assert database.systems(b"") == b""


def test_ipv6_is_unknown_to_a_database_of_ipv4(tmp_path: Path):
    file = written(tmp_path / "four.mmdb", {"192.0.2.0/24": {"autonomous_system_number": 64500}}, version=4)
    assert found(SystemsDatabase(file), "2001:db8::", "192.0.2.1") == [0, 64500]


def test_a_number_that_is_none_is_unknown(tmp_path: Path):
    records = {"192.0.2.0/24": {"autonomous_system_number": 1}, "198.51.100.0/24": {"autonomous_system_number": 2**40}}
    records |= {"203.0.113.0/24": {"country": "NO"}}
    file = written(tmp_path / "odd.mmdb", records)
    assert found(SystemsDatabase(file), "192.0.2.1", "198.51.100.1", "203.0.113.1") == [1, 0, 0]


def test_a_file_that_is_no_such_database_is_refused(tmp_path: Path):
    country = written(tmp_path / "country.mmdb", {"192.0.2.0/24": {"country": "NO"}})
    text = tmp_path / "text.mmdb"
    text.write_text("no database")
    for file in (country, text, tmp_path, tmp_path / "missing.mmdb"):
        with pytest.raises(NoSystemsDatabase, match="no database of autonomous systems"):
            SystemsDatabase(file)
