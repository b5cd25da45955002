import pytest

from agent.contract.wire import Counters, Host, Report
from core.server.api.version import VERSION


@pytest.fixture
async def made(admin):
    return (await admin.post("/api/v1/nodes", json={"name": "edge-1"})).json()


async def test_a_key_is_shown_once(admin, made, parts):
    assert parts.fleet.verify(f"Bearer {made['node']['id']}.{made['key']}", "192.0.2.1").name == "edge-1"
    for path in ("/api/v1/nodes", f"/api/v1/nodes/{made['node']['id']}"):
        assert made["key"] not in (await admin.get(path)).text


async def test_a_new_node_shows_nothing_that_is_not_known(admin, made):
    node = made["node"]
    assert node["state"] == "new"
    assert node["last_report_at"] is None
    assert node["cpu_share"] is None
    assert node["memory_used_bytes"] is None


async def test_a_node_shows_its_newest_report(admin, made, parts, clock):
    host = Host(hostname="edge", cpu_share=0.25, nginx_up=True, nginx_version="1.31.3", logs=["/var/log/a.log"])
    report = Report(outbox="a", sequence=1, made_at=clock.at, host=host, counters=Counters(lines=50, malformed=2))
    parts.fleet.note(made["node"]["id"], report, clock.at, "192.0.2.9")
    node = (await admin.get(f"/api/v1/nodes/{made['node']['id']}")).json()
    assert node["state"] == "ok"
    assert node["cpu_share"] == 0.25
    assert node["rps"] == 5.0
    assert (node["lines"], node["malformed"], node["logs"]) == (50, 2, ["/var/log/a.log"])


@pytest.mark.parametrize("name", ["", "-x", "a b", "a/b", "x" * 64, "Ё", "a\n"])
async def test_a_name_that_is_none_is_refused(admin, name):
    assert (await admin.post("/api/v1/nodes", json={"name": name})).status_code in (201, 422)
    names = [node["name"] for node in (await admin.get("/api/v1/nodes")).json()]
    assert name not in names


@pytest.mark.parametrize(
    ("version", "is_older"),
    [("", False), ("0.0.9", True), (VERSION, False), (f"{VERSION}.1", False), ("999.0.0", False), ("unknown", False)],
)
async def test_an_agent_that_is_older_than_the_core_is_told_of(admin, made, parts, clock, version, is_older):
    report = Report(outbox="a", sequence=1, made_at=clock.at, agent_version=version)
    parts.fleet.note(made["node"]["id"], report, clock.at, "192.0.2.9")
    node = (await admin.get(f"/api/v1/nodes/{made['node']['id']}")).json()
    assert (node["agent_version"], node["agent_is_older"]) == (version, is_older)


async def test_a_name_is_given_once(admin, made):
    answer = await admin.post("/api/v1/nodes", json={"name": "Edge-1"})
    assert answer.status_code == 409


async def test_a_rotated_key_opens_and_a_deleted_node_is_gone(admin, made, parts):
    path = f"/api/v1/nodes/{made['node']['id']}"
    key = (await admin.post(f"{path}/key")).json()["key"]
    assert parts.fleet.verify(f"Bearer {made['node']['id']}.{key}", "192.0.2.1")
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404
    assert (await admin.delete(path)).status_code == 404
    assert (await admin.post(f"{path}/key")).status_code == 404


async def test_a_key_is_made_for_a_time_and_for_networks(admin, client, clock):
    asked = {"name": "edge-1", "key": {"days": 30, "networks": ["203.0.113.0/24"]}}
    made = (await admin.post("/api/v1/nodes", json=asked)).json()
    assert made["node"]["key_networks"] == ["203.0.113.0/24"]
    assert made["node"]["key_until"] is not None
    path, asks = f"/api/v1/nodes/{made['node']['id']}/key", "/api/v1/agent/questions?wait=0"
    refused = await client.get(asks, headers={"Authorization": f"Bearer {made['node']['id']}.{made['key']}"})
    assert refused.status_code == 401
    everywhere = (await admin.post(path, json={"networks": []})).json()
    assert everywhere["node"]["key_until"] is None
    heard = await client.get(asks, headers={"Authorization": f"Bearer {made['node']['id']}.{everywhere['key']}"})
    assert heard.status_code == 200
    assert (await admin.post(path, json={"networks": ["nowhere"]})).status_code == 422
    assert (await admin.post(path, json={"days": 0})).status_code == 422


async def test_a_node_is_renamed_and_put_into_groups(admin, made, parts):
    path = f"/api/v1/nodes/{made['node']['id']}"
    changed = await admin.patch(path, json={"name": "Edge-2", "groups": ["eu", "canary", "eu"]})
    assert (changed.json()["name"], changed.json()["groups"]) == ("Edge-2", ["canary", "eu"])
    assert (await admin.patch(path, json={"groups": []})).json()["name"] == "Edge-2"
    await admin.post("/api/v1/nodes", json={"name": "edge-3", "groups": ["us"]})
    assert (await admin.patch(path, json={"name": "EDGE-3"})).status_code == 409
    await parts.fleet.load()
    assert [(node.name, node.groups) for node in parts.fleet.all()] == [("Edge-2", ()), ("edge-3", ("us",))]


async def test_a_node_keeps_the_name_that_documents_call_it_by(admin, made):
    await admin.put("/api/v1/config/node/edge-1", json={})
    path = f"/api/v1/nodes/{made['node']['id']}"
    refused = await admin.patch(path, json={"name": "edge-2"})
    assert refused.status_code == 409
    assert "node edge-1" in refused.json()["detail"]
    assert (await admin.patch(path, json={"name": "edge-1", "groups": ["eu"]})).status_code == 200


async def test_a_revoked_key_opens_nothing_until_a_new_one_is_made(admin, client, made, parts):
    path = f"/api/v1/nodes/{made['node']['id']}"
    second = (await admin.post(f"{path}/key")).json()["key"]
    assert (await admin.delete(f"{path}/key")).status_code == 204
    assert not (await admin.get(path)).json()["has_key"]
    await parts.fleet.load()
    for key in (made["key"], second, ""):
        headers = {"Authorization": f"Bearer {made['node']['id']}.{key}"}
        assert (await client.get("/api/v1/agent/questions", headers=headers)).status_code == 401
    third = (await admin.post(f"{path}/key")).json()["key"]
    headers = {"Authorization": f"Bearer {made['node']['id']}.{third}"}
    assert (await client.get("/api/v1/agent/questions", headers=headers)).status_code == 200


async def test_changes_stand_in_the_audit_log(admin, made, parts):
    await admin.delete(f"/api/v1/nodes/{made['node']['id']}", headers={"X-Request-Id": "my-own-id"})
    await parts.audit.store()
    async with parts.database.connection() as connection:
        rows = await connection.fetch("SELECT by, action, subject, request_id FROM audit ORDER BY id")
    assert [row["action"] for row in rows] == ["sign_in", "create_node", "delete_node"]
    assert tuple(rows[-1]) == ("admin", "delete_node", made["node"]["id"], "my-own-id")
