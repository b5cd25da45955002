import asyncio

import pytest

from agent.contract.proxy import ApplyResult, CheckResult, MemberState, NodeState, Problem, TaskOutcome
from core.server.proxy.deploy.build import is_secret

API = "/api/v1"
SHOP = {"members": [{"name": "a", "host": "10.0.0.5", "port": 8080}]}
SITE = {
    "names": ["shop.example"],
    "service": "shop",
    "nodes": ["one"],
    "basic_auth": {"users": {"ann": "door"}},
    "maintenance": {"active": True, "bypass_secret": "pass"},
}


@pytest.fixture
async def node(admin, parts):
    """A node with a site that has a password and a secret link."""
    made, _ = await parts.fleet.create("One")
    for name, kind in (("door", "password"), ("pass", "token")):
        await admin.put(f"{API}/config/secrets/{name}", json={"kind": kind, "value": "open-sesame"})
    await admin.put(f"{API}/config/service/shop", json=SHOP)
    answer = await admin.put(f"{API}/config/domain/shop", json=SITE)
    assert answer.status_code == 200, answer.text
    return made


async def deploy(admin, **body):
    answer = await admin.post(f"{API}/deployments", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["deployment"]


async def hear(parts, node, **state):
    await parts.proxy.deployer.hear(node.id, NodeState(**state))


async def finish(parts, node):
    order = parts.proxy.deployer.orders.of(node.id)
    facts = {"deployment": order.deployment, "digest": order.candidate, "ok": True}
    await hear(parts, node, check=CheckResult(**facts))
    await hear(parts, node, check=CheckResult(**facts), apply=ApplyResult(**facts), applied=order.candidate)
    return order.candidate


async def test_a_dry_run_shows_the_files_of_each_node_and_begins_nothing(admin, node, parts):
    answer = await admin.post(f"{API}/deployments", json={}, params={"dry_run": True})
    plan = answer.json()
    assert (plan["deployment"], plan["revision"]) == (None, 2)
    files = {each["file"]: each for each in plan["nodes"][0]["files"]}
    assert "+    server_name shop.example;" in files["sites/shop.conf"]["text"].splitlines()
    assert (await admin.get(f"{API}/deployments")).json() == []


async def test_a_deployment_is_followed_to_its_end(admin, node, parts):
    made = await deploy(admin, note="first", expected_revision=2)
    assert (made["phase"], made["nodes"][0]["status"]) == ("checking", "waiting")
    digest = await finish(parts, node)
    done = (await admin.get(f"{API}/deployments/{made['id']}")).json()
    assert (done["phase"], done["note"], done["started_by"], done["first"]) == ("done", "first", "admin", "One")
    assert done["timeline"][0]["what"] == "started"
    assert done["nodes"][0]["candidate"] == digest
    assert [each["id"] for each in (await admin.get(f"{API}/deployments")).json()] == [made["id"]]
    again = (await admin.post(f"{API}/deployments", json={}, params={"dry_run": True})).json()
    assert again["nodes"] == []


async def test_where_and_why_it_failed_is_shown_with_the_line_of_the_document(admin, node, parts):
    snippet = "client_body_timeout 5s;\nsend_timeout 5s;"
    site = {**SITE, "locations": [{"match": {"path": "/a"}, "snippet": snippet}]}
    assert (await admin.put(f"{API}/config/domain/shop", json=site)).is_success
    made = await deploy(admin)
    order = parts.proxy.deployer.orders.of(node.id)
    text = (await admin.get(f"{API}/proxy/nodes/{node.id}/files/sites/shop.conf", params={"of": "desired"})).json()[
        "text"
    ]
    line = 1 + next(number for number, each in enumerate(text.splitlines()) if "send_timeout" in each)
    problem = Problem(file="sites/shop.conf", line=line, message="bad")
    check = CheckResult(deployment=order.deployment, digest=order.candidate, ok=False, problems=[problem])
    await hear(parts, node, check=check)
    failed = (await admin.get(f"{API}/deployments/{made['id']}")).json()
    assert (failed["phase"], failed["reason"]) == ("failed", f"One: sites/shop.conf:{line}: bad")
    (told,) = failed["nodes"][0]["problems"]
    assert (told["line"], told["field"], told["field_line"]) == (line, "locations.0.snippet", 2)


async def test_a_deployment_is_cancelled_once(admin, node):
    made = await deploy(admin)
    over = (await admin.post(f"{API}/deployments/{made['id']}/cancel")).json()
    assert (over["phase"], over["reason"]) == ("cancelled", "cancelled by admin")
    assert (await admin.post(f"{API}/deployments/{made['id']}/cancel")).status_code == 409
    assert (await admin.post(f"{API}/deployments/none/cancel")).status_code == 404
    assert (await admin.get(f"{API}/deployments/none")).status_code == 404


async def test_what_was_not_seen_is_not_deployed(admin, node):
    assert (await admin.post(f"{API}/deployments", json={"expected_revision": 1})).status_code == 409


async def test_before_anything_was_configured_there_is_nothing_to_deploy(admin, parts):
    assert (await admin.post(f"{API}/deployments", json={})).status_code == 409


async def the_node(admin):
    (shown,) = (await admin.get(f"{API}/proxy/nodes")).json()
    return shown


async def test_a_node_tells_what_it_runs_and_why_it_is_something_else(admin, node, parts, clock):
    assert (await the_node(admin))["why"]["message"] == "the node was never heard of"
    await hear(parts, node)
    assert (await the_node(admin))["why"]["message"] == "the newest revision is not deployed"
    await deploy(admin)
    assert (await the_node(admin))["why"]["message"] == "a deployment is going on"
    digest = await finish(parts, node)
    shown = await the_node(admin)
    assert (shown["in_sync"], shown["why"], shown["revision"]) == (True, None, 2)
    assert shown["desired"] == shown["confirmed"] == shown["applied"] == digest
    member = MemberState(service="shop", member="a", serving=False, healthy=False, reason="500", since_at=clock.now())
    left_out = [Problem(file="sites/shop.conf", line=1, message="bad")]
    await hear(parts, node, applied=digest, left_out=left_out, reloads=3, members=[member])
    shown = await the_node(admin)
    assert (shown["why"]["message"], shown["reloads"], shown["members"][0]["reason"]) == (
        "left out: sites/shop.conf",
        3,
        "500",
    )
    clock.at += 31
    assert (await the_node(admin))["why"]["message"] == "the node is away"


async def test_files_of_a_node_are_shown_and_secrets_are_not(admin, node, parts):
    path = f"{API}/proxy/nodes/{node.id}/files"
    assert (await admin.get(path)).json() == []
    desired = (await admin.get(path, params={"of": "desired"})).json()
    await deploy(admin)
    await finish(parts, node)
    confirmed = (await admin.get(path)).json()
    assert confirmed == desired
    assert [each["file"] for each in confirmed if each["is_secret"]] != []
    for file in confirmed:
        for of in ("confirmed", "desired"):
            shown = (await admin.get(f"{path}/{file['file']}", params={"of": of})).json()
            assert (shown["text"] is None) == is_secret(file["file"])
            for secret in ("$2b$", parts.proxy.secrets.tokens()["pass"], "open-sesame"):
                assert secret not in (shown["text"] or "")
    assert "server_name shop.example;" in (await admin.get(f"{path}/sites/shop.conf")).json()["text"]
    for wrong in ("../nginx.conf", "sites/none.conf", "%2e%2e/x"):
        assert (await admin.get(f"{path}/{wrong}")).status_code == 404
    assert (await admin.get(f"{API}/proxy/nodes/none/files")).status_code == 404


async def test_secrets_are_in_no_difference(admin, node, parts):
    answers = [await admin.post(f"{API}/deployments", json={}, params={"dry_run": True})]
    answers.append(
        await admin.put(f"{API}/config/domain/shop", json={**SITE, "description": "x"}, params={"dry_run": True})
    )
    answers.append(await admin.delete(f"{API}/config/domain/shop", params={"dry_run": True}))
    for answer in answers:
        assert answer.is_success
        for secret in ("$2b$", parts.proxy.secrets.tokens()["pass"], "open-sesame"):
            assert secret not in answer.text


async def test_the_cache_of_a_domain_is_purged_on_its_nodes(admin, node, parts):
    path = f"{API}/domains/shop/cache/purge"
    thought = (await admin.post(path, json={}, params={"dry_run": True})).json()
    assert [each["name"] for each in thought["nodes"]] == ["One"]
    orders = parts.proxy.deployer.orders
    parts.proxy.deployer.tell()
    asking = asyncio.ensure_future(admin.post(path, json={"text": "/a"}))
    async with asyncio.timeout(60):
        order = await orders.until(node.id, lambda order: bool(order.tasks))
    (task,) = order.tasks
    assert (task.kind, task.arguments) == ("purge", {"site": "shop", "text": "/a"})
    orders.hear(node.id, TaskOutcome(id=task.id, ok=True, results={"removed": "2"}))
    (told,) = (await asking).json()["nodes"]
    assert (told["ok"], told["removed"]) == (True, 2)
    assert (await admin.post(f"{API}/domains/none/cache/purge", json={})).status_code == 404
