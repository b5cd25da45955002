import asyncio

from agent.contract.proxy import Order
from core.server.clock import SystemClock
from core.server.proxy.deploy.orders import Orders


async def test_who_waits_for_an_order_is_let_go_when_the_core_ends():
    orders = Orders(SystemClock())
    orders.put("node", Order(confirmed="a"))
    known = orders.of("node").version
    waiting = asyncio.ensure_future(orders.newer("node", known, 600))
    await asyncio.sleep(0)
    assert not waiting.done()
    orders.end()
    assert (await waiting).version == known
    assert (await orders.newer("node", known, 600)).version == known
