from core.server.proxy.secrets.secrets import Secrets
from core.server.seal import Seal


async def test_health_needs_no_sign_in(client):
    answer = await client.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json()["version"]


async def test_without_the_database_health_is_degraded(client, parts):
    parts.database.ready.clear()
    assert (await client.get("/api/v1/health")).json()["status"] == "degraded"


async def test_secrets_of_another_key_stop_the_proxies_side_alone(parts, client, admin, database, clock):
    await Secrets(database, clock, Seal(b"o" * 32)).put("ann", "password", "pw", by="admin")
    await parts.proxy.load()
    node, key = await parts.fleet.create("one")
    agent = {"Authorization": f"Bearer {node.id}.{key}"}
    for answer in (
        await admin.get("/api/v1/config"),
        await client.get("/api/v1/agent/proxy/order", params={"known": 0}, headers=agent),
    ):
        assert answer.status_code == 503
        assert "sealed by another key" in answer.json()["detail"]
    assert (await client.get("/api/v1/health")).json()["status"] == "degraded"
    assert (await admin.get("/api/v1/incidents")).status_code == 200
    await parts.proxy.sweep(0.0)
