import asyncio

import msgspec
import pytest
import pytest_asyncio

from agent.contract.proxy import (
    ApplyResult,
    CheckResult,
    Manifest,
    MemberState,
    NodeState,
    Order,
    Problem,
    Task,
    TaskOutcome,
)
from core.server.errors import Conflict
from core.server.proxy.documents.change import read_change

PATH = "/api/v1/agent/proxy"


class FakeNode:
    """Speaks as an agent does, and does what its test says."""

    def __init__(self, client, node, key):
        self.id, self.name = node.id, node.name
        self._client, self._headers = client, {"Authorization": f"Bearer {node.id}.{key}"}

    async def get(self, path, kind):
        answer = await self._client.get(f"{PATH}{path}", headers=self._headers)
        answer.raise_for_status()
        assert answer.headers["content-encoding"] == "zstd"
        return answer.content if kind is bytes else msgspec.msgpack.decode(answer.content, type=kind)

    async def order(self, known=0, wait=0):
        return await self.get(f"/order?known={known}&wait={wait}", Order)

    async def say(self, **state):
        body = msgspec.msgpack.encode(NodeState(**state))
        (await self._client.post(f"{PATH}/state", headers=self._headers, content=body)).raise_for_status()

    async def check(self, order, *, ok=True, problems=()):
        result = CheckResult(deployment=order.deployment, digest=order.candidate, ok=ok, problems=list(problems))
        await self.say(check=result)

    async def apply(self, order, *, ok=True):
        result = ApplyResult(deployment=order.deployment, digest=order.candidate, ok=ok)
        await self.say(apply=result, applied=order.candidate if ok else order.confirmed)

    async def tell(self, *outcomes):
        body = msgspec.msgpack.encode(list(outcomes))
        (await self._client.post(f"{PATH}/outcomes", headers=self._headers, content=body)).raise_for_status()


@pytest_asyncio.fixture
async def nodes(parts, client):
    client.headers["Accept-Encoding"] = "zstd"
    return {name: FakeNode(client, *await parts.fleet.create(name)) for name in ("one", "two")}


async def want(parts, *, port=8080, nodes=("one", "two"), note="test"):
    service = {"members": [{"name": "a", "host": "127.0.0.1", "port": port}]}
    domain = {"names": ["shop.example"], "service": "shop", "nodes": list(nodes)}
    changes = {("service", "shop"): service, ("domain", "shop"): domain}
    read = {key: read_change(*key, value) for key, value in changes.items()}
    await parts.proxy.documents.change(read, by="ann", note=note)
    parts.proxy.deployer.tell()


async def test_a_revision_reaches_the_nodes_one_first(parts, nodes):
    await want(parts)
    deployment = await parts.proxy.deployer.deploy(by="ann", note="first")
    orders = {name: await node.order() for name, node in nodes.items()}
    assert [order.step for order in orders.values()] == ["check", "check"]
    for name, node in nodes.items():
        await node.check(orders[name])
    orders = {name: await node.order() for name, node in nodes.items()}
    assert [order.step for order in orders.values()] == ["apply", "check"]
    await nodes["one"].apply(orders["one"])
    order = await nodes["two"].order()
    assert order.step == "apply"
    await nodes["two"].apply(order)
    for node in nodes.values():
        order = await node.order()
        assert (order.step, order.candidate) == ("hold", "")
        assert order.confirmed == orders[node.name].candidate
    done = (await parts.proxy.store.deployment(deployment.id)).deployment
    assert done.phase == "done"


async def test_a_node_fetches_its_manifest_and_files_and_no_others(parts, nodes):
    await want(parts, nodes=["one"])
    await parts.proxy.deployer.deploy(by="ann", note="")
    order = await nodes["one"].order()
    manifest = await nodes["one"].get(f"/manifests/{order.candidate}", Manifest)
    assert manifest.digest == order.candidate
    text = (await nodes["one"].get(f"/files/{manifest.files['sites/shop.conf']}", bytes)).decode()
    assert "server_name shop.example;" in text
    for path in (f"/manifests/{order.candidate}", f"/files/{manifest.files['sites/shop.conf']}"):
        answer = await nodes["two"]._client.get(f"{PATH}{path}", headers=nodes["two"]._headers)
        assert answer.status_code == 404


async def test_a_check_that_fails_leaves_every_node_as_it_was(parts, nodes):
    await want(parts)
    deployment = await parts.proxy.deployer.deploy(by="ann", note="")
    order = await nodes["two"].order()
    await nodes["two"].check(order, ok=False, problems=[Problem(file="sites/shop.conf", line=3, message="bad")])
    failed = (await parts.proxy.store.deployment(deployment.id)).deployment
    assert (failed.phase, failed.reason) == ("failed", "two: sites/shop.conf:3: bad")
    for node in nodes.values():
        order = await node.order()
        assert (order.step, order.candidate, order.confirmed) == ("hold", "", "")


async def test_two_deployments_do_not_run_at_once(parts, nodes):
    await want(parts)
    await parts.proxy.deployer.deploy(by="ann", note="")
    with pytest.raises(Conflict, match="going on"):
        await parts.proxy.deployer.deploy(by="bob", note="")
    await parts.proxy.deployer.cancel("bob")
    assert (await parts.proxy.deployer.deploy(by="bob", note="")).phase == "checking"


async def test_a_member_reaches_the_node_without_a_deployment(parts, nodes):
    await want(parts, port=8080)
    before = await nodes["one"].order()
    waiting = asyncio.ensure_future(nodes["one"].order(known=before.version, wait=20))
    await asyncio.sleep(0)
    await want(parts, port=8081)
    order = await waiting
    assert [member.port for member in order.upstreams[0].members] == [8081]
    assert order.candidate == ""


async def test_a_core_that_is_started_anew_goes_on_with_its_deployment(parts, nodes):
    await want(parts)
    await parts.proxy.deployer.deploy(by="ann", note="")
    for node in nodes.values():
        await node.check(await node.order())
    again = type(parts.proxy)(parts.database, parts.clock, parts.fleet, parts.settings.seal_keys)
    await again.load()
    order = again.deployer.orders.of(nodes["one"].id)
    assert order.step == "apply"
    assert order.version > 0
    before = await nodes["one"].order()
    assert (order.candidate, order.probes) == (before.candidate, before.probes)


async def test_a_task_is_done_by_its_node_alone(parts, nodes):
    task = Task(id="t1", kind="handshake", arguments={"host": "shop.example"})
    doing = asyncio.ensure_future(parts.proxy.deployer.orders.do(nodes["one"].id, task, within_seconds=20))
    await asyncio.sleep(0)
    assert (await nodes["one"].order()).tasks == [task]
    await nodes["two"].tell(TaskOutcome(id="t1", ok=True))
    assert not doing.done()
    await nodes["one"].tell(TaskOutcome(id="t1", ok=True, results={"serial": "7"}))
    assert (await doing).results == {"serial": "7"}
    assert (await nodes["one"].order()).tasks == []


async def test_silence_about_a_task_is_an_outcome(parts, nodes):
    task = Task(id="t1", kind="handshake")
    outcome = await parts.proxy.deployer.orders.do(nodes["one"].id, task, within_seconds=0.01)
    assert not outcome.ok


async def test_a_task_before_the_first_order_does_not_keep_the_members_from_it(parts, nodes, client):
    await want(parts, nodes=["three"])
    node = FakeNode(client, *await parts.fleet.create("three"))
    asking = asyncio.ensure_future(
        parts.proxy.deployer.orders.do(node.id, Task(id="t1", kind="visit"), within_seconds=20)
    )
    await asyncio.sleep(0)
    order = await node.order()
    assert ([each.id for each in order.tasks], len(order.upstreams)) == (["t1"], 1)
    await node.tell(TaskOutcome(id="t1", ok=True))
    assert (await asking).ok


@pytest.mark.parametrize("path", ["/order", "/manifests/" + "0" * 64, "/files/" + "0" * 64])
async def test_a_stranger_is_told_nothing(client, path):
    assert (await client.get(PATH + path)).status_code == 401
    assert (await client.get(PATH + path, headers={"Authorization": "Bearer x.y"})).status_code == 401


async def test_what_is_no_state_is_refused(nodes):
    node = nodes["one"]
    answer = await node._client.post(f"{PATH}/state", headers=node._headers, content=b"\x93\x01\x02")
    assert answer.status_code == 422


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300, -1.0])
async def test_a_number_that_could_not_be_read_again_is_refused(parts, nodes, number):
    node, member = nodes["one"], MemberState(service="shop", member="a", serving=True, healthy=True, since_at=number)
    body = msgspec.msgpack.encode(NodeState(applied="f" * 64, members=[member]))
    assert (await node._client.post(f"{PATH}/state", headers=node._headers, content=body)).status_code == 422
    assert (await parts.proxy.store.nodes()).keys().isdisjoint({node.id})
