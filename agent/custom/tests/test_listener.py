"""Pushes over real sockets."""

import asyncio
import contextlib
import json
import socket

import httpx
import pytest

from agent.custom import conversation
from agent.custom.conversation import MOST_BYTES
from agent.custom.listener import MOST_NAMED, Listener
from agent.custom.told import Gauge, Refused

TOKEN = "a-token-of-many-letters"
GAUGE = {"type": "gauge", "name": "queue", "value": 3}


class Listening(Listener):
    def __init__(self, place="127.0.0.1:0"):
        self.pushed = []
        self.failed = []
        self.refuses = []
        super().__init__(place, {"shop": TOKEN, "mail": TOKEN + "2"}, self.take, lambda *fail: self.failed.append(fail))
        self.task = asyncio.ensure_future(self.run())

    def take(self, service, told, _):
        self.pushed.append((service, told))
        return self.refuses

    async def up(self):
        async with asyncio.timeout(60):
            while not self.port:
                await asyncio.sleep(0.01)

    async def push(self, document, service="shop", token=TOKEN, **more):
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        async with httpx.AsyncClient(trust_env=False) as client:
            headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
            url = f"http://127.0.0.1:{self.port}/metrics/{service}"
            return await client.request(more.pop("method", "POST"), url, content=body, headers=headers, **more)


@pytest.fixture
async def listener():
    each = Listening()
    await each.up()
    yield each
    each.task.cancel()
    await asyncio.gather(each.task, return_exceptions=True)


async def test_a_service_pushes_its_metrics(listener):
    answer = await listener.push({"metrics": [GAUGE]})
    assert (answer.status_code, answer.json()) == (200, {"accepted": 1, "refused": [], "refused_count": 0})
    assert listener.pushed == [("shop", [Gauge("queue", 3.0)])]


async def test_what_does_not_count_is_answered_by_name_and_reason(listener):
    listener.refuses = [Refused("queue", "it was a counter and came as a gauge")]
    answer = (await listener.push({"metrics": [GAUGE, {"type": "gauge", "name": "b"}]})).json()
    assert answer["accepted"] == 0
    assert [each["name"] for each in answer["refused"]] == ["b", "queue"]


async def test_of_many_refusals_some_are_named_and_all_counted(listener):
    answer = (await listener.push({"metrics": [5] * 1000})).json()
    assert (len(answer["refused"]), answer["refused_count"]) == (MOST_NAMED, 1000)


@pytest.mark.parametrize(
    ("service", "token"),
    [
        ("shop", "-"),
        ("shop", "wrong"),
        ("shop", TOKEN + "2"),
        ("mail", TOKEN),
        ("other", TOKEN),
        ("other", "-"),
        ("", "-"),
    ],
)
async def test_only_a_service_with_its_own_token_pushes(listener, service, token):
    answer = await listener.push({"metrics": [GAUGE]}, service=service, token=token)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert listener.pushed == []


@pytest.mark.parametrize(
    "request_", [{"method": "GET"}, {"method": "PUT"}, {"method": "HEAD"}, {"service": "../reports"}]
)
async def test_there_is_nothing_else_there(listener, request_):
    assert (await listener.push({"metrics": [GAUGE]}, **request_)).status_code == 404


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"metrics": [NaN]}', b"\xff", b"", b"[]"])
async def test_what_cannot_be_read_is_answered_and_told(listener, body):
    answer = await listener.push(body)
    assert answer.status_code == 400
    assert listener.failed == [("shop", answer.json()["detail"])]


async def test_a_long_body_is_refused_before_it_is_read(listener):
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    length = 10**9
    writer.write(f"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n".encode())
    writer.write(f"Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n".encode())
    assert (await reader.read()).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_chunks_without_end_are_refused_at_the_bound(listener):
    async def endless():
        while True:
            yield b"x" * 16384

    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            headers = {"Authorization": f"Bearer {TOKEN}"}
            url = f"http://127.0.0.1:{listener.port}/metrics/shop"
            answer = await client.post(url, content=endless(), headers=headers)
        except httpx.TransportError:  # the answer may be lost where the client still writes
            return
    assert answer.status_code == 413


async def test_a_body_of_the_most_bytes_is_read(listener):
    document = json.dumps({"metrics": [GAUGE]}).encode()
    answer = await listener.push(document + b" " * (MOST_BYTES - len(document)))
    assert answer.status_code == 200


async def test_who_waits_to_be_told_to_go_on_is_told(listener):
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    body = json.dumps({"metrics": [GAUGE]}).encode()
    writer.write(f"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n".encode())
    writer.write(b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(body))
    assert b" 100 " in await reader.readuntil(b"\r\n\r\n")
    writer.write(body)
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    writer.close()


async def test_a_connection_is_used_again(listener):
    async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=1)) as client:
        for _ in range(3):
            headers = {"Authorization": f"Bearer {TOKEN}"}
            url = f"http://127.0.0.1:{listener.port}/metrics/shop"
            assert (await client.post(url, json={"metrics": [GAUGE]}, headers=headers)).status_code == 200
    assert len(listener.pushed) == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 100_000, b"431"),
        (b"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
    ],
)
async def test_what_is_no_http_is_refused(listener, sent, status):
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(sent)
    assert (await reader.read()).startswith(b"HTTP/1.1 " + status)
    writer.close()


async def test_a_slow_body_is_given_up(listener, monkeypatch):
    monkeypatch.setattr(conversation, "REQUEST_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(f"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n".encode())
    writer.write(b"Content-Length: 10\r\n\r\n{")
    assert (await reader.read()).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_a_client_that_takes_no_answers_is_let_go(listener, monkeypatch, until):
    monkeypatch.setattr(conversation, "REQUEST_SECONDS", 0.2)
    body = json.dumps({"metrics": [{"type": "gauge", "name": "x" * 90} for _ in range(MOST_NAMED)]}).encode()
    lines = "POST /metrics/shop HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKEN}", f"Content-Length: {len(body)}"
    head = "\r\n".join([*lines, "", ""])
    _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write((head.encode() + body) * 3000)
    await until(lambda: listener._connections == 1)
    await until(lambda: listener._connections == 0)
    with contextlib.suppress(OSError):
        await writer.drain()
    writer.transport.abort()


async def test_a_client_that_goes_away_harms_nobody(listener):
    _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(b"POST /metrics/shop HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
    writer.transport.abort()
    assert (await listener.push({"metrics": [GAUGE]})).status_code == 200


async def test_a_unix_socket_takes_pushes_too(tmp_path):
    path = tmp_path / "metrics.sock"
    for _ in range(2):  # the second time over the socket that the first one left
        listener = Listening(f"unix:{path}")
        async with asyncio.timeout(60):
            while not (path.exists() and path.stat().st_mode & 0o777 == 0o666):
                await asyncio.sleep(0.01)
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(path))) as client:
            headers = {"Authorization": f"Bearer {TOKEN}"}
            answer = await client.post("http://agent/metrics/shop", json={"metrics": [GAUGE]}, headers=headers)
        assert answer.status_code == 200
        listener.task.cancel()
        await asyncio.gather(listener.task, return_exceptions=True)


async def test_a_place_of_somebody_else_is_told():
    with socket.create_server(("127.0.0.1", 0)) as other:
        listener = Listening(f"127.0.0.1:{other.getsockname()[1]}")
        async with asyncio.timeout(60):
            while not listener.trouble:
                await asyncio.sleep(0.01)
        assert "cannot listen at 127.0.0.1" in listener.trouble
        listener.task.cancel()
        await asyncio.gather(listener.task, return_exceptions=True)
