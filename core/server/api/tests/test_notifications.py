"""Notifications over the API, by real channels: a webhook's reader at a real socket."""

import asyncio
import json

import pytest
import pytest_asyncio

from core.server.api.tests.test_policy import attack_once
from core.server.notifications.channels.tests.reader import reading
from core.server.notifications.samples import sample

URL = "/api/v1/notifications"
SECRET = "a secret of some length"


@pytest_asyncio.fixture
async def reader():
    async with reading() as made:
        yield made


@pytest_asyncio.fixture
async def hook(admin, reader):
    """A webhook's chat, which gets what is high or critical."""
    spec = {"kind": "webhook", "secret": SECRET, "allow_local": True}
    channel = (await admin.put(f"{URL}/channels/hook", json=spec)).json()
    assert (channel["secrets"], "secret" in channel["spec"]) == (["secret"], False)
    said = {"channel": "hook", "address": f"http://127.0.0.1:{reader.port}/", "title": "Watch", "language": "ru"}
    return (await admin.post(f"{URL}/chats", json=said)).json()


async def told(parts):
    """Have everything that is due handed over."""
    async with asyncio.TaskGroup() as tasks:
        await parts.notifications.tick(tasks)


async def test_an_attack_is_told_and_everybody_sees_how_far_it_came(admin, parts, clock, hook, reader):
    await attack_once(parts, clock, "shop")
    await told(parts)
    ((_, _, body),) = reader.requests
    message = json.loads(body)
    assert message["title"] == "🟠 HTTP-флуд: shop"
    assert message["event"]["facts"]["worst"] == ["127.0.9.9"]
    (thread,) = (await admin.get(f"{URL}/threads")).json()["items"]
    assert (thread["status"], thread["chat_id"], thread["titles"]["en"]) == (
        "delivered",
        hook["id"],
        "HTTP flood: shop",
    )
    (event,) = (await admin.get(f"{URL}/events", params={"kind": "incident"})).json()["items"]
    assert event["thread"] == thread["key"]
    detail = (await admin.get(f"{URL}/threads/{thread['id']}")).json()
    assert [each["id"] for each in detail["events"]] == [event["id"]]
    assert (await admin.get("/api/v1/health")).json()["notifications"]["waiting"] == 0


async def test_who_acknowledges_is_seen_in_the_next_message(admin, parts, clock, hook, reader):
    await attack_once(parts, clock, "shop")
    await told(parts)
    (thread,) = (await admin.get(f"{URL}/threads")).json()["items"]
    answer = await admin.post(f"{URL}/threads/{thread['id']}/acknowledge")
    assert answer.json()["acknowledged_by"] == "admin"
    clock.at += 2
    await told(parts)
    assert "admin занимается этим" in json.loads(reader.requests[-1][2])["text"]
    assert (await admin.post(f"{URL}/threads/{'0' * 24}/acknowledge")).status_code == 404


async def test_a_test_reaches_the_chat_whatever_the_rules_say(admin, parts, hook, reader):
    assert (await admin.delete(f"{URL}/rules/default")).status_code == 204
    sent = (await admin.post(f"{URL}/chats/{hook['id']}/test")).json()
    await told(parts)
    assert "это проверка" in json.loads(reader.requests[0][2])["title"]
    assert (await admin.get(f"{URL}/threads/{sent['thread_id']}")).json()["status"] == "delivered"


async def test_a_chat_that_cannot_be_reached_says_so(admin, parts, hook, reader):
    reader.answer = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    await admin.post(f"{URL}/chats/{hook['id']}/test")
    await told(parts)
    (chat,) = (await admin.get(f"{URL}/chats")).json()["chats"]
    assert (chat["error"], chat["failing_since"] is None) == ("the webhook answered 404", False)


async def test_the_path_of_a_webhook_is_shown_to_who_may_change_it_alone(admin, hook, sign_in):
    address = "https://hooks.example/services/T0/secret"
    await admin.post(f"{URL}/chats", json={"channel": "hook", "address": address})
    seen = {}
    for who in ("viewer", "operator"):
        chats = (await (await sign_in(who)).get(f"{URL}/chats")).json()["chats"]
        seen[who] = chats[-1]["address"]
    assert seen == {"viewer": "https://hooks.example/…", "operator": address}


async def test_secrets_go_in_and_never_come_out(admin, parts, hook, database):
    changed = {"kind": "webhook", "allow_local": True, "timeout_seconds": 3}
    channel = (await admin.put(f"{URL}/channels/hook", json=changed)).json()
    assert channel["secrets"] == ["secret"]  # the one from before
    assert parts.notifications.book.channels["hook"].spec.secret == SECRET
    for path in ("channels", "chats"):
        assert SECRET not in (await admin.get(f"{URL}/{path}")).text
    await parts.audit.settle()
    async with database.connection() as connection:
        rows = await connection.fetch("SELECT spec::text || encode(sealed, 'escape') AS text FROM notification_channel")
        rows += await connection.fetch(
            "SELECT coalesce(before::text, '') || coalesce(after::text, '') AS text FROM audit"
        )
    assert not any(SECRET in row["text"] for row in rows)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("channels/x", {"kind": "webhook", "secret": "short"}),
        ("channels/x", {"kind": "email", "host": "h", "sender": "a@b.example\r\nBcc: c@d.example"}),
        ("channels/x", {"kind": "telegram"}),
        ("channels/x", {"kind": "pigeon"}),
        ("rules/x", {"chats": ["nowhere"]}),
        ("rules/x", {"chats": []}),
        ("rules/x", {"chats": ["a"], "hours": {"timezone": "Mars/Base"}}),
        ("templates/incident/en", {"source": "{{ nothing }}"}),
        ("templates/incident/de", {"source": "x"}),
    ],
)
async def test_what_makes_no_sense_is_refused(admin, hook, path, body):
    assert (await admin.put(f"{URL}/{path}", json=body)).status_code == 422


@pytest.mark.parametrize("address", ["ftp://a", "https://u:p@a.example/", "x", "https://a b/"])
async def test_what_is_no_address_of_the_channel_is_refused(admin, hook, address):
    answer = await admin.post(f"{URL}/chats", json={"channel": "hook", "address": address})
    assert answer.status_code == 422


async def test_a_silence_holds_until_it_is_ended(admin, parts, clock, hook, reader):
    said = {"events": {"services": ["shop"]}, "begins": clock.now(), "until": clock.now() + 600, "note": "load test"}
    silence = (await admin.post(f"{URL}/silences", json=said)).json()
    assert silence["holds"]
    await attack_once(parts, clock, "shop")
    await told(parts)
    assert reader.requests == []
    assert (await admin.delete(f"{URL}/silences/{silence['id']}")).status_code == 204
    await told(parts)
    assert len(reader.requests) == 1


async def test_a_template_is_seen_on_what_happened_saved_and_taken_back(admin, parts, clock, hook, reader):
    await attack_once(parts, clock, "shop")
    await told(parts)
    wish = {"name": "incident", "language": "ru", "source": "<b>{{ service }}</b> {{ facts.sources }}"}
    seen = (await admin.post(f"{URL}/templates/preview", json=wish)).json()
    assert (seen["html"], seen["text"], seen["fault"]) == ("<b>shop</b> 1", "shop 1", "")
    assert seen["event_id"]
    wrong = (await admin.post(f"{URL}/templates/preview", json=wish | {"source": "<b>"})).json()
    assert wrong["fault"] == "<b> is not closed"
    assert (await admin.put(f"{URL}/templates/incident/ru", json={"source": wish["source"]})).status_code == 200
    await attack_once(parts, clock, "blog")
    clock.at += 1
    await told(parts)
    assert json.loads(reader.requests[-1][2])["html"].startswith("<b>blog</b> 1")
    changed = [each for each in (await admin.get(f"{URL}/templates")).json()["templates"] if each["changed_at"]]
    assert [(each["name"], each["language"], each["changed_by"]) for each in changed] == [("incident", "ru", "admin")]
    assert (await admin.delete(f"{URL}/templates/incident/ru")).status_code == 204


async def test_a_template_is_tried_in_a_chat_before_it_is_saved(admin, parts, clock, hook, reader):
    wish = {"name": "group", "language": "ru", "source": "<b>пробую</b> {{ count }}", "chat_id": hook["id"]}
    sent = (await admin.post(f"{URL}/templates/test", json=wish)).json()
    await told(parts)
    assert json.loads(reader.requests[-1][2])["html"] == "<b>пробую</b> 2"
    assert (await admin.get(f"{URL}/threads/{sent['thread_id']}")).json()["status"] == "delivered"
    refused = await admin.post(f"{URL}/templates/test", json=wish | {"source": "<b>"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "<b> is not closed")
    assert (await admin.post(f"{URL}/templates/test", json=wish | {"chat_id": "nobody"})).status_code == 404


async def test_events_and_messages_are_paged(admin, parts, clock, hook, reader):
    for kind in ("incident", "alarm", "node"):
        parts.notifications._take([sample(kind)], clock.now())
        clock.at += 1
        await told(parts)
    first = (await admin.get(f"{URL}/events", params={"limit": 2})).json()
    second = (await admin.get(f"{URL}/events", params={"limit": 2, "before": first["next_before"]})).json()
    assert [each["kind"] for page in (first, second) for each in page["items"]] == ["node", "alarm", "incident"]
    assert second["next_before"] is None
    first = (await admin.get(f"{URL}/threads", params={"limit": 2})).json()
    second = (await admin.get(f"{URL}/threads", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [len(page["items"]) for page in (first, second)] == [2, 1]
    assert (first["total"], second["next_cursor"]) == (3, None)


async def test_deleting_a_channel_takes_its_chats_along(admin, parts, hook):
    assert (await admin.delete(f"{URL}/channels/hook")).status_code == 204
    assert (await admin.get(f"{URL}/chats")).json()["chats"] == []
    assert (await admin.post(f"{URL}/chats/{hook['id']}/test")).status_code == 404
