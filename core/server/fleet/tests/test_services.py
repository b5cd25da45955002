from core.server.fleet.services import Services


async def test_a_service_is_as_old_as_its_first_request(database):
    services = Services(database)
    services.note(["shop.example"], 100.0)
    services.note(["shop.example", "blog.example"], 200.0)
    await services.store()
    again = Services(database)
    again.note(["shop.example"], 300.0)
    await again.load()
    assert again.all() == {"blog.example": 200.0, "shop.example": 100.0}


async def test_an_invented_flood_of_names_is_bounded(database):
    services = Services(database)
    services.note((f"{number}.example" for number in range(20_000)), 100.0)
    assert len(services.all()) == 10_000
