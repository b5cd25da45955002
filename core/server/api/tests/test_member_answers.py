import asyncio

import httpx
import pytest
import pytest_asyncio

from agent.contract.asking import CountedFrom, End, MemberCounts, RequestCounts
from agent.contract.inventory import Inventory, LogSource
from agent.contract.proxy import MemberState, NodeState
from agent.contract.times import bin_of
from agent.contract.wire import Report
from core.server.api.tests.played_node import PlayedNode
from core.server.proxy.render.names import label, upstream

API = "/api/v1"
LOG = LogSource(kind="access", name="/var/log/nginx/access.log", first_at=5.0, bytes=7)
SHOP = {
    "members": [
        {"name": "a", "host": "10.0.0.5", "port": 8080, "weight": 3},
        {"name": "b", "host": "[2001:db8::6]", "port": 8080},
        {"name": "c", "container": "shop", "port": 80},
    ]
}
SITE = {"names": ["shop.example"], "service": "shop", "nodes": ["one", "two"]}


@pytest_asyncio.fixture
async def nodes(admin, parts, served):
    """Two nodes that keep records of requests, and find the container at one address."""
    async with httpx.AsyncClient(base_url=served, timeout=60) as client:
        played = []
        for name in ("one", "two"):
            made, key = await parts.fleet.create(name)
            parts.fleet.note(made.id, Report(outbox="o", sequence=0, made_at=parts.clock.now()), parts.clock.now(), "")
            played.append(PlayedNode(client, made.id, name, key))
            await played[-1].say(Inventory(logs=[LOG]))
        assert (await admin.put(f"{API}/config/service/shop", json=SHOP)).is_success
        assert (await admin.put(f"{API}/config/domain/shop", json=SITE)).is_success
        assert (await admin.put(f"{API}/config/node/two", json={"address": "192.0.2.2"})).is_success
        for each, member in zip(played, ("c", "joined"), strict=True):
            state = MemberState(
                service=label("shop"), member=member, serving=True, healthy=True, address="172.17.0.2:80"
            )
            await parts.proxy.deployer.hear(each.id, NodeState(members=[state]))
        yield played


def asked(client, name="shop", **query):
    return asyncio.ensure_future(client.get(f"{API}/proxy/services/{name}/answers", params=query))


def by_name(answer):
    return {each["name"] or each["node"] or each["addresses"][0]: each for each in answer["members"]}


async def test_members_are_told_by_what_each_node_finds_at_an_address(admin, parts, clock, nodes):
    reading, at = asked(admin, minutes=15), clock.now() - 900
    first = await nodes[0].answers_next(
        RequestCounts(at=at, classes={"2xx": 96, "5xx": 4}),
        MemberCounts(member="10.0.0.5:8080", requests=60, errors=4, failed=2, times={bin_of(0.1): 57, bin_of(2.0): 3}),
        MemberCounts(member="[2001:db8::6]:8080", requests=20, times={bin_of(0.01): 20}),
        MemberCounts(member="172.17.0.2:80", requests=10),
        MemberCounts(member=upstream("shop"), requests=2, errors=2),
        MemberCounts(member="192.0.2.2:443", requests=5),
        End(),
    )
    await nodes[1].answers_next(
        RequestCounts(at=at, classes={"2xx": 5}),
        MemberCounts(member="172.17.0.2:80", requests=5),
        CountedFrom(at=at + 60),
        End(),
    )
    found = (await reading).json()
    assert [(test.field, test.values) for test in first.what.requests.tests] == [
        ("service", ["shop"]), ("refused", ["no"])
    ]  # fmt: skip
    assert (found["requests"], found["nobody"], found["untold"]) == (105, 2, 3)
    assert (found["nodes"], found["skipped"], found["counted_from"]) == (["one", "two"], [], at + 60)
    members = by_name(found)
    assert list(members) == ["a", "b", "c", "two", "joined"]
    assert {name: each["requests"] for name, each in members.items()} == {
        "a": 60,
        "b": 20,
        "c": 10,
        "two": 5,
        "joined": 5,
    }
    assert (members["a"]["share"], members["a"]["errors"], members["a"]["failed"]) == (0.6, 4, 2)
    assert members["a"]["p50_seconds"] == pytest.approx(0.1, rel=0.06)
    assert members["a"]["p95_seconds"] == pytest.approx(0.1, rel=0.06)
    assert members["c"]["p50_seconds"] is None


async def test_a_node_that_does_not_answer_or_keeps_nothing_is_told(admin, nodes):
    await nodes[1].say(Inventory())
    reading = asked(admin)
    await nodes[0].answers_next(End(ok=False, error="broken"))
    found = (await reading).json()
    assert [(each["source"], each["why"][:20]) for each in found["skipped"]] == [
        ("one/", "broken"), ("two/", "this node keeps no r")
    ]  # fmt: skip
    assert (found["requests"], [each["requests"] for each in found["members"]]) == (0, [0, 0, 0])


async def test_an_agent_from_before_tells_requests_and_no_members(admin, clock, nodes):
    reading = asked(admin)
    await nodes[0].answers_next(RequestCounts(at=clock.now() - 900, classes={"2xx": 7}), End())
    await nodes[1].answers_next(End())
    found = (await reading).json()
    assert (found["requests"], found["untold"], sum(each["requests"] for each in found["members"])) == (7, 7, 0)


async def test_a_node_that_tells_nonsense_breaks_nothing(admin, nodes):
    reading = asked(admin)
    times = {-5: 3, 10**9: 4, 20: -7}
    await nodes[0].answers_next(
        MemberCounts(member="x" * 9000, requests=-4, errors=9, failed=1 << 62, times=times), End()
    )
    await nodes[1].answers_next(End())
    strange = (await reading).json()["members"][-1]
    assert (strange["requests"], strange["errors"], strange["p95_seconds"]) == (0, 0, None)
    assert len(strange["addresses"][0]) == 300


async def test_of_a_service_that_there_is_not_nobody_is_asked(admin, nodes):
    assert (await asked(admin, "none")).status_code == 404
    assert (await asked(admin, minutes=0)).status_code == 422
