"""Switches under load: no visitor notices, whether on kept or on new connections."""

import asyncio
from collections import Counter

import pytest

from agent.contract.proxy import Manifest
from agent.proxy.assembly import Assembly
from agent.proxy.generations import Generations
from agent.proxy.switch import Switch
from dozor.tests.thorough import tries

SWITCHES = tries(40, 100)
REQUEST = "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: %s\r\n\r\n"


class Visitor:
    """Asks again and again; keeps its connection as long as NGINX does, or has a new one for each request."""

    def __init__(self, port, *, keeps):
        self.port = port
        self.keeps = keeps
        self.request = (REQUEST % ("keep-alive" if keeps else "close")).encode()
        self.answers = Counter()
        self.failures = []
        self.connections = 0

    async def run(self, stop):
        while not stop.is_set():
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            self.connections += 1
            try:
                while not stop.is_set() and await self.ask(reader, writer):
                    await asyncio.sleep(0.005)
            except (OSError, EOFError) as error:
                self.failures.append(repr(error))
            finally:
                writer.close()

    async def ask(self, reader, writer):
        """Ask once; tell whether the connection may be used again."""
        writer.write(self.request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        self.answers[head.split(" ")[1], (await reader.readexactly(length)).decode()] += 1
        return self.keeps and "connection: close" not in head


@pytest.fixture
def build(place, program):
    generations = Generations(place.folder)
    assembly = Assembly(place, generations, program)

    async def build(texts):
        files = {name: generations.blobs.put(text.encode()) for name, text in texts.items()}
        return await assembly.build(Manifest(files=files))

    return build


async def test_many_switches_lose_no_request(nginx, place, program, build, files):
    two = [await build(files(shop="one")), await build(files(shop="two"))]
    switch = Switch(place, Generations(place.folder), program)
    assert await switch.to(two[1]) == []
    visitors = [Visitor(nginx.port, keeps=number % 2 == 0) for number in range(8)]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for visitor in visitors:
            tasks.create_task(visitor.run(stop))
        for number in range(SWITCHES):
            assert await switch.to(two[number % 2]) == []
            assert (await switch.running()).name == two[number % 2].name
        stop.set()
    assert [failure for visitor in visitors for failure in visitor.failures] == []
    answers = sum((visitor.answers for visitor in visitors), Counter())
    assert set(answers) == {("200", "one"), ("200", "two")}
    assert answers.total() > SWITCHES * len(visitors)
    assert switch.reloads == SWITCHES + 1
    kept = [visitor for visitor in visitors if visitor.keeps]
    assert all(visitor.connections <= SWITCHES + 2 for visitor in kept)


async def test_a_long_answer_outlives_switches(nginx, place, program, build, files, site):
    """It is served to its end by a worker of the generation in which it began."""
    (place.folder / "www").mkdir()
    (place.folder / "www" / "long").write_bytes(b"x" * 1_000_000)
    slow = f"location /long {{ root {place.folder}/www; limit_rate 500k; }}"
    texts = files(blog="b") | {"sites/shop.conf": site("shop", "one", extra=slow)}
    switch = Switch(place, Generations(place.folder), program)
    assert await switch.to(await build(texts)) == []
    reader, writer = await asyncio.open_connection("127.0.0.1", nginx.port)
    writer.write(b"GET /long HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    for body in ("two", "three"):
        assert await switch.to(await build(files(shop=body))) == []
        assert nginx.get() == (200, body)
    assert len(await reader.read(-1)) == 1_000_000
    writer.close()
