"""What members that come and go must not cost: a request, a connection, a download."""

import asyncio
import contextlib
import random
from collections import Counter

from agent.proxy.members.tests.acting import upstream
from dozor.tests.waiting import until

CHANGES = 1_000


async def read_answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
    return int(head.split(" ")[1]), (await reader.readexactly(length)).decode()


async def ask_on_one_connection(port, counts, stopping):
    """Whatever goes wrong with the connection fails the test: NGINX has no reason to close it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not stopping.is_set():
        writer.write(b"GET /plain/ HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        status, name = await read_answer(reader)
        counts[name if status == 200 else status] += 1
        await asyncio.sleep(0)
    writer.close()


async def ask_on_new_connections(port, counts, stopping):
    while not stopping.is_set():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /plain/ HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
        status, name = await read_answer(reader)
        counts[name if status == 200 else status] += 1
        assert not await reader.read()
        writer.close()


async def test_a_thousand_changes_under_load_lose_no_request(running, nginx, servers):
    """Members are added, taken away, weighed anew and drained, a hundred times as fast as NGINX asks."""
    pool = await servers(6)
    chance = random.Random(7)
    running.members.set([upstream("plain", *(each.member() for each in pool))])
    await until(lambda: nginx.reaches("abcdef"))
    counts, stopping = Counter(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for ask in (ask_on_one_connection, ask_on_one_connection, ask_on_new_connections):
            tasks.create_task(ask(nginx.port, counts, stopping))
        for _ in range(CHANGES):
            chosen = chance.sample(pool, chance.randint(2, len(pool)))
            members = [each.member(weight=chance.randint(1, 4)) for each in chosen]
            draining = chosen[0].member(draining=True)
            running.members.set([upstream("plain", draining, *members[1:])])
            await asyncio.sleep(0.006)
        stopping.set()
    assert set(counts) == set("abcdef")
    assert sum(counts.values()) > CHANGES


async def test_an_upgraded_connection_and_a_long_download_survive_their_member_leaving(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member())])
    await until(lambda: nginx.reaches("a"))
    talking = await asyncio.open_connection("127.0.0.1", nginx.port)
    talking[1].write(b"GET /plain/echo HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n")
    assert b"101" in await talking[0].readuntil(b"\r\n\r\n")
    loading = await asyncio.open_connection("127.0.0.1", nginx.port)
    loading[1].write(b"GET /plain/long HTTP/1.1\r\nHost: a\r\n\r\n")
    await until(lambda: a.open_requests == 2)
    running.members.set([upstream("plain", b.member())])
    await until(lambda: nginx.reaches("b"))
    assert a.open_requests == 2
    talking[1].write(b"still there?\n")
    assert await talking[0].readline() == b"a still there?\n"
    assert await read_answer(loading[0]) == (200, "x" * 400_000)
    for _, writer in (talking, loading):
        writer.close()
    with contextlib.suppress(OSError):
        await talking[1].wait_closed()


async def test_a_group_that_takes_over_from_another_loses_no_request(running, nginx, servers):
    """NGINX does not ask for the group that was empty for ten seconds; the other one serves as long."""
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member(), b.member(group="spare", draining=True))])
    await until(lambda: nginx.reaches("a"))
    counts, stopping = Counter(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(ask_on_new_connections(nginx.port, counts, stopping))
        running.members.set([upstream("plain", a.member(draining=True), b.member(group="spare"))])
        assert all(state.serving for state in running.members.states())
        await until(lambda: nginx.reaches("b"))
        stopping.set()
    assert set(counts) == {"a", "b"}
