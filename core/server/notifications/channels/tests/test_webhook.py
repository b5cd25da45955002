import asyncio
import json
from ipaddress import ip_address

import pytest
import pytest_asyncio

from core.server.notifications.channels.channel import Away, Chat, Message, Refused, Throttled
from core.server.notifications.channels.reaching import may_reach, shown_address, url_fault
from core.server.notifications.channels.specs import WebhookSpec
from core.server.notifications.channels.tests.reader import reading
from core.server.notifications.channels.webhook import Webhook, signature
from core.server.notifications.samples import sample

SECRET = "a secret of some length"
MESSAGE = Message(text="<b>a &amp; b</b>", title="a & b", idempotency_key="t1.3", thread="t1", event=sample("incident"))


@pytest_asyncio.fixture
async def reader():
    async with reading() as made:
        yield made


@pytest_asyncio.fixture
async def webhook(clock):
    made = Webhook(WebhookSpec(secret=SECRET, allow_local=True), clock)
    yield made
    await made.close()


def chat(reader):
    return Chat(id="c", channel="hook", address=f"http://localhost:{reader.port}/in?a=b")


async def test_a_message_is_posted_as_signed_json(webhook, reader, clock):
    await webhook.send(chat(reader), MESSAGE)
    ((line, headers, body),) = reader.requests
    assert line == "POST /in?a=b HTTP/1.1"
    assert headers["Host"] == f"localhost:{reader.port}"
    assert headers["Idempotency-Key"] == "t1.3"
    assert headers["Dozor-Timestamp"] == str(int(clock.now()))
    assert headers["Dozor-Signature"] == f"v1={signature(SECRET, int(clock.now()), body)}"
    told = json.loads(body)
    assert (told["id"], told["thread"], told["text"], told["html"]) == ("t1.3", "t1", "a & b", "<b>a &amp; b</b>")
    assert told["event"]["facts"]["peak_rps"] == 870.0


async def test_an_edit_is_another_message_of_the_same_thread(webhook, reader):
    sent = await webhook.send(chat(reader), MESSAGE)
    again = await webhook.edit(chat(reader), sent.external_id, MESSAGE)
    assert sent.external_id == again.external_id == "t1"
    assert len(reader.requests) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", Away),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", Refused),
        (b"HTTP/1.1 302 Go\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", Refused),
        (b"what?\r\n\r\n", Away),
        (b"", Away),
    ],
)
async def test_what_comes_of_an_answer(webhook, reader, answer, error):
    reader.answer = answer
    with pytest.raises(error):
        await webhook.send(chat(reader), MESSAGE)
    assert len(reader.requests) == 1


@pytest.mark.parametrize(("after", "seconds"), [(b"17", 17), (b"soon", 30), (b"999999", 3600)])
async def test_a_webhook_that_has_enough_says_for_how_long(webhook, reader, after, seconds):
    reader.answer = b"HTTP/1.1 429 Enough\r\nRetry-After: " + after + b"\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(Throttled) as caught:
        await webhook.send(chat(reader), MESSAGE)
    assert caught.value.retry_after == seconds


async def test_a_webhook_that_does_not_answer_is_away(clock):
    gone = asyncio.Event()

    async def silent(reader, writer):
        await reader.read()  # until the other side gives up
        writer.close()
        gone.set()

    webhook = Webhook(WebhookSpec(allow_local=True, timeout_seconds=1), clock)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(Away):
        await webhook.send(Chat(id="c", channel="h", address=f"http://127.0.0.1:{port}/"), MESSAGE)
    await webhook.close()
    await gone.wait()
    server.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"]
)
async def test_this_machine_and_metadata_are_not_reached_unless_they_are_let(clock, reader, host):
    webhook = Webhook(WebhookSpec(), clock)
    with pytest.raises((Refused, Away)):
        await webhook.send(Chat(id="c", channel="h", address=f"http://{host}:{reader.port}/"), MESSAGE)
    await webhook.close()
    assert reader.requests == []


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("10.0.0.5", True),
        ("198.51.100.1", True),
        ("100.100.100.200", False),
        ("fe80::1", False),
        ("64:ff9b::1", True),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::a00:5", True),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_may_be_reached(address, may):
    assert may_reach(ip_address(address), allow_local=False) is may


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example",
        "https://",
        "https://u:p@a.example",
        "http://[::1",
        "https://a.example/#x",
        "https://a b",
        "https://a:0/",
    ],
)
def test_what_is_no_url_of_a_webhook_is_told(url):
    assert url_fault(url)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://hooks.example/services/T0/secret?key=1", "https://hooks.example/…"),
        ("https://a.example/", "https://a.example/"),
        ("-100123", "-100123"),
        ("soc@a.example", "soc@a.example"),
    ],
)
def test_where_a_webhook_leads_is_shown_without_its_path(address, shown):
    assert shown_address(address) == shown
