import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from agent.contract.address import pack_address
from core.server.places.compiling import compile_places
from core.server.places.database import NoPlacesDatabase, code_of, number_of
from core.server.places.places import open_places


@pytest.fixture
def folder(tmp_path):
    """A small database, made of packages as npm brings them."""
    countries, systems = tmp_path / "npm" / "geo-whois-asn-country", tmp_path / "npm" / "asn"
    countries.mkdir(parents=True)
    systems.mkdir()
    (countries / "geo-whois-asn-country-ipv4-num.csv").write_text("134744064,134744319,US\n")
    (countries / "geo-whois-asn-country-ipv6-num.csv").write_text(f"{0x2A0206B8 << 96},{(0x2A0206B9 << 96) - 1},RU\n")
    (systems / "asn-ipv4-num.csv").write_text('134744064,134744319,15169,"Google, LLC"\n')
    (systems / "asn-ipv6-num.csv").write_text(f"{0x2A0206B8 << 96},{(0x2A0206B9 << 96) - 1},13238,ЯНДЕКС\n")
    compile_places(tmp_path / "npm", tmp_path / "places")
    return tmp_path / "places"


def test_a_source_has_a_country_a_system_and_the_systems_name(folder):
    places = open_places(folder, None, None)
    assert places.one(pack_address("8.8.8.8")) == ("US", 15169)
    assert places.one(pack_address("2a02:6b8::2:242")) == ("RU", 13238)
    assert (places.name(15169), places.name(13238), places.name(1), places.name(2**31)) == (
        "Google, LLC",
        "ЯНДЕКС",
        "",
        "",
    )
    assert any("DB-IP.com" in line for line in places.credit)


def test_without_a_database_nothing_is_known_and_nothing_fails(tmp_path):
    places = open_places(tmp_path / "none", None, None)
    assert places.one(pack_address("8.8.8.8")) == ("", 0)
    assert (places.name(15169), places.credit) == ("", [])


def test_a_damaged_database_is_as_good_as_none(folder):
    (folder / "country4-starts.npy").write_bytes(b"no array")
    assert open_places(folder, None, None).one(pack_address("8.8.8.8")) == ("", 0)


@pytest.mark.parametrize("record", [{"country": {"iso_code": "NO"}}, {"country_code": "NO"}, {"country": "NO"}])
def test_an_operators_own_database_of_countries_wins(folder, tmp_path, record):
    writer = MMDBWriter(4, "Country")
    writer.insert_network(IPSet(["8.8.8.0/24"]), record)
    writer.to_db_file(str(tmp_path / "own.mmdb"))
    places = open_places(folder, tmp_path / "own.mmdb", None)
    assert places.one(pack_address("8.8.8.8")) == ("NO", 15169)
    assert places.one(pack_address("2a02:6b8::")) == ("", 13238)


def test_what_is_no_database_is_told(folder, tmp_path):
    (tmp_path / "text.mmdb").write_text("no database")
    with pytest.raises(NoPlacesDatabase, match=r"text\.mmdb"):
        open_places(folder, tmp_path / "text.mmdb", None)


def test_a_code_is_a_number_and_back_and_nothing_else_is_one():
    assert code_of(number_of("RU")) == "RU"
    assert [number_of(text) for text in ("", "R", "ru", "RUS", "ЯЯ")] == [0] * 5
