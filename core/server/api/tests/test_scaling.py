"""Scaling over a real pipeline and PostgreSQL: what nodes tell, what they are ordered, what is kept of it."""

from datetime import UTC, datetime
from itertools import count

import pytest
import pytest_asyncio

from agent.contract.inventory import Container, Inventory, ReplicaState
from core.server.pipeline.tests.reports import report, visit
from core.server.scaling.scaling import Scaling

WEB = Container(id="a" * 64, name="web", state="running")
POLICY = {
    "template": "web",
    "max": 8,
    "target": {"kind": "rps", "value": 10},
    "scale_down_delay_seconds": 20,
    "event_down_delay_seconds": 5,
    "headroom_deviations": 0,
    "forecast": False,
}
SHOP = {"members": [{"name": "web", "container": "web", "port": 8080}], "scaling": POLICY}


class Played:
    """Nodes that report so much a second and have the replicas that they are ordered."""

    def __init__(self, parts, clock, nodes):
        self.parts, self.clock, self.nodes = parts, clock, nodes
        self.numbers, self.away = count(1), set()

    async def second(self, requests, **columns):
        """Let a second pass in which each node tells of so many requests, and scaling looks at it."""
        self.clock.at += 1
        for node in self.nodes - self.away:
            told = int(self.clock.at) - 1
            rows = [visit(f"10.1.{told % 200}.{i + 1}", told, requests // 5, **columns) for i in range(5)]
            await self.parts.core.accept(node, report(next(self.numbers), rows, outbox=node), self.clock.at)
            wanted = sum(each.wanted for each in self.order(node).replicas)
            state = ReplicaState(service="shop", template="web", wanted=wanted, ready=wanted)
            self.parts.inventories.hear(node, Inventory(at=self.clock.at, containers=[WEB], replicas=[state]))
        await self.parts.scaling.tick()

    async def seconds(self, number, requests, **columns):
        for _ in range(number):
            await self.second(requests, **columns)

    def order(self, node):
        return self.parts.proxy.deployer.orders.of(node)

    def ordered(self):
        return sum(each.wanted for node in self.nodes for each in self.order(node).replicas)


@pytest_asyncio.fixture
async def play(parts, admin, clock):
    async def start(*names, **scaling):
        nodes = {(await parts.fleet.create(name))[0].id for name in names}
        spec = {**SHOP, "scaling": {**POLICY, **scaling}}
        assert (await admin.put("/api/v1/config/service/shop", json=spec)).is_success
        site = {"names": ["shop.example"], "service": "shop", "nodes": list(names)}
        assert (await admin.put("/api/v1/config/domain/shop", json=site)).is_success
        parts.proxy.deployer.tell()
        return Played(parts, clock, nodes)

    return start


async def state(client):
    answer = await client.get("/api/v1/scaling/shop")
    assert answer.is_success, answer.text
    return answer.json()


async def test_replicas_follow_load_and_the_history_says_why(play, admin, clock):
    shop = await play("one")
    await shop.seconds(5, 5)
    await shop.seconds(15, 40)
    assert shop.ordered() == 4
    found = await state(admin)
    assert (found["desired"], found["current"], found["ready"], found["held"]) == (5, 5, 5, False)
    assert found["nodes"][0]["ordered"] == 4
    await shop.seconds(40, 5)
    assert shop.ordered() == 0
    history = (await admin.get("/api/v1/scaling/shop/history")).json()
    assert max(each for each in history["desired"] if each) == 5
    assert {"more", "less"} <= {event["kind"] for event in history["events"]}
    assert any("rps" in (reason or "") for reason in history["reason"])
    lists = {len(history[name]) for name in ("t", "desired", "current", "ready", "starting", "load", "reason")}
    assert len(lists) == 1


async def test_what_is_refused_buys_nothing(play):
    shop = await play("one")
    await shop.seconds(20, 5, refused=500)
    assert shop.ordered() == 0


async def test_replicas_are_spread_over_nodes(play):
    shop = await play("one", "two")
    await shop.seconds(20, 25)
    assert sorted(each.wanted for node in shop.nodes for each in shop.order(node).replicas) == [2, 2]


async def test_a_node_that_is_away_keeps_what_it_was_ordered(play, admin):
    shop = await play("one", "two")
    await shop.seconds(20, 25)
    away = min(shop.nodes)
    shop.away = {away}
    before = shop.ordered()
    await shop.seconds(45, 5)
    assert shop.ordered() == before
    assert (await state(admin))["held"]
    await shop.seconds(60, 5)
    assert sum(each.wanted for each in shop.order(away).replicas) == 2
    assert not (await state(admin))["held"]


async def test_silence_of_all_changes_nothing(play, admin):
    shop = await play("one")
    await shop.seconds(15, 40)
    shop.away = shop.nodes
    await shop.seconds(60, 0)
    assert shop.ordered() == 4
    found = await state(admin)
    assert found["held"]
    assert found["reasons"][0]["code"] == "no_telemetry"


async def test_a_new_core_orders_what_the_last_one_did_before_it_knows_anything(play, parts, clock):
    shop = await play("one")
    await shop.seconds(15, 40)
    (node,) = shop.nodes
    before = shop.order(node).replicas
    parts.proxy.deployer.orders.want_replicas({})
    assert shop.order(node).replicas == []
    again = Scaling(
        parts.database,
        clock=clock,
        fleet=parts.fleet,
        core=parts.core,
        proxy=parts.proxy,
        inventories=parts.inventories,
    )
    await again.load()
    assert shop.order(node).replicas == before
    await again.tick()
    assert shop.order(node).replicas == before


async def test_a_dry_run_tells_and_orders_nothing(play, admin):
    shop = await play("one", dry_run=True)
    await shop.seconds(15, 40)
    found = await state(admin)
    assert (shop.ordered(), found["desired"], found["current"]) == (0, 5, 1)


async def test_what_is_paused_waits_and_is_audited(play, admin, parts):
    shop = await play("one")
    await shop.seconds(5, 5)
    answer = await admin.post("/api/v1/scaling/shop/pause", json={"direction": "out"})
    assert (answer.json()["paused_in"], answer.json()["paused_out"]) == (False, True)
    await shop.seconds(15, 40)
    assert shop.ordered() == 0
    assert "growth_paused" in {reason["code"] for reason in (await state(admin))["reasons"]}
    await admin.post("/api/v1/scaling/shop/resume", json={})
    await shop.seconds(3, 40)
    assert shop.ordered() > 0
    events = (await admin.get("/api/v1/scaling/shop/history")).json()["events"]
    assert [(each["kind"], each["by"]) for each in events if each["by"]] == [("paused", "admin"), ("resumed", "admin")]
    await parts.audit.store()
    async with parts.database.connection() as connection:
        rows = await connection.fetch("SELECT action FROM audit WHERE subject = 'shop' AND action LIKE '%scaling'")
    assert [row["action"] for row in rows] == ["pause_scaling", "resume_scaling"]


async def test_a_service_that_is_scaled_no_more_has_no_replicas(play, admin):
    shop = await play("one")
    await shop.seconds(15, 40)
    plain = {"members": SHOP["members"]}
    assert (await admin.put("/api/v1/config/service/shop", json=plain)).is_success
    await shop.second(40)
    assert shop.ordered() == 0
    assert (await admin.get("/api/v1/scaling/shop")).status_code == 404
    assert (await admin.get("/api/v1/scaling")).json()["services"] == []


async def test_a_policy_that_nobody_can_follow_is_refused(admin):
    spec = {**SHOP, "scaling": {**POLICY, "min": 9}}
    answer = await admin.put("/api/v1/config/service/shop", json=spec)
    assert answer.status_code == 422
    assert "min: 9 is more than max, 8" in answer.json()["detail"]


async def test_a_policy_is_simulated_on_what_the_service_had(play, admin, clock, parts):
    shop = await play("one")
    begin = clock.at
    await shop.seconds(90, 40)
    body = {
        "service": "shop",
        "from_at": _instant(begin),
        "to_at": _instant(clock.at),
        "replica": {"requests_per_second": 10, "service_seconds": 0.1},
    }
    answer = await admin.post("/api/v1/scaling/simulate", json=body)
    assert answer.is_success, answer.text
    assert [each["rule"] for each in answer.json()["rules"]] == ["dozor", "hpa", "kpa"]
    assert answer.json()["mean_rps"] == pytest.approx(40, rel=0.2)


def _instant(at):
    return datetime.fromtimestamp(at, UTC).isoformat()
