import pytest

from agent.contract.proxy import NodeState
from agent.contract.wire import Report
from core.server.api.tests.test_anomalies import traffic
from core.server.api.tests.test_deployments import SHOP
from core.server.attention.changes import Change, newest
from core.server.ingest.commands import SetMode

OVERVIEW = "/api/v1/snapshot/overview"
NOTE = "/api/v1/overview/attention"


async def read(client):
    answer = await client.get(OVERVIEW)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def heard_of(parts, clock, name="edge-1"):
    node, _ = await parts.fleet.create(name)
    parts.fleet.note(node.id, Report(outbox="o", sequence=0, made_at=clock.at), clock.at, "")
    return node


@pytest.fixture
async def quiet(parts, clock):
    """A node that reports, and harmless traffic."""
    node = await heard_of(parts, clock)
    await traffic(parts, clock, attack=False)
    return node


async def test_all_quiet_comes_with_its_proof(admin, parts, quiet):
    shown = await read(admin)
    assert shown["verdict"]["state"] == "quiet"
    assert shown["attention"] == []
    assert shown["verdict"]["checked"] == {"nodes": 1, "services": 2, "domains": 0, "certificates": 0}
    assert [each["name"] for each in shown["services"]] == ["shop", "blog"]
    assert shown["services"][0]["rps"] > shown["services"][1]["rps"] > 0


async def test_an_attack_comes_first_and_leads_to_its_incident(admin, parts, clock):
    await heard_of(parts, clock)
    await traffic(parts, clock)
    shown = await read(admin)
    (item,) = [each for each in shown["attention"] if each["kind"] == "attack"]
    assert shown["verdict"]["state"] == "attack"
    assert shown["verdict"]["key"] == item["key"] == shown["attention"][0]["key"]
    assert (item["name"], item["service"], item["what"]) == ("flood", "shop", "enforce")
    incidents = (await admin.get("/api/v1/incidents")).json()["items"]
    assert item["subject"] in {each["id"] for each in incidents}
    assert "incident" in {each["kind"] for each in shown["changes"]}


async def test_a_silent_node_is_trouble(admin, clock, quiet):
    clock.at += 60
    shown = await read(admin)
    assert shown["verdict"]["state"] == "trouble"
    (item,) = [each for each in shown["attention"] if each["kind"] == "node_down"]
    assert (item["subject"], item["name"], item["severity"]) == (quiet.id, "edge-1", "critical")


async def test_traffic_that_nobody_judges_is_told(admin, parts, clock, quiet):
    for service in ("shop", "blog"):
        await parts.core.command(SetMode(at=clock.at, service=service, mode="off", by="admin"))
    shown = await read(admin)
    assert shown["verdict"]["scoring"] == "off"
    assert ("scoring", "off") in {(each["kind"], each["what"]) for each in shown["attention"]}


async def test_what_may_wait_counts_no_more_until_it_gets_worse(admin, parts, clock, quiet):
    await admin.patch("/api/v1/policy", json={"frozen": True})
    assert (await read(admin))["verdict"]["items"] == 1
    answer = await admin.patch(NOTE, json={"key": "frozen:automation", "snoozed_seconds": 300})
    assert answer.json()["snoozed_by"] == "admin"
    shown = await read(admin)
    assert (shown["verdict"]["state"], shown["verdict"]["items"]) == ("quiet", 0)
    assert shown["attention"][0]["snoozed_until"] is not None
    note = parts.attention.notes.of("frozen:automation")
    await parts.attention.notes.load()  # as after a restart
    assert parts.attention.notes.of("frozen:automation") == note
    clock.at += 301
    assert "frozen:automation" in {
        each["key"] for each in (await read(admin))["attention"] if each["snoozed_until"] is None
    }


async def test_somebody_sees_to_it_and_the_audit_log_tells(admin, parts, quiet):
    await admin.patch("/api/v1/policy", json={"frozen": True})
    answer = await admin.patch(NOTE, json={"key": "frozen:automation", "assignee": "admin"})
    assert answer.json()["assignee"] == "admin"
    assert (await admin.patch(NOTE, json={"key": "frozen:automation", "assignee": "nobody"})).status_code == 422
    assert (await admin.patch(NOTE, json={"key": "frozen:something", "assignee": ""})).status_code == 404
    await parts.audit.settle()
    entries = (await admin.get("/api/v1/audit", params={"action": "note_attention"})).json()["items"]
    assert entries[0]["subject"] == "frozen:automation"
    assert entries[0]["after"]["assignee"] == "admin"


async def test_what_is_saved_and_not_deployed_is_told_and_over_once_it_is(admin, parts, clock, quiet):
    await admin.put("/api/v1/config/service/shop", json=SHOP)
    site = {"names": ["shop.example"], "service": "shop", "nodes": ["edge-1"]}
    await admin.put("/api/v1/config/domain/shop", json=site)
    clock.at += 10
    kinds = {each["kind"]: each for each in (await read(admin))["attention"]}
    assert (kinds["not_deployed"]["name"], kinds["not_deployed"]["detail"]) == ("2", "edge-1")
    await admin.post("/api/v1/deployments", json={})
    await parts.proxy.deployer.hear(quiet.id, NodeState())
    clock.at += 10
    assert "not_deployed" not in {each["kind"] for each in (await read(admin))["attention"]}


async def test_the_database_away_hides_nothing_that_was_known(admin, parts, clock, quiet):
    await admin.patch("/api/v1/policy", json={"frozen": True})
    await parts.audit.settle()
    before = await read(admin)
    assert "change_policy" in {each["what"] for each in before["changes"]}
    await parts.database.stop()
    clock.at += 10
    shown = await read(admin)
    await parts.database.start()
    assert [each["name"] for each in shown["nodes"]] == ["edge-1"]
    assert shown["changes"] == before["changes"]


async def test_what_people_did_is_told_by_names_and_incidents_leave_it_room(admin, parts, clock):
    node = (await admin.post("/api/v1/nodes", json={"name": "edge-9"})).json()["node"]
    ban = {"source": "127.0.9.5", "type": "ban", "duration_seconds": 600}
    made = (await admin.post("/api/v1/decisions", json=ban)).json()
    await admin.delete(f"/api/v1/decisions/{made['id']}")
    await admin.delete(f"/api/v1/nodes/{node['id']}")
    await parts.audit.settle()
    clock.at += 10
    told = {each["what"]: each["name"] for each in (await read(admin))["changes"]}
    names = {"create_node": "edge-9", "delete_node": "edge-9", "decide": "127.0.9.5", "lift_decision": "127.0.9.5"}
    assert {what: told.get(what) for what in names} == names


def test_incidents_leave_half_of_the_room_to_what_else_changed():
    deeds = [Change(kind="deed", at=at, what="allow") for at in range(3)]
    incidents = [Change(kind="incident", at=100.0 + at, what="over") for at in range(20)]
    assert [each.at for each in newest([*deeds, *incidents], 6)] == [119, 118, 117, 2, 1, 0]
    assert [each.at for each in newest([*deeds[:1], *incidents], 4)] == [119, 118, 117, 0]


async def test_the_first_steps_know_what_is_done_and_can_be_put_away(admin, parts, clock):
    steps = {each["name"]: each for each in (await read(admin))["first_steps"]["steps"]}
    assert not any(each["done"] for each in steps.values())
    made = await parts.fleet.create("edge-1")
    steps = {each["name"]: each for each in (await read(admin))["first_steps"]["steps"]}
    assert (steps["node"]["done"], steps["node"]["subject"]) == (False, "edge-1")
    parts.fleet.note(made[0].id, Report(outbox="o", sequence=0, made_at=clock.at), clock.at, "")
    assert (await admin.put("/api/v1/overview/first-steps", json={"dismissed": True})).json()["dismissed"]
    shown = (await read(admin))["first_steps"]
    assert shown["dismissed"]
    assert next(each for each in shown["steps"] if each["name"] == "node")["done"]


async def test_who_only_looks_sees_no_deeds_of_people_and_no_first_steps(sign_in, admin, parts, quiet):
    await admin.patch("/api/v1/policy", json={"frozen": True})
    await parts.audit.settle()
    viewer = await sign_in("viewer")
    shown = await read(viewer)
    assert {each["kind"] for each in shown["changes"]} <= {"incident", "scaling", "deployment"}
    assert shown["first_steps"] is None
    assert (await viewer.patch(NOTE, json={"key": "frozen:automation", "assignee": "viewer"})).status_code == 403


async def test_the_same_answer_is_not_sent_twice(admin, quiet):
    first = await admin.get(OVERVIEW)
    again = await admin.get(OVERVIEW, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
