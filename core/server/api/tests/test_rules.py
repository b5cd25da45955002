import asyncio
import json
from datetime import UTC, datetime

import pytest

from core.server.accounts.scope import Scope
from core.server.api.tests.conftest import PASSWORD
from core.server.notifications.channels.tests.reader import reading
from core.server.pipeline.tests.reports import T0, flood, report, visit

BAN = "when requests_60s > 100 then ban for 1h"
TELL = "when requests_60s > 100 then notify for 1h"
FLOODER = "10.9.9.9"


@pytest.fixture
def in_time(clock):
    clock.at = float(T0)
    return clock


async def make(client, text=BAN, **kwargs):
    answer = await client.post("/api/v1/rules", json={"name": "fast", "text": text, **kwargs})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(parts, clock, number, *rows):
    clock.at = T0 + number + 1.0
    visits = [visit(f"10.1.0.{i}", T0 + number, 2) for i in range(20)]
    await parts.core.accept("n1", report(number, [*visits, *rows]), clock.at)


async def listed(client):
    return (await client.get("/api/v1/rules")).json()


async def stored(parts):
    async with asyncio.timeout(60):
        while parts.core.health().stored_position < parts.core.health().log_position:
            await asyncio.sleep(0.02)


async def test_a_rule_that_is_on_acts_and_its_decision_names_it(in_time, admin, parts):
    await admin.patch("/api/v1/services/shop", json={"mode": "enforce"})
    rule = await make(admin, mode="on")
    await send(parts, in_time, 1, flood(FLOODER, T0 + 1))
    (held,) = (await admin.get("/api/v1/decisions", params={"active": True, "type": "ban"})).json()["items"]
    assert (held["value"], held["origin"], held["decided_by"]) == (FLOODER, "rule", "fast")
    assert held["rule"] == {"id": rule["id"], "name": "fast", "text": BAN}
    await stored(parts)
    detail = (await admin.get(f"/api/v1/decisions/{held['id']}")).json()
    assert (detail["basis"], detail["rule"]["id"]) == ("rule", rule["id"])
    assert detail["features"]["requests_60s"] > 100
    (shown,) = (await listed(admin))["items"]
    assert (shown["hits"], shown["decided_24h"], shown["holding"]) == (1, 1, 1)
    assert (shown["recent"][0]["source"], shown["recent"][0]["decision_id"]) == (FLOODER, held["id"])


async def test_turning_a_rule_off_ends_what_it_decided(in_time, admin, parts):
    await admin.patch("/api/v1/services/shop", json={"mode": "enforce"})
    rule = await make(admin, mode="on")
    await send(parts, in_time, 1, flood(FLOODER, T0 + 1))
    answer = await admin.patch(f"/api/v1/rules/{rule['id']}", json={"mode": "shadow"})
    assert (answer.json()["mode"], answer.json()["holding"]) == ("shadow", 0)
    bans = (await admin.get("/api/v1/decisions", params={"active": True, "type": "ban"})).json()["items"]
    assert [each["origin"] for each in bans if each["origin"] == "rule"] == []


async def test_rules_are_kept_in_their_order_over_a_change(admin):
    first, second = await make(admin, name="a"), await make(admin, name="b")
    third = await make(admin, name="c", place=0)
    assert [each["name"] for each in (await listed(admin))["items"]] == ["c", "a", "b"]
    order = [second["id"], third["id"], first["id"]]
    answer = await admin.put("/api/v1/rules/order", json={"ids": order})
    assert [each["id"] for each in answer.json()] == order
    await admin.delete(f"/api/v1/rules/{third['id']}")
    assert [each["id"] for each in (await listed(admin))["items"]] == [second["id"], first["id"]]
    assert (await admin.delete(f"/api/v1/rules/{third['id']}")).status_code == 404


async def test_what_is_wrong_with_a_text_is_told_with_its_place_and_is_no_rule(admin):
    text = "when logins > 20 then ban for 1h"
    checked = (await admin.post("/api/v1/rules/check", json={"text": text})).json()
    assert checked["fault"] == {"fault": "unknown_field", "at": 5, "length": 6, "word": "logins_600s"}
    assert (await admin.post("/api/v1/rules", json={"name": "x", "text": text})).status_code == 422
    right = (await admin.post("/api/v1/rules/check", json={"text": "WHEN score>0.80 then ban for 60m"})).json()
    assert (right["text"], right["fault"]) == ("when score > 0.8 then ban for 1h", None)
    assert right["statement"]["conditions"] == [{"field": "score", "kind": "number", "operator": ">", "value": "0.8"}]


async def test_a_simulation_tells_who_would_have_been_hit_and_is_remembered_with_the_rule(in_time, admin, parts):
    rule = await make(admin)
    assert rule["tried_at"] is None
    for number in range(1, 8):
        await send(parts, in_time, number, flood(FLOODER, T0 + number))
    await stored(parts)
    span = {"from_at": at(T0 - 60), "to_at": at(T0 + 60)}
    answer = await admin.post("/api/v1/rules/simulate", json={"text": BAN, **span})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["sources"], found["hits"], found["hours"][0]["hits"]) == (1, 1, 1)
    (example,) = found["examples"]
    assert (example["source"], example["standing"]) == (FLOODER, "agreed")
    assert example["values"][0] > 100
    assert found["records"] == 7
    assert (await listed(admin))["items"][0]["tried_at"] is not None


async def told(parts, clock):
    """Have everything that is due handed over."""
    clock.at += 1.0  # a chat bears so many messages a second
    async with asyncio.TaskGroup() as tasks:
        await parts.notifications.tick(tasks)


async def test_a_rule_that_notifies_tells_a_webhook_whom_it_met_though_it_is_allowed_and_decides_nothing(
    in_time, admin, parts
):
    async with reading() as reader:
        await admin.put("/api/v1/notifications/channels/hook", json={"kind": "webhook", "allow_local": True})
        address = f"http://127.0.0.1:{reader.port}/"
        await admin.post("/api/v1/notifications/chats", json={"channel": "hook", "address": address})
        await admin.patch("/api/v1/services/shop", json={"mode": "enforce"})
        await admin.post("/api/v1/allowlist", json={"network": FLOODER})
        made = await make(admin, TELL, mode="on")
        assert (made["statement"]["action"], made["statement"]["duration"]) == ("notify", "1h")
        for number in (1, 2):
            await send(parts, in_time, number, flood(FLOODER, T0 + number))
            await told(parts, in_time)
        ((_, _, body),) = reader.requests
    message = json.loads(body)
    assert (message["title"], message["event"]["kind"]) == (f"🟠 fast: {FLOODER}", "rule")
    assert (message["event"]["service"], message["event"]["facts"]["value"]) == ("shop", FLOODER)
    assert (await admin.get("/api/v1/decisions", params={"q": FLOODER})).json()["items"] == []
    (shown,) = (await listed(admin))["items"]
    assert (shown["hits"], shown["told"], shown["told_24h"], shown["decided"], shown["holding"]) == (1, 1, 1, 0, 0)
    assert [(hit["source"], hit["outcome"]) for hit in shown["recent"]] == [(FLOODER, "told")]
    (event,) = (await admin.get("/api/v1/notifications/events", params={"kind": "rule"})).json()["items"]
    assert event["facts"]["rule_id"] == made["id"]


async def test_many_whom_a_rule_met_become_one_message(in_time, admin, parts):
    async with reading() as reader:
        await admin.put("/api/v1/notifications/channels/hook", json={"kind": "webhook", "allow_local": True})
        address = f"http://127.0.0.1:{reader.port}/"
        await admin.post("/api/v1/notifications/chats", json={"channel": "hook", "address": address})
        await make(admin, TELL, mode="on")
        for number in range(1, 8):
            await send(parts, in_time, number, flood(f"10.9.9.{number}", T0 + number))
            await told(parts, in_time)
        messages = [json.loads(body) for _, _, body in reader.requests]
    titles = {each["thread"]: each["title"] for each in messages}
    assert sum("🟠 fast: 10.9.9." in title for title in titles.values()) == 4
    assert sum("Again and again: 3 " in title for title in titles.values()) == 1


async def test_who_may_not_see_a_service_hears_of_nobody_whom_a_rule_met_there(in_time, admin, new_client, parts):
    await parts.accounts.people.add("lim", PASSWORD, "admin", scope=Scope(services=("blog",)))
    limited = new_client()
    answer = await limited.post("/api/v1/session", json={"login": "lim", "password": PASSWORD})
    limited.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    await make(admin, TELL, mode="on")
    rows = [flood(FLOODER, T0 + 1), flood("10.9.9.10", T0 + 1) | {"service": "blog"}]
    await send(parts, in_time, 1, *rows)
    await told(parts, in_time)
    seen = {}
    for name, client in (("admin", admin), ("limited", limited)):
        events = (await client.get("/api/v1/notifications/events")).json()["items"]
        seen[name] = {each["facts"]["value"] for each in events if each["kind"] == "rule"}
    assert seen == {"admin": {FLOODER, "10.9.9.10"}, "limited": {"10.9.9.10"}}


async def test_what_is_allowed_would_have_been_spared_and_a_time_without_rows_finds_nothing(in_time, admin, parts):
    await admin.post("/api/v1/allowlist", json={"network": "10.9.9.0/24"})
    for number in range(1, 4):
        await send(parts, in_time, number, flood(FLOODER, T0 + number))
    await stored(parts)
    span = {"from_at": at(T0 - 60), "to_at": at(T0 + 60)}
    found = (await admin.post("/api/v1/rules/simulate", json={"text": BAN, **span})).json()
    assert [each["standing"] for each in found["examples"]] == ["spared"]
    found = (await admin.post("/api/v1/rules/simulate", json={"text": TELL, **span})).json()
    assert (found["notices"], found["hits"], [each["source"] for each in found["examples"]]) == (1, 1, [FLOODER])
    before = {"from_at": at(T0 - 9000), "to_at": at(T0 - 6000)}
    nothing = (await admin.post("/api/v1/rules/simulate", json={"text": BAN, **before})).json()
    assert (nothing["records"], nothing["hits"], nothing["covered_from_at"]) == (0, 0, None)


async def test_the_templates_are_rules(admin):
    for each in (await listed(admin))["templates"]:
        assert (await make(admin, each["text"]))["text"] == each["text"]


def at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
