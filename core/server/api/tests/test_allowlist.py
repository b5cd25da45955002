import asyncio

import pytest


async def test_allowing_lifts_what_it_covers_and_nothing_else(admin, parts):
    inside = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    outside = (await admin.post("/api/v1/decisions", json={"source": "198.51.100.7"})).json()
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.9/24", "reason": "office"})).json()
    assert entry["network"] == "203.0.113.0/24"
    assert entry["lifted_decisions"] == [inside["id"]]
    held = (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"]
    assert [each["id"] for each in held] == [outside["id"]]


async def test_the_list_still_knows_what_an_entry_lifted(admin, parts):
    made = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7"})).json()
    async with asyncio.timeout(20):
        while (await admin.get("/api/v1/allowlist")).json()["items"] != [entry]:
            await asyncio.sleep(0.02)
    assert entry["lifted_decisions"] == [made["id"]]
    assert (entry["made_by"], entry["until_at"]) == ("admin", None)


async def test_an_entry_ends_by_itself(admin, clock):
    await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7", "duration_seconds": 60})
    assert (await admin.get("/api/v1/allowlist")).json()["total"] == 1
    clock.at += 61
    assert (await admin.get("/api/v1/allowlist")).json()["items"] == []
    assert (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201


async def test_an_entry_taken_back_protects_no_longer(admin):
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7"})).json()
    assert (await admin.delete(f"/api/v1/allowlist/{entry['id']}")).status_code == 204
    assert (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201
    assert (await admin.delete(f"/api/v1/allowlist/{entry['id']}")).status_code == 404


@pytest.mark.parametrize("network", ["nonsense", "0.0.0.0/0", "::/0", "203.0.113.0/33", "1,2"])
async def test_what_is_no_network_or_all_of_them_is_refused(admin, network):
    assert (await admin.post("/api/v1/allowlist", json={"network": network})).status_code == 422
