"""The name server, asked over real sockets."""

import asyncio
import contextlib
import socket
import time

import dns.asyncquery
import dns.message
import dns.rcode
import pytest

from agent.proxy.members.directory import Seat
from agent.proxy.members.resolver import Resolver
from dozor.tests.waiting import free_port, until

QUERY = dns.message.make_query("_http._tcp.main.shop.dozor.internal", "SRV")


class Asked(Resolver):
    def __init__(self, port):
        self.port = port
        super().__init__("127.0.0.1", self.port)
        self.task = asyncio.ensure_future(self.run())

    async def tcp(self):
        return await dns.asyncquery.tcp(QUERY, "127.0.0.1", port=self.port, timeout=60)

    async def udp(self):
        return await dns.asyncquery.udp(QUERY, "127.0.0.1", port=self.port, timeout=60)

    async def listens(self):
        with contextlib.suppress(OSError):
            return bool(await self.tcp())
        return False


@pytest.fixture
async def resolver():
    each = Asked(free_port())
    await until(each.listens)
    yield each
    each.task.cancel()
    await asyncio.gather(each.task, return_exceptions=True)


async def test_it_answers_over_udp_and_tcp_what_it_was_told_last(resolver):
    assert (await resolver.udp()).rcode() == dns.rcode.SERVFAIL
    for port in (80, 81):
        resolver.tell({"shop": {"main": (Seat("10.0.0.1", port, 1),)}})
        for answer in (await resolver.udp(), await resolver.udp(), await resolver.tcp()):
            assert [record.port for record in answer.answer[0]] == [port]
    resolver.forget(["shop", "unknown"])
    assert (await resolver.udp()).rcode() == dns.rcode.SERVFAIL


async def test_a_long_answer_comes_over_tcp(resolver):
    resolver.tell({"shop": {"main": tuple(Seat("10.0.0.1", 1 + port, 1) for port in range(500))}})
    answer, over_tcp = await dns.asyncquery.udp_with_fallback(QUERY, "127.0.0.1", port=resolver.port, timeout=60)
    assert over_tcp
    assert len(answer.answer[0]) == 500


async def test_what_is_no_query_is_dropped_and_the_next_answered(resolver):
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        for rubbish in (b"", b"x", b"\xff" * 100, b"\0" * 20_000):
            sender.sendto(rubbish, ("127.0.0.1", resolver.port))
    for rubbish in (b"\xff\xff", b"\0\0", b"\0\x01x", b"\0\x20x"):
        reader, writer = await asyncio.open_connection("127.0.0.1", resolver.port)
        writer.write(rubbish)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    assert await resolver.udp()
    assert await resolver.tcp()


async def test_too_many_connections_are_closed_and_the_others_served(resolver):
    open_ones = [await asyncio.open_connection("127.0.0.1", resolver.port) for _ in range(64)]
    extra, writer = await asyncio.open_connection("127.0.0.1", resolver.port)
    assert await extra.read() == b""
    text = QUERY.to_wire()
    open_ones[0][1].write(len(text).to_bytes(2) + text)
    assert await open_ones[0][0].readexactly(2)
    for _, each in [*open_ones, (extra, writer)]:
        each.close()
    await until(resolver.listens)


async def test_what_it_keeps_is_bounded(resolver):
    for number in range(10_000):
        assert resolver.answer(QUERY.to_wire().replace(b"main", f"{number:04}".encode()))
    assert len(resolver._kept) <= 8192


async def test_a_port_that_is_anothers_is_trouble_until_it_is_free(monkeypatch):
    monkeypatch.setattr("agent.proxy.members.resolver._BIND_AGAIN_SECONDS", 0.05)
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        port = free_port()
        other.bind(("127.0.0.1", port))
        resolver = Asked(port)
        await until(lambda: "cannot listen on 127.0.0.1" in resolver.trouble)
    await until(lambda: resolver.trouble == "")
    assert await resolver.tcp()
    resolver.task.cancel()
    await asyncio.gather(resolver.task, return_exceptions=True)


async def test_a_burst_of_queries_is_answered_whole_though_the_process_stalls(resolver):
    """As NGINX asks at its start with a thousand services, from one socket with the system's own room for answers."""
    with socket.socket(type=socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)  # noqa: FBT003 - the socket's own interface
        asker.connect(("127.0.0.1", resolver.port))
        answers = []
        loop = asyncio.get_running_loop()
        loop.add_reader(asker, lambda: answers.append(asker.recv(4096)))
        for batch in range(0, 1_000, 200):  # what finds no room at the resolver would not come to it at all
            for number in range(batch, batch + 200):
                asker.send(QUERY.to_wire().replace(b"main", f"{number:04}".encode()))
            asked = len(resolver._kept)
            await until(lambda asked=asked: len(resolver._kept) >= min(asked + 200, 1_000))
        assert len(answers) < 1_000
        time.sleep(0.5)  # noqa: ASYNC251 - the stall
        await until(lambda: len(answers) == 1_000)
        loop.remove_reader(asker)
    assert len({answer[12:] for answer in answers}) == 1_000
