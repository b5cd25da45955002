from random import Random

import pytest

from agent.contract.address import pack_address
from core.server.places.places import open_places
from dozor.demo import attacks, visitors
from dozor.demo.places import demo_environment, write_places


def test_whoever_takes_part_in_the_demo_has_a_place_and_the_machine_itself_none(tmp_path):
    write_places(tmp_path / "places")
    places = open_places(tmp_path / "places", None, None)
    random = Random(7)
    for address in (*(visitors.address(random) for _ in range(200)), *(attacks.address(random) for _ in range(200))):
        country, system = places.one(pack_address(address))
        assert country, address
        assert places.name(system), address
    assert places.one(pack_address("127.0.0.1")) == ("", 0)


@pytest.mark.parametrize("name", ["DOZOR_PLACES_DIR", "DOZOR_COUNTRY_DATABASE", "DOZOR_ASN_DATABASE"])
def test_databases_of_ones_own_win(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "x")
    assert demo_environment(tmp_path / "places") == {}
    assert not (tmp_path / "places").exists()
