"""Nodes and members on loopback, each with an address of its own."""

import contextlib
import itertools
from dataclasses import replace

import pytest

from core.server.proxy.render.tests.running import Member, Node, desired
from dozor.tests.waiting import until

FOUND = (200, 201, 204, 301, 302, 304, 308, 401, 403, 404, 503)


@pytest.fixture
async def stack():
    async with contextlib.AsyncExitStack() as open_things:
        yield open_things


@pytest.fixture
async def member(stack):
    """Start a member."""

    async def start(name="a", **more):
        started = await Member(name, **more).start()
        stack.callback(started.stop)
        return started

    return start


@pytest.fixture
def new_node(stack, tmp_path):
    """A node that is not started yet."""
    numbers = itertools.count(1)

    def make(name="one"):
        node = Node(tmp_path / name, f"127.0.1.{next(numbers)}", name)
        stack.push_async_callback(node.stop)
        return node

    return make


@pytest.fixture
async def serve(new_node, member):
    """Start a node with one domain and a service `shop` of one member; the words say what is said of the domain."""

    async def start(
        *,
        members=None,
        service=None,
        services=None,
        around=None,
        more=(),
        node=None,
        place=None,
        pages_documents=None,
        **domain,
    ):
        one = new_node()
        one.place = replace(one.place, **(place or {}))
        answering = members or [await member("a")]
        shop = {"members": [each.document for each in answering], **(service or {})}
        state = desired(
            nodes={"one": {**one.document, **(node or {})}},
            services={"shop": shop, **(services or {})},
            pages=pages_documents or {},
            domains={"shop": {"names": ["shop.example"], "service": "shop", "nodes": ["one"], **domain}},
        )
        await one.start(state, around, more)
        assert not one.problems
        one.member = answering[0]
        return one

    return start


@pytest.fixture
def reached():
    """Wait until a path is answered by a member: NGINX asks for members after its start."""

    async def wait(node, path="/", **more):
        async def answered():
            answer = await node.get(path, **more)
            return answer if answer.status not in {502, 504} else None

        return await until(answered)

    return wait
