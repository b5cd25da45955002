import asyncio
import json
import threading
from contextlib import ExitStack

import httpx
import msgspec
import pytest
import pytest_asyncio

from agent.contract.asking import IMAGE_BEFORE_LABEL, ActOnContainer, End, ListProcesses, Process, Step
from agent.contract.inventory import (
    Container,
    ContainerEvent,
    HostFacts,
    Inventory,
    LogSource,
    Machine,
    Port,
    ReplicaState,
)
from agent.contract.wire import Report
from core.server.api.tests.played_node import PlayedNode
from core.server.inventory.inventories import Inventories

WEB = Container(
    id="a" * 64,
    name="web",
    image="shop:1",
    state="running",
    health="healthy",
    service="shop",
    project="shop",
    started_at=1_899_999_000.0,
    ports=[Port(private=8080, public=80), Port(private=9000)],
    labels={"dozor.service": "shop"},
    limits={"cpus": 0.5},
)
DB = Container(id="b" * 64, name="db", image="postgres:16", state="exited", exit_code=137, oom_killed=True)
EVENTS = [
    ContainerEvent(at=1.0, container=DB.id, name="db", action="start"),
    ContainerEvent(at=2.0, container=WEB.id, name="web", action="start"),
    ContainerEvent(at=3.0, container=DB.id, name="db", action="oom", detail="killed"),
]
INVENTORY = Inventory(
    at=1.0,
    host=HostFacts(hostname="one", cores=4),
    parts=["containers"],
    containers=[WEB, DB],
    events=EVENTS,
    machines=[Machine(id="m1", name="build", state="running")],
    logs=[LogSource(kind="container", name="web"), LogSource(kind="file", name="app", present=False)],
    replicas=[ReplicaState(service="shop", template="web", wanted=3, ready=1, trouble="no room")],
    series_left_out=5,
    troubles={"machines": "libvirt does not answer"},
)


@pytest_asyncio.fixture
async def node(parts, client):
    made, key = await parts.fleet.create("one")
    node = PlayedNode(client, made.id, "one", key)
    assert (await node.say(INVENTORY)).status_code == 204
    return node


async def test_what_a_node_has_is_shown(node, sign_in):
    viewer = await sign_in("viewer")
    found = (await viewer.get(f"/api/v1/nodes/{node.id}/inventory")).json()
    assert found["host"]["cores"] == 4
    assert [each["name"] for each in found["containers"]] == ["web", "db"]
    assert found["troubles"] == {"machines": "libvirt does not answer"}
    [replicas] = found["replicas"]
    assert (replicas["template"], replicas["wanted"], replicas["ready"], replicas["trouble"]) == (
        "web",
        3,
        1,
        "no room",
    )
    assert (await viewer.get("/api/v1/health")).json()["metrics"]["series_left_out"] == 5
    machines = (await viewer.get("/api/v1/machines")).json()
    assert [(each["node_name"], each["name"]) for each in machines] == [("one", "build")]


async def test_a_container_is_shown_with_what_happened_to_it(node, sign_in):
    viewer = await sign_in("viewer")
    for name in (DB.id, DB.id[:12], "db"):
        found = (await viewer.get(f"/api/v1/containers/{node.id}/{name}")).json()
        assert found["container"]["oom_killed"]
        assert [each["action"] for each in found["events"]] == ["oom", "start"]
    web = (await viewer.get(f"/api/v1/containers/{node.id}/web")).json()["container"]
    assert [each["public"] for each in web["ports"]] == [80, None]
    assert (web["started_at"], web["finished_at"]) == ("2030-03-17T17:30:00Z", None)
    assert (await viewer.get(f"/api/v1/containers/{node.id}/none")).status_code == 404


async def test_labels_are_for_who_may_read_logs(node, sign_in):
    """A proxy's labels hold the password hashes of its users."""
    for role, told in (("viewer", {}), ("data_scientist", {}), ("analyst", WEB.labels), ("operator", WEB.labels)):
        person = await sign_in(role)
        [web] = (await person.get("/api/v1/containers", params={"service": "shop"})).json()["items"]
        assert web["labels"] == told
        assert (await person.get(f"/api/v1/containers/{node.id}/web")).json()["container"]["labels"] == told
        inventory = (await person.get(f"/api/v1/nodes/{node.id}/inventory")).json()
        assert inventory["containers"][0]["labels"] == told


async def test_what_logs_a_node_has_is_told_to_who_may_read_them(node, sign_in):
    for role, names in (("viewer", []), ("analyst", ["web", "app"])):
        found = (await (await sign_in(role)).get(f"/api/v1/nodes/{node.id}/inventory")).json()
        assert [each["name"] for each in found["logs"]] == names


async def test_containers_are_filtered_and_come_in_pages(parts, client, node, sign_in):
    made, key = await parts.fleet.create("two")
    others = [msgspec.structs.replace(WEB, id=f"{number:064x}", name=f"w{number}") for number in range(5)]
    await PlayedNode(client, made.id, "two", key).say(Inventory(containers=others))
    viewer = await sign_in("viewer")

    async def names(**query):
        return [each["name"] for each in (await viewer.get("/api/v1/containers", params=query)).json()["items"]]

    assert await names() == ["db", "web", "w0", "w1", "w2", "w3", "w4"]
    assert await names(node="one") == await names(node=node.id) == ["db", "web"]
    assert await names(state="exited") == ["db"]
    assert await names(service="shop", node="one") == ["web"]
    assert await names(text="POSTGRES") == ["db"]
    seen, cursor = [], ""
    while cursor is not None:
        page = (await viewer.get("/api/v1/containers", params={"limit": 2, "cursor": cursor})).json()
        assert page["total"] == 7
        seen += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == await names()
    assert (await viewer.get("/api/v1/containers", params={"cursor": "what?"})).status_code == 422


async def test_a_node_that_never_said_anything_has_nothing(parts, sign_in):
    made, _ = await parts.fleet.create("new")
    viewer = await sign_in("viewer")
    found = (await viewer.get(f"/api/v1/nodes/{made.id}/inventory")).json()
    assert (found["heard_at"], found["containers"]) == (None, [])


async def test_an_inventory_outlives_the_core_and_not_its_node(parts, database, clock, node, admin):
    await parts.inventories.store()
    again = Inventories(database, clock)
    await again.load()
    assert again.of(node.id) == parts.inventories.of(node.id)
    await admin.delete(f"/api/v1/nodes/{node.id}")
    assert parts.inventories.of(node.id).at == 0
    later = Inventories(database, clock)
    await later.load()
    assert later.of(node.id).at == 0


async def test_what_a_node_says_is_stored_though_a_node_was_deleted_meanwhile(parts, node):
    parts.inventories.hear("gone", INVENTORY)
    await parts.inventories.store()


@pytest.mark.parametrize("body", [b"\x93\x01\x02", b"\x81\xaacontainers\x81\x01\x02", b"\x91" * 100_000, b""])
async def test_what_is_no_inventory_is_refused(node, client, body):
    answer = await client.post("/api/v1/agent/inventory", content=body, headers=node._headers)
    assert answer.status_code == 422


async def test_a_large_inventory_holds_up_nobody_else_and_a_node_tells_one_at_a_time(node, client, monkeypatch):
    """A thousand containers take half a second to be read, which a stolen key could keep the core at."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(inventory):
        begun.set()
        assert go_on.wait(60)
        return inventory

    monkeypatch.setattr("core.server.api.agent_asking.bounded", slowly)
    first = asyncio.ensure_future(node.say(INVENTORY))
    assert await asyncio.to_thread(begun.wait, 60)
    assert (await client.get("/api/v1/version")).status_code < 500  # it is answered meanwhile
    assert (await node.say(INVENTORY)).status_code == 429
    go_on.set()
    assert (await first).status_code == 204
    assert (await node.say(INVENTORY)).status_code == 204


async def test_a_stranger_tells_and_is_told_nothing(client):
    assert (await client.post("/api/v1/agent/inventory", content=b"")).status_code == 401
    assert (await client.get("/api/v1/agent/questions")).status_code == 401
    assert (await client.post("/api/v1/agent/questions/x/answer", content=b"")).status_code == 401


async def test_a_name_that_would_steer_a_page_or_terminal_is_made_harmless(node, sign_in):
    evil = msgspec.structs.replace(WEB, name="\x1b[2Jweb\u202e" + "x" * 10_000, labels={"k\n": "\0"})
    await node.say(Inventory(containers=[evil]))
    viewer = await sign_in("analyst")
    (found,) = (await viewer.get("/api/v1/containers")).json()["items"]
    assert found["name"].startswith("�[2Jweb�xxx")
    assert len(found["name"]) == 500
    assert found["labels"] == {"k�": "�"}


async def acted(client, path):
    answer = await client.post(path)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines() if line]


async def noted(admin, parts):
    """What the audit log tells of containers, the oldest first."""
    await parts.audit.store()
    told = (await admin.get("/api/v1/audit", params={"text": "container"})).json()["items"]
    return [entry for entry in reversed(told) if "container" in entry["action"]]


async def test_a_container_is_restarted_and_the_audit_log_says_so(parts, served, node, admin):
    async with httpx.AsyncClient(base_url=served, headers=admin.headers) as browser:
        acting = asyncio.ensure_future(acted(browser, f"/api/v1/containers/{node.id}/web/restart?timeout_seconds=3"))
        question = await node.answers_next(Step(text="stopping"), Step(text="starting"), End(container=WEB.id))
        assert question.what == ActOnContainer(container=WEB.id, act="restart", timeout_seconds=3)
        lines = await acting
    assert [(line["type"], line.get("text")) for line in lines] == [
        ("step", "stopping"),
        ("step", "starting"),
        ("end", None),
    ]
    assert (lines[-1]["ok"], lines[-1]["container"]) == (True, WEB.id)
    asked, done = await noted(admin, parts)
    assert (asked["action"], asked["subject"]) == ("restart_container", "one/web")
    assert (done["action"], done["subject"]) == ("restart_container_done", "one/web")
    assert asked["before"]["state"] == "running"
    assert done["after"] == {"ok": True, "error": "", "container": WEB.id}


async def test_an_act_goes_on_though_the_browser_is_closed_and_is_audited(parts, served, node, admin, until):
    async with httpx.AsyncClient(base_url=served, headers=admin.headers) as browser:
        path = f"/api/v1/containers/{node.id}/web/recreate"
        asking = asyncio.ensure_future(acted(browser, path))
        question = await node.question()
        asking.cancel()
        await asyncio.wait([asking])
    (await node.answer(question, Step(text="pulling"), End(ok=False, error="no such image"))).raise_for_status()

    async def done():
        told = await noted(admin, parts)
        return [entry["action"] for entry in told] == ["recreate_container", "recreate_container_done"]

    await until(done)


@pytest.mark.parametrize(("before", "shown"), [("sha256:0123", "sha256:0123"), ("sha256:now", "")])
async def test_a_container_tells_which_image_was_before_it_where_that_is_another(before, shown, node, admin):
    labels = {IMAGE_BEFORE_LABEL: before}
    made = msgspec.structs.replace(WEB, image_id="sha256:now", labels=labels)
    await node.say(Inventory(containers=[made]))
    found = (await admin.get(f"/api/v1/containers/{node.id}/web")).json()["container"]
    assert (found["image_id"], found["image_before"]) == ("sha256:now", shown)


async def test_a_container_is_taken_back_to_the_image_before(served, node, admin):
    async with httpx.AsyncClient(base_url=served, headers=admin.headers) as browser:
        path = f"/api/v1/containers/{node.id}/web/recreate?image=sha256:0123"
        acting = asyncio.ensure_future(acted(browser, path))
        question = await node.answers_next(End(container=WEB.id))
        assert question.what == ActOnContainer(container=WEB.id, act="recreate", image="sha256:0123")
        await acting
        refused = await browser.post(f"/api/v1/containers/{node.id}/web/restart?image=sha256:0123")
        assert (refused.status_code, refused.json()["detail"]) == (422, "Only recreating takes an image.")


async def test_an_act_at_a_node_that_is_asked_too_much_fails_and_is_audited(parts, node, admin):
    with ExitStack() as stack:
        for _ in range(32):
            stack.enter_context(parts.asking.ask(node.id, ListProcesses(), within_seconds=20))
        (end,) = await acted(admin, f"/api/v1/containers/{node.id}/web/stop")
    assert (end["ok"], "too much" in end["error"]) == (False, True)
    assert (await noted(admin, parts))[-1]["action"] == "stop_container_done"


async def test_a_node_that_is_away_is_not_waited_for(parts, node, admin):
    parts.fleet.note(node.id, Report(outbox="o", sequence=0, made_at=0.0), parts.clock.now() - 60, "")
    for method, path in (("POST", f"containers/{node.id}/web/stop"), ("GET", f"nodes/{node.id}/processes")):
        answer = await admin.request(method, f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["detail"]) == (504, "one is away.")
    assert not await noted(admin, parts)


async def test_a_dry_run_asks_nobody_and_says_what_would_be(parts, node, admin):
    lines = await acted(admin, f"/api/v1/containers/{node.id}/web/stop?dry_run=true")
    assert lines[0]["text"] == "would stop web (running) on one"
    assert await parts.asking.questions(node.id, 0) == []
    assert not await noted(admin, parts)


async def test_an_act_that_there_is_none_of_is_refused(node, admin):
    assert (await admin.post(f"/api/v1/containers/{node.id}/web/explode")).status_code == 422
    assert (await admin.post(f"/api/v1/containers/{node.id}/none/stop")).status_code == 404


async def test_processes_are_asked_of_their_node(node, admin):
    asking = asyncio.ensure_future(admin.get(f"/api/v1/nodes/{node.id}/processes?count=2&order=memory"))
    process = Process(pid=1, name="init", command="init\x1b[2J", cpu_share=0.5)
    await node.answers_next(process, msgspec.structs.replace(process, pid=2, started_at=5.0), End())
    found = (await asking).json()
    assert [each["pid"] for each in found] == [1, 2]
    assert found[0]["command"] == "init␛[2J"
    assert (found[0]["started_at"], found[1]["started_at"]) == (None, "1970-01-01T00:00:05Z")


async def test_a_node_that_cannot_list_processes_says_why(node, admin):
    asking = asyncio.ensure_future(admin.get(f"/api/v1/nodes/{node.id}/processes"))
    await node.answers_next(End(ok=False, error="/proc is not mounted"))
    answer = await asking
    assert (answer.status_code, answer.json()["detail"]) == (504, "one: /proc is not mounted")


async def test_a_node_whose_processes_have_no_end_is_not_waited_for(node, admin, monkeypatch):
    monkeypatch.setattr("core.server.api.processes._WITHIN_SECONDS", 0.1)
    answer = await admin.get(f"/api/v1/nodes/{node.id}/processes")
    assert (answer.status_code, answer.json()["detail"]) == (504, "one: it did not come to an end")
