async def test_health_needs_no_sign_in(client):
    answer = await client.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json()["version"]


async def test_without_the_database_health_is_degraded(client, parts):
    parts.database.ready.clear()
    assert (await client.get("/api/v1/health")).json()["status"] == "degraded"
