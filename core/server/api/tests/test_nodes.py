import pytest

from agent.contract.wire import Counters, Host, Report


@pytest.fixture
async def made(admin):
    return (await admin.post("/api/v1/nodes", json={"name": "edge-1"})).json()


async def test_a_key_is_shown_once(admin, made, parts):
    assert parts.fleet.verify(f"Bearer {made['node']['id']}.{made['key']}").name == "edge-1"
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


async def test_a_name_is_given_once(admin, made):
    answer = await admin.post("/api/v1/nodes", json={"name": "Edge-1"})
    assert answer.status_code == 409


async def test_a_rotated_key_opens_and_a_deleted_node_is_gone(admin, made, parts):
    path = f"/api/v1/nodes/{made['node']['id']}"
    key = (await admin.post(f"{path}/key")).json()["key"]
    assert parts.fleet.verify(f"Bearer {made['node']['id']}.{key}")
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404
    assert (await admin.delete(path)).status_code == 404
    assert (await admin.post(f"{path}/key")).status_code == 404


async def test_changes_stand_in_the_audit_log(admin, made, parts):
    await admin.delete(f"/api/v1/nodes/{made['node']['id']}", headers={"X-Request-Id": "my-own-id"})
    await parts.audit.store()
    async with parts.database.connection() as connection:
        rows = await connection.fetch("SELECT by, action, subject, request_id FROM audit ORDER BY id")
    assert [row["action"] for row in rows] == ["sign_in", "create_node", "delete_node"]
    assert tuple(rows[-1]) == ("admin", "delete_node", made["node"]["id"], "my-own-id")
