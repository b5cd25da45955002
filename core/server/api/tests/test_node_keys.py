"""A stolen key speaks for its own node and no other, on every route that agents have."""

import asyncio

import msgspec
import pytest
import zstandard

from agent.contract.asking import ListProcesses
from agent.contract.inventory import Container, Inventory
from agent.contract.proxy import NodeState, TaskOutcome
from agent.contract.wire import MSGPACK, Report
from core.server.api.app import describe

ROUTES = sorted(
    (method, path)
    for path, operations in describe().openapi()["paths"].items()
    for method in operations
    if "/agent/" in path
)


@pytest.fixture
async def keys(parts):
    """The ids and keys of two nodes, of which the first one's was stolen."""
    return [(node.id, key) for node, key in [await parts.fleet.create(name) for name in ("stolen", "other")]]


def bearer(node_id, key):
    return {"Authorization": f"Bearer {node_id}.{key}"}


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_key_opens_no_route_for_another_node_and_none_once_it_is_revoked(method, path, keys, client, parts):
    (stolen, key), (other, _) = keys
    filled = path.replace("{digest}", "0" * 64).replace("{sha256}", "0" * 64).replace("{question_id}", "q")
    body = {"content": b"", "headers": bearer(other, key)} if method == "post" else {"headers": bearer(other, key)}
    assert (await client.request(method, filled, **body)).status_code == 401
    assert (await client.request(method, filled, **body | {"headers": {}})).status_code == 401
    assert (await client.request(method, filled, **body | {"headers": bearer(stolen, key)})).status_code != 401
    await parts.fleet.revoke(stolen)
    assert (await client.request(method, filled, **body | {"headers": bearer(stolen, key)})).status_code == 401


async def send(client, path, said, credentials, media_type="application/vnd.dozor.proxy+msgpack"):
    headers = {**bearer(*credentials), "Content-Encoding": "zstd", "Content-Type": media_type}
    return await client.post(
        f"/api/v1/agent{path}", content=zstandard.compress(msgspec.msgpack.encode(said)), headers=headers
    )


async def test_what_a_key_says_counts_for_its_own_node_alone(keys, client, parts, clock):
    stolen, (other, _) = keys
    said = Inventory(at=clock.at, containers=[Container(id="c" * 12, name="lie")])
    assert (await send(client, "/inventory", said, stolen)).status_code == 204
    report = Report(outbox="o", sequence=1, made_at=clock.at, agent_version="lie")
    assert (await send(client, "/reports", report, stolen, MSGPACK)).status_code == 200
    assert (await send(client, "/proxy/state", NodeState(), stolen)).status_code == 204
    assert (await send(client, "/proxy/outcomes", [TaskOutcome(id="t", ok=True)], stolen)).status_code == 204
    assert parts.inventories.of(other).at == 0
    assert (parts.fleet.get(other).seen.last_report_at, parts.fleet.get(other).seen.agent_version) == (0, "")
    assert parts.proxy.deployer.record(other).state_at == 0


async def test_a_key_hears_and_answers_no_question_of_another_node(keys, client, parts):
    stolen, other = keys
    with parts.asking.ask(other[0], ListProcesses(), within_seconds=5):
        mine = await client.get("/api/v1/agent/questions", headers=bearer(*stolen))
        assert msgspec.msgpack.decode(mine.content) == []
        theirs = await client.get("/api/v1/agent/questions", headers=bearer(*other))
        (question,) = msgspec.msgpack.decode(theirs.content)
        path = f"/api/v1/agent/questions/{question['id']}/answer"
        assert (await client.post(path, content=b"{}\n", headers=bearer(*stolen))).status_code == 404


async def test_who_waits_for_an_order_with_a_key_that_is_revoked_hears_nothing(keys, client, parts):
    (stolen, key), _ = keys
    waiting = asyncio.ensure_future(client.get("/api/v1/agent/questions?wait=20", headers=bearer(stolen, key)))
    while stolen not in parts.asking._news:
        await asyncio.sleep(0)
    await parts.fleet.revoke(stolen)
    parts.asking.forget(stolen)
    assert (await waiting).status_code == 401


@pytest.mark.parametrize("path", sorted(path for method, path in ROUTES if method == "post"))
async def test_whatever_a_node_sends_breaks_nothing(path, keys, client):
    stolen, _ = keys
    filled = path.replace("{question_id}", "q")
    nested = b"\x91" * 5000
    for body in (
        b"",
        b"\xc1",
        b"{}",
        b"\x80",
        b"\xff" * 100,
        nested,
        zstandard.compress(nested),
        b"\x28\xb5\x2f\xfd\x00",
    ):
        for more in ({}, {"Content-Encoding": "zstd"}, {"Content-Encoding": "gzip"}, {"Content-Type": MSGPACK}):
            answer = await client.post(filled, content=body, headers=bearer(*stolen) | more)
            assert answer.status_code < 500, (body[:20], more, answer.text)
