import msgspec
import pytest
import zstandard

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import Report
from dozor.tests.waiting import until

NAMES = [SeriesName("filesystem", "/<b>", "used_share", "share")]
RULE = {"metric": "filesystem.used_share", "above": 0.5, "for_seconds": 20, "summary": "half", "severity": "low"}


@pytest.fixture
async def report(client, parts, clock):
    """Report a value each second, as an agent would, and let alarms look."""
    node, key = await parts.fleet.create("web-1")
    headers = {"Authorization": f"Bearer {node.id}.{key}", "Content-Encoding": "zstd"}
    headers |= {"Content-Type": "application/vnd.dozor.report+msgpack"}

    async def send(value: float, seconds: int) -> str:
        for _ in range(seconds):
            clock.at += 1
            metrics = Metrics(at=clock.at - 0.5, names=pack_names(NAMES), values=pack_values([value]))
            sent = Report(outbox="box", sequence=int(clock.at), made_at=clock.at, metrics=metrics)
            body = zstandard.compress(msgspec.msgpack.encode(sent))
            assert (await client.post("/api/v1/agent/reports", content=body, headers=headers)).status_code == 200
        await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)
        await parts.alarms.tick()
        return node.id

    return send


@pytest.fixture
async def firing(admin, report):
    """An alarm that fires."""
    assert (await admin.put("/api/v1/alarm-rules/half", json=RULE)).status_code == 200
    node = await report(0.75, 35)
    (alarm,) = (await admin.get("/api/v1/alarms", params={"node": node, "rule": "half"})).json()["alarms"]
    return alarm


async def test_an_alarm_shows_what_where_and_since_when(firing, admin):
    assert (firing["rule"], firing["entity"], firing["severity"]) == ("half", "/<b>", "low")
    assert firing["kind"] == "threshold"
    assert (firing["value"], firing["threshold"], firing["metric"]) == (0.75, 0.5, "filesystem.used_share")
    assert (firing["summary"], firing["summary_code"]) == ("half", None)
    assert (firing["cleared_at"], firing["acknowledged"], firing["silenced"]) == (None, None, None)
    assert (await admin.get("/api/v1/alarms", params={"rule": "other"})).json()["alarms"] == []


async def test_people_acknowledge_and_silence_with_their_name(firing, admin, parts):
    path = f"/api/v1/alarms/{firing['id']}"
    said = (await admin.post(f"{path}/acknowledge", json={"note": "<i>mine</i>"})).json()
    assert (said["acknowledged"]["by"], said["acknowledged"]["until_at"]) == ("admin", None)
    said = (await admin.post(f"{path}/silence", json={"duration_seconds": 600})).json()
    assert said["silenced"]["by"] == "admin"
    assert (await admin.delete(f"{path}/silence")).json()["silenced"] is None
    assert (await admin.delete(f"{path}/acknowledge")).json()["acknowledged"] is None
    assert (await admin.delete(f"{path}/acknowledge")).status_code == 409
    assert (await admin.post("/api/v1/alarms/none/acknowledge", json={})).status_code == 404
    assert (await admin.post(f"{path}/silence", json={"duration_seconds": 1})).status_code == 422
    assert (await admin.post(f"{path}/acknowledge", json={"note": "\0"})).status_code == 422
    detail = (await admin.get(path)).json()
    assert [(each["what"], each["by"]) for each in detail["events"]] == [
        ("fired", ""),
        ("acknowledged", "admin"),
        ("silenced", "admin"),
        ("unsilenced", "admin"),
        ("unacknowledged", "admin"),
    ]
    assert detail["rule_said"]["summary"] == "half"
    await parts.audit.store()
    async with parts.database.connection() as connection:
        rows = await connection.fetch("SELECT action FROM audit")
    assert "silence_alarm" in [row["action"] for row in rows]


async def test_silences_are_listed_and_ended_also_where_nothing_fires(firing, admin, report):
    path = "/api/v1/alarms/silences"
    await admin.post(f"/api/v1/alarms/{firing['id']}/silence", json={"duration_seconds": 600, "note": "<b>moving</b>"})
    await admin.post(path, json={"rule": "node-silent", "node_id": firing["node_id"], "duration_seconds": 300})
    early, late = (await admin.get(path)).json()["silences"]
    assert (early["rule"], early["summary_code"], early["alarm_id"]) == ("node-silent", "node-silent", None)
    assert (late["alarm_id"], late["summary"], late["by"], late["note"]) == (
        firing["id"],
        "half",
        "admin",
        "<b>moving</b>",
    )
    await report(0.1, 80)
    _, over = (await admin.get(path)).json()["silences"]
    assert (over["id"], over["alarm_id"]) == (late["id"], None)
    assert (await admin.delete(f"{path}/{late['id']}")).status_code == 204
    assert (await admin.delete(f"{path}/{late['id']}")).status_code == 404
    again = {name: late[name] for name in ("rule", "node_id", "entity", "note")} | {"duration_seconds": 300}
    assert (await admin.post(path, json=again)).json()["id"] == late["id"]
    await report(0.9, 40)
    (alarm,) = (await admin.get("/api/v1/alarms", params={"rule": "half"})).json()["alarms"]
    assert (alarm["id"] != firing["id"], alarm["silenced"]["note"]) == (True, "<b>moving</b>")


@pytest.mark.parametrize(
    ("change", "status"), [({"rule": "nothing"}, 404), ({"node_id": "nowhere"}, 404), ({"entity": "\0"}, 422)]
)
async def test_only_what_there_is_can_be_silenced(admin, change, status):
    body = {"rule": "node-silent", "duration_seconds": 60} | change
    assert (await admin.post("/api/v1/alarms/silences", json=body)).status_code == status
    assert (await admin.get("/api/v1/alarms/silences")).json()["silences"] == []


async def test_the_history_comes_in_pages(firing, admin, report):
    await report(0.1, 80)
    await report(0.9, 40)
    first = (await admin.get("/api/v1/alarms/history", params={"limit": 1, "rule": "half"})).json()
    assert (first["total"], first["items"][0]["cleared_at"]) == (2, None)
    rest = await admin.get("/api/v1/alarms/history", params={"cursor": first["next_cursor"], "rule": "half"})
    (old,) = rest.json()["items"]
    assert (old["id"], old["cleared_why"], rest.json()["next_cursor"]) == (firing["id"], "", None)
    assert old["cleared_at"] is not None
    assert (await admin.get("/api/v1/alarms/history", params={"to": 10})).json()["items"] == []


async def test_rules_are_put_read_and_taken_away(admin):
    assert (await admin.put("/api/v1/alarm-rules/half", json=RULE)).json()["origin"] == "own"
    listed = {each["name"]: each for each in (await admin.get("/api/v1/alarm-rules")).json()["rules"]}
    assert listed["half"]["changed_by"] == "admin"
    assert listed["node-silent"]["origin"] == "builtin"
    assert (await admin.delete("/api/v1/alarm-rules/half")).status_code == 204
    assert (await admin.get("/api/v1/alarm-rules/half")).status_code == 404
    assert (await admin.delete("/api/v1/alarm-rules/node-silent")).status_code == 409
    assert (await admin.put("/api/v1/alarm-rules/Half", json=RULE)).status_code == 422
    wrong = await admin.put("/api/v1/alarm-rules/half", json=RULE | {"clear": 0.9})
    assert wrong.status_code == 422
    assert "beyond the threshold" in wrong.text


async def test_a_whole_set_of_rules_is_planned_applied_and_exported(admin):
    text = (
        "alarms:\n  half: {metric: filesystem.used_share, above: 0.5}\n  node-silent: {kind: silence, enabled: false}\n"
    )
    plan = {"text": text, "dry_run": True}
    changes = (await admin.post("/api/v1/alarm-rules/apply", json=plan)).json()["changes"]
    assert [(each["what"], each["name"]) for each in changes] == [("create", "half"), ("update", "node-silent")]
    assert (await admin.get("/api/v1/alarm-rules/half")).status_code == 404
    await admin.post("/api/v1/alarm-rules/apply", json={"text": text})
    exported = (await admin.get("/api/v1/alarm-rules/export")).text
    again = await admin.post("/api/v1/alarm-rules/apply", json={"text": exported, "prune": True})
    assert again.json()["changes"] == []
    gone = await admin.post("/api/v1/alarm-rules/apply", json={"text": "", "prune": True})
    assert [(each["what"], each["name"]) for each in gone.json()["changes"]] == [
        ("delete", "half"),
        ("delete", "node-silent"),
    ]
    assert (await admin.get("/api/v1/alarm-rules/node-silent")).json()["rule"]["enabled"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("alarms: [1]", "mapping"),
        ("rules: {}", "mapping"),
        ("alarms: {a: {metric: x}}", "a.metric"),
        ("alarms: {'../a': {kind: silence}}", "small letters"),
        ("alarms: {a: {kind: silence, a: &x [*x]}}", "nested"),
        ("{", "line"),
    ],
)
async def test_a_set_that_makes_no_sense_changes_nothing(admin, text, why):
    answer = await admin.post("/api/v1/alarm-rules/apply", json={"text": text})
    assert answer.status_code == 422
    assert why in answer.text


async def test_a_rule_is_tried_on_what_is_stored(firing, admin):
    body = {"rule": RULE | {"for_seconds": 10}, "hours": 1}
    tried = (await admin.post("/api/v1/alarm-rules/try", json=body)).json()
    assert (tried["step_seconds"], tried["series"], tried["fired"]) == (10, 1, 1)
    assert tried["alarms"][0]["entity"] == "/<b>"
    silence = await admin.post("/api/v1/alarm-rules/try", json={"rule": {"kind": "silence"}})
    assert silence.status_code == 422


async def test_surprises_come_beside_the_values(report, admin, parts, clock):
    node = await report(0.5, 20)
    t = int(clock.now()) - 12
    async with parts.database.connection() as connection:
        for score in (4.5, 6.5):
            told = (t, node, "filesystem", "/<b>", "used_share", score)
            await connection.execute("INSERT INTO metric_score VALUES ($1, $2, $3, $4, $5, $6)", *told)
    params = {"metric": "filesystem.used_share", "from": t - 5, "to": t + 5, "stats": "avg,anomaly"}
    body = (await admin.get("/api/v1/series", params=params)).json()
    (series,) = body["series"]
    assert [(at, score) for at, score in zip(body["t"], series["anomaly"], strict=True) if score] == [(t, 6.5)]
    assert series["avg"][0] == 0.5
    (alone,) = (await admin.get("/api/v1/series", params=params | {"stats": "anomaly"})).json()["series"]
    assert alone["avg"] is None
    assert alone["anomaly"] == series["anomaly"]
