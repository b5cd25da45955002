"""Maintenance: windows that begin and end by themselves, what is told of them, and the secret link."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.contract.proxy import ApplyResult, CheckResult, NodeState
from core.server.proxy.maintenance import Maintenance

API = "/api/v1"
NOON = datetime(2030, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def admin(new_client, parts):
    """A program on the core's machine: its token lives for hours."""
    client = new_client()
    client.headers["Authorization"] = f"Bearer {parts.accounts.local_token}"
    return client


@pytest.fixture
async def site(admin, parts, clock):
    """A domain with a window from one o'clock to two, at noon."""
    clock.at = NOON.timestamp()
    await admin.put(f"{API}/config/secrets/door", json={"kind": "token", "value": "open-sesame"})
    await admin.put(f"{API}/config/service/shop", json={})
    window = {"from_at": (NOON + timedelta(hours=1)).isoformat(), "until_at": (NOON + timedelta(hours=2)).isoformat()}
    document = {
        "names": ["shop.example", "*.shop.example"],
        "service": "shop",
        "maintenance": {"windows": [window], "bypass_secret": "door"},
    }
    answer = await admin.put(f"{API}/config/domain/shop", json=document)
    assert answer.status_code == 200, answer.text
    return document


async def told(admin):
    return (await admin.get(f"{API}/maintenance")).json()[0]


async def deploy(admin):
    assert (await admin.post(f"{API}/deployments", json={})).status_code == 201


async def test_a_window_counts_from_when_it_is_deployed(admin, site, parts):
    assert (await told(admin))["is_saved_only"]
    await deploy(admin)
    shown = await told(admin)
    assert (shown["is_saved_only"], shown["because"], shown["has_link"]) == (False, "", True)
    assert shown["next_window"]["from_at"] == "2030-01-31T13:00:00Z"


async def test_at_each_edge_what_was_deployed_is_deployed_once_more(admin, site, parts, clock):
    await deploy(admin)
    await admin.put(f"{API}/config/service/other", json={})  # saved, and not deployed by a window
    maintenance, begun, seen = Maintenance(parts.proxy.deployer, clock), [], []
    for minutes in range(0, 180, 10):
        clock.at = (NOON + timedelta(minutes=minutes)).timestamp()
        if await maintenance.look():
            begun.append(minutes)
        seen.append((await told(admin))["because"])
    assert begun == [60, 120]
    assert seen == [""] * 6 + ["window"] * 6 + [""] * 6
    made = (await admin.get(f"{API}/deployments")).json()
    assert [(each["started_by"], each["revision"]) for each in made[:2]] == [("maintenance", 2)] * 2
    assert made[0]["note"] == "a window of maintenance began or ended at 2030-01-31 14:00 UTC"


async def test_a_core_that_was_away_makes_up_for_it(admin, site, parts, clock):
    await deploy(admin)
    clock.at = (NOON + timedelta(hours=1, minutes=30)).timestamp()
    await parts.proxy.deployer.load()
    maintenance = Maintenance(parts.proxy.deployer, clock)
    assert [await maintenance.look(), await maintenance.look()] == [True, False]


async def test_what_did_not_come_to_the_nodes_is_tried_again_after_a_minute(admin, site, parts, clock):
    node, _ = await parts.fleet.create("one")
    await admin.put(f"{API}/config/domain/shop", json={**site, "nodes": ["one"]})
    await deploy(admin)
    await answer(parts, node, ok=True)
    assert parts.proxy.deployer.running is None
    maintenance, tried = Maintenance(parts.proxy.deployer, clock), []
    for seconds in range(0, 450, 10):
        clock.at = (NOON + timedelta(hours=1, seconds=seconds)).timestamp()
        if await maintenance.look():
            tried.append(seconds)
            await answer(parts, node, ok=False)
    assert tried == [0, 60, 180, 420]


async def answer(parts, node, *, ok):
    """Have a node say that what it was told to try works, or that it does not."""
    order = parts.proxy.deployer.orders.of(node.id)
    said = {"deployment": order.deployment, "digest": order.candidate, "ok": ok}
    await parts.proxy.hear(node.id, NodeState(check=CheckResult(**said)))
    if ok:
        state = NodeState(check=CheckResult(**said), apply=ApplyResult(**said), applied=order.candidate)
        await parts.proxy.hear(node.id, state)


async def test_the_secret_link_is_for_operators_and_noted(admin, site, sign_in, parts):
    links = (await admin.get(f"{API}/maintenance/shop/link")).json()["links"]
    token = parts.proxy.secrets.tokens()["door"]
    assert links == [f"http://shop.example/?dozor_pass={token}"]
    viewer = await sign_in("viewer")
    assert (await viewer.get(f"{API}/maintenance/shop/link")).status_code == 403
    assert (await admin.get(f"{API}/maintenance/none/link")).status_code == 404
