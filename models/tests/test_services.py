import pytest

from models.places import MAX_SERVICES, Places
from models.services import Services
from models.tests.records import T0


def test_services_stand_in_the_order_of_their_first_record():
    places = Places(["b", "a"])
    assert places.of(["a", "c", "b"]).tolist() == [1, 2, 0]
    assert places.find("c") == 2
    assert places.find("d") is None


def test_services_past_the_bound_share_the_last_place():
    places = Places([f"s{number}" for number in range(MAX_SERVICES + 50)])
    assert len(places) == MAX_SERVICES
    assert places.of(["new", "newer"]).tolist() == [MAX_SERVICES - 1] * 2


def test_a_services_hash_is_the_same_everywhere():
    assert Places().hashes(["shop"]).tolist() == Places(["x"]).hashes(["shop"]).tolist()


def test_load_fades_within_minutes():
    services = Services()
    (place,) = services.places(["shop"]).tolist()
    services.add_load(place, 100, T0)
    assert services.load(place, T0) == 100
    assert services.load(place, T0 + 60) == pytest.approx(36.8, abs=0.1)


def test_it_survives_as_bytes():
    services = Services()
    services.places(["shop", "blog"])
    services.add_load(1, 5, T0)
    assert Services.from_bytes(services.to_bytes()).to_bytes() == services.to_bytes()
