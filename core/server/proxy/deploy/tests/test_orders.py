import asyncio

import pytest

from agent.contract.proxy import Order, Task
from core.server.clock import SystemClock
from core.server.proxy.deploy.orders import Orders


async def test_who_waits_for_an_order_is_let_go_when_the_core_ends():
    orders = Orders(SystemClock(), lambda node: ())
    orders.put("node", Order(confirmed="a"))
    known = orders.of("node").version
    waiting = asyncio.ensure_future(orders.newer("node", known, 600))
    await asyncio.sleep(0)
    assert not waiting.done()
    orders.end()
    assert (await waiting).version == known
    assert (await orders.newer("node", known, 600)).version == known


@pytest.mark.parametrize(
    ("known", "kind", "is_asked"),
    [
        (["purge", "reload"], "reload", True),
        (["purge", "reload"], "visit", False),
        ([], "visit", True),
        ([], "reload", False),
    ],
)
async def test_an_agent_is_asked_for_what_it_knows_alone(known, kind, is_asked):
    orders = Orders(SystemClock(), lambda node: known)
    orders.put("node", Order(confirmed="a"))
    asking = asyncio.ensure_future(orders.do("node", Task(id="t", kind=kind), within_seconds=600))
    await asyncio.sleep(0)
    assert [each.kind for each in orders.of("node").tasks] == ([kind] if is_asked else [])
    orders.forget("node")
    assert ("too old" in (await asking).error) is not is_asked


async def test_who_waits_for_a_node_that_is_deleted_hears_so_and_nothing_of_it_stays():
    orders = Orders(SystemClock(), lambda node: ())
    orders.put("node", Order(confirmed="a"))
    asking = asyncio.ensure_future(orders.do("node", Task(id="t", kind="visit"), within_seconds=600))
    await asyncio.sleep(0)
    orders.forget("node")
    outcome = await asking
    assert (outcome.ok, outcome.error) == (False, "the node was deleted")
    assert not orders.of("node").version
