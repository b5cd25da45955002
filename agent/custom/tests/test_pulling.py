"""Real servers over real sockets, most of which do not behave."""

import asyncio
import contextlib
import tracemalloc

import pytest

from agent.custom.plan import Listed, Pull
from agent.custom.pulling import Puller
from agent.custom.told import Counter, Gauge, Histogram


class Server:
    """Answers every request by the same bytes, and then goes on for ever, hangs, or hangs up."""

    def __init__(self):
        self.answer = b""
        self.endless = False
        self.hangs = False
        self.asked = []

    async def converse(self, reader, writer):
        self.asked.append(await reader.readuntil(b"\r\n\r\n"))
        with contextlib.suppress(ConnectionError):
            writer.write(self.answer)
            await writer.drain()
            while self.endless:
                writer.write(b"x" * 65536)
                await writer.drain()
            if self.hangs or not self.answer:
                await reader.read()
        writer.close()

    def says(self, body, head=b"HTTP/1.1 200 OK"):
        self.answer = head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.fixture
async def server():
    each = Server()
    listening = await asyncio.start_server(each.converse, "127.0.0.1", 0)
    each.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/status?full=1"
    yield each
    listening.close()


async def look(pull):
    """Return what is told and refused by one look, or the text of why nothing was."""
    outcome = []
    puller = Puller(pull, lambda *told: outcome.append(told), lambda _, why: outcome.append(why), lambda: 0.0)
    await puller.look()
    [one] = outcome
    return one


async def test_listed_metrics_stand_where_their_paths_lead(server):
    server.says(b'{"orders": 12, "up": true, "queues": [3], "wait": {"bounds": [1], "counts": [4, 5], "sum": 9}}')
    metrics = [
        Listed("orders", "$.orders", "counter"),
        Listed("up", "$.up"),
        Listed("queue", "$.queues[0]", unit="count"),
        Listed("wait", "$.wait", "histogram", "seconds"),
    ]
    told, refused = (await look(Pull(url=server.url, metrics=metrics)))[1:3]
    assert told == [
        Counter("orders", 12.0),
        Gauge("up", 1.0),
        Gauge("queue", 3.0, "count"),
        Histogram("wait", [1.0], [4.0, 5.0], 9.0, "seconds"),
    ]
    assert refused == []
    assert server.asked[0].startswith(b"GET /status?full=1 HTTP/1.1\r\n")


async def test_a_metric_that_is_not_there_spoils_no_other(server):
    server.says(b'{"a": 1, "b": "2", "c": null, "d": [], "e": {"counts": 1}}')
    metrics = [Listed(name, f"$.{name}") for name in "abcdx"] + [Listed("e", "$.e", "histogram")]
    _, told, refused, _ = await look(Pull(url=server.url, metrics=metrics))
    assert told == [Gauge("a", 1.0)]
    assert [name for name, _ in refused] == ["b", "c", "d", "x", "e"]


async def test_without_listed_metrics_the_answer_is_a_document(server):
    server.says(b'{"metrics": [{"type": "gauge", "name": "a", "value": 1}, 5]}')
    origin, told, refused, keep_seconds = await look(Pull(url=server.url, every_seconds=10.0))
    assert (origin, told, len(refused), keep_seconds) == (
        f"pull 1: {server.url.partition('?')[0]}",
        [Gauge("a", 1.0)],
        1,
        30.0,
    )


async def test_a_command_writes_what_a_url_answers():
    pull = Pull(command=["echo", "42"], metrics=[Listed("answer")])
    assert (await look(pull))[:2] == ("pull 1: echo", [Gauge("answer", 42.0)])
    assert await look(Pull(command=["false"])) == "ended with status 1"


async def test_headers_are_sent(server):
    server.says(b'{"metrics": []}')
    await look(Pull(url=server.url, headers={"Authorization": "Bearer x"}))
    assert b"\r\nAuthorization: Bearer x\r\n" in server.asked[0]


async def test_an_endpoint_that_hangs_is_given_up(server):
    assert await look(Pull(url=server.url, within_seconds=0.3)) == "did not answer within 0.3 s"


async def test_an_endpoint_that_hangs_within_its_answer_is_given_up(server):
    server.answer = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"metrics": '
    server.hangs = True
    assert await look(Pull(url=server.url, within_seconds=0.3)) == "did not answer within 0.3 s"


@pytest.mark.parametrize(
    "head", [b"", b"Content-Length: 2000000000\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n"]
)
async def test_of_an_endless_answer_no_more_is_read_than_the_bound(server, head):
    server.answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + (b"40000000\r\n" if b"chunked" in head else b"")
    server.endless = True
    tracemalloc.start()
    try:
        assert await look(Pull(url=server.url, most_bytes=100_000)) == "answers more than 100000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("status", "why"), [(b"302 Found", "answers 302"), (b"500 No", "answers 500"), (b"204 None", "answers 204")]
)
async def test_a_redirect_is_not_followed_and_an_error_is_told(server, status, why):
    server.says(b"{}", b"HTTP/1.1 " + status + b"\r\nLocation: " + server.url.encode())
    assert await look(Pull(url=server.url)) == why
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000, "the JSON is nested too deeply"),
        (b'"\xff"', "the JSON is not UTF-8"),
        (b"<html>", "JSON is malformed: invalid character (byte 0)"),
        (b'{"metrics": [{"type": "gauge", "name": "a", "value": NaN}]}', "JSON is malformed"),
        (b"[]", 'an object {"metrics": [...]} is expected'),
        (b"", "Input data was truncated"),
    ],
)
async def test_what_is_no_document_says_why(server, body, why):
    server.says(body)
    assert (await look(Pull(url=server.url))).startswith(why)


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", b"\r\n"]
)
async def test_what_is_no_http_says_so(server, answer):
    server.answer = answer
    assert isinstance(await look(Pull(url=server.url)), str)


async def test_nobody_listening_is_told(server, unused_tcp_port):
    why = await look(Pull(url=f"http://127.0.0.1:{unused_tcp_port}/"))
    assert "Connect call failed" in why


async def test_it_looks_again_and_again(server):
    server.says(b"1")
    looks = asyncio.Queue()
    pull = Pull(url=server.url, every_seconds=1.0, metrics=[Listed("a")])
    running = asyncio.ensure_future(
        Puller(pull, lambda *told: looks.put_nowait(told), looks.put_nowait, lambda: 0.0).run()
    )
    async with asyncio.timeout(60):
        for _ in range(3):
            assert (await looks.get())[1] == [Gauge("a", 1.0)]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
