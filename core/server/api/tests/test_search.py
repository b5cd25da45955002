from core.server.api.tests.test_deployments import SHOP
from core.server.ingest.commands import SetMode


async def find(client, text):
    answer = await client.get("/api/v1/search", params={"q": text})
    assert answer.status_code == 200, answer.text
    return [(each["kind"], each["name"]) for each in answer.json()]


async def test_things_are_found_by_a_part_of_their_name_and_what_begins_so_comes_first(admin, parts, clock):
    for name in ("a-shop-edge", "shop-edge", "other"):
        await parts.fleet.create(name)
    await admin.put("/api/v1/config/service/shop", json=SHOP)
    await admin.put("/api/v1/config/domain/front", json={"names": ["shop.example"], "service": "shop", "nodes": []})
    await admin.post("/api/v1/decisions", json={"source": "192.0.2.77", "service": "shop"})
    assert await find(admin, "SHOP") == [
        ("node", "shop-edge"),
        ("node", "a-shop-edge"),
        ("service", "shop"),
        ("domain", "shop.example"),
        ("decision", "192.0.2.77"),
    ]
    assert await find(admin, "192.0.2.") == [("decision", "192.0.2.77")]
    assert await find(admin, "nothing like it") == []


async def test_a_few_of_each_are_enough(admin, parts, clock):
    for number in range(9):
        await parts.core.command(SetMode(at=clock.at, service=f"s{number}.example", mode="observe", by="admin"))
        await admin.get("/api/v1/services")
    assert len(await find(admin, ".example")) == 5
