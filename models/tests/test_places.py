from models.places import MAX_SERVICES, Places


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
