import asyncio

import pytest

from agent.contract.proxy import MemberState, NodeState, TaskOutcome
from core.server.proxy.render.names import label

API = "/api/v1"
SHOP = {
    "members": [
        {"name": "a", "host": "10.0.0.5", "port": 8080, "weight": 3},
        {"name": "b", "host": "10.0.0.6", "port": 8080},
        {"name": "c", "container": "shop", "port": 80, "draining": True},
    ]
}
SITE = {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}


@pytest.fixture
async def node(admin, parts):
    made, _ = await parts.fleet.create("One")
    assert (await admin.put(f"{API}/config/service/shop", json=SHOP)).is_success
    assert (await admin.put(f"{API}/config/domain/shop", json=SITE)).is_success
    parts.proxy.deployer.tell()
    await parts.proxy.deployer.hear(made.id, NodeState())
    return made


async def _shop(admin):
    (shown,) = (await admin.get(f"{API}/proxy/services")).json()
    return shown


async def test_a_service_tells_who_leads_to_it_and_how_its_members_share(admin, node):
    shown = await _shop(admin)
    assert (shown["domains"], shown["nodes"], shown["is_checked"]) == (["shop"], ["one"], False)
    assert {each["name"]: each["share"] for each in shown["members"]} == {"a": 0.75, "b": 0.25, "c": None}
    assert [each["health"] for member in shown["members"] for each in member["nodes"]] == ["unknown"] * 3


async def test_what_a_node_says_of_a_member_is_told_and_its_share_goes_to_the_others(admin, node, parts):
    states = [MemberState(service=label("shop"), member="a", serving=False, healthy=False, reason="refused")]
    await parts.proxy.deployer.hear(node.id, NodeState(members=states))
    shown = {each["name"]: each for each in (await _shop(admin))["members"]}
    assert shown["a"]["nodes"] == [{"node": "one", "health": "unwell", "may_answer": False, "reason": "refused"}]
    assert (shown["a"]["share"], shown["b"]["share"]) == (None, 1.0)


async def _answered(parts, node, asked, outcome, *, count=1):
    async with asyncio.timeout(60):
        order = await parts.proxy.deployer.orders.until(node.id, lambda order: len(order.tasks) == count)
    told = [task.arguments for task in order.tasks]
    for task in order.tasks:
        parts.proxy.deployer.orders.hear(node.id, TaskOutcome(id=task.id, **outcome))
    return told, (await asked).json()["visited"]


async def test_one_request_goes_through_nginx_as_a_visitors_would(admin, node, parts):
    asked = asyncio.ensure_future(admin.post(f"{API}/domains/shop/visit", json={"path": "/a?b"}))
    said = {"status": "302", "seconds": "0.012", "location": "/login"}
    (arguments,), (shown,) = await _answered(parts, node, asked, {"ok": True, "results": said})
    assert arguments == {
        "address": "127.0.0.1", "port": "80", "tls": "", "proxy_protocol": "", "host": "shop.example", "path": "/a?b"
    }  # fmt: skip
    assert (shown["name"], shown["status"], shown["seconds"], shown["location"]) == ("One", 302, 0.012, "/login")


async def test_members_are_asked_one_by_one(admin, node, parts):
    asked = asyncio.ensure_future(admin.post(f"{API}/proxy/services/shop/visit", json={}))
    arguments, shown = await _answered(parts, node, asked, {"ok": False, "error": "refused"}, count=2)
    assert [each["address"] for each in arguments] == ["10.0.0.5", "10.0.0.6"]
    assert [(each["name"], each["error"]) for each in shown] == [("a", "refused"), ("b", "refused")]


@pytest.mark.parametrize("path", ["nowhere", "/with space", "/a\r\nX: y"])
async def test_no_other_path_is_asked_for(admin, node, path):
    assert (await admin.post(f"{API}/domains/shop/visit", json={"path": path})).status_code == 422


async def test_where_names_lead_is_looked_up(admin, node, parts):
    assert (await admin.put(f"{API}/config/node/one", json={"address": "192.0.2.1"})).is_success
    shown = (await admin.get(f"{API}/domains/shop/names")).json()
    assert shown["ours"] == ["192.0.2.1"]
    assert [(each["name"], each["verdict"] in {"nowhere", "unknown"}) for each in shown["names"]] == [
        ("shop.example", True)
    ]
    assert (await admin.get(f"{API}/domains/none/names")).status_code == 404


async def test_a_node_that_answers_nonsense_breaks_nothing(admin, node, parts):
    asked = asyncio.ensure_future(admin.post(f"{API}/domains/shop/visit", json={}))
    said = {"status": "x" * 9, "seconds": "nan", "location": "y" * 9000}
    _, (shown,) = await _answered(parts, node, asked, {"ok": True, "results": said})
    assert (shown["status"], shown["seconds"], len(shown["location"])) == (0, 0, 500)
