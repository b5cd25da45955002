"""Reloads over a real PostgreSQL, with nodes that are played: they fetch their orders and tell what came of tasks."""

import asyncio
from contextlib import suppress

import msgspec
import pytest
import pytest_asyncio

from agent.contract.proxy import ApplyResult, CheckResult, NodeState, Problem, ReloadResult, TaskOutcome
from core.server.accounts.scope import Scope
from core.server.db.database import DatabaseAway
from core.server.proxy.reloads.asking import Asking
from core.server.proxy.reloads.reloader import Reloader

from .conftest import PASSWORD

API = "/api/v1"
WELL = {"ok": True, "step": "answered", "seconds": 1.5}


class Fleet:
    """Nodes that run something and do what they are asked as their test says, and the reloader at work."""

    def __init__(self, parts, clock):
        self.parts, self.clock = parts, clock
        self.ids, self.asked, self.told = {}, [], set()

    def start(self):
        self.work = asyncio.ensure_future(self.parts.proxy.reloader.run())

    async def stop(self):
        self.work.cancel()
        with suppress(asyncio.CancelledError):
            await self.work

    async def add(self, name, *groups, applied="f" * 64, **state):
        node, _ = await self.parts.fleet.create(name, groups)
        self.ids[name] = node.id
        self.parts.proxy.deployer.tell()
        if applied is not None:
            await self.say(name, applied=applied, **state)

    async def say(self, name, **state):
        state = {"tasks": ["reload"], **state}
        await self.parts.proxy.deployer.hear(self.ids[name], NodeState(**state))

    async def task(self, name):
        """Wait until a node is asked for something that it did not do yet."""
        orders = self.parts.proxy.deployer.orders
        order = await orders.until(self.ids[name], lambda order: any(each.id not in self.told for each in order.tasks))
        (task,) = order.tasks
        return task

    async def start_anew(self):
        """Have another core take over from the one that is there, which fell."""
        await self.stop()
        deployer, store = self.parts.proxy.deployer, self.parts.proxy.reload_store
        asking = Asking(deployer, self.parts.fleet, self.clock)
        self.parts.proxy.reloader = Reloader(asking, deployer, store, self.clock)
        await self.parts.proxy.reloader.load()
        self.start()

    async def answer(self, name, after=None, **result):
        """Do what a node is asked: tell what came of it, and how it is after that."""
        task = await self.task(name)
        assert task.kind == "reload"
        self.asked.append(name)
        self.told.add(task.id)
        results = {"result": msgspec.json.encode(ReloadResult(**result)).decode()}
        self.parts.proxy.deployer.orders.hear(self.ids[name], TaskOutcome(id=task.id, ok=True, results=results))
        await self.say(name, **(after or {"applied": "f" * 64}))


@pytest_asyncio.fixture
async def fleet(parts, clock):
    fleet = Fleet(parts, clock)
    for name in ("one", "two", "three"):
        await fleet.add(name, "eu")
    fleet.start()
    yield fleet
    await fleet.stop()


async def begin(client, fleet, *names, **params):
    return await client.post(f"{API}/reloads", json={"nodes": [fleet.ids[each] for each in names]}, params=params)


async def over(client, made):
    async with asyncio.timeout(60):
        while (shown := (await client.get(f"{API}/reloads/{made['id']}")).json())["phase"] == "running":
            await asyncio.sleep(0.01)
    return shown


def statuses(shown):
    return {each["name"]: each["status"] for each in shown["nodes"]}


async def test_one_node_follows_the_other_and_each_is_waited_for(admin, fleet):
    made = (await begin(admin, fleet, "two", "one")).json()
    assert [each["name"] for each in made["nodes"]] == ["two", "one"]
    await fleet.task("two")
    shown = (await admin.get(f"{API}/reloads/{made['id']}")).json()
    assert (shown["phase"], statuses(shown)) == ("running", {"two": "reloading", "one": "waiting"})
    assert not fleet.parts.proxy.deployer.orders.of(fleet.ids["one"]).tasks
    await fleet.answer("two", **WELL)
    await fleet.answer("one", **WELL)
    done = await over(admin, made)
    assert (done["phase"], done["started_by"], done["nodes"][0]["seconds"]) == ("done", "admin", 1.5)
    assert fleet.asked == ["two", "one"]
    assert [each["id"] for each in (await admin.get(f"{API}/reloads")).json()] == [made["id"]]


async def test_it_ends_with_the_first_that_fails_in_the_words_of_its_nginx(admin, fleet):
    made = (await begin(admin, fleet, "one", "two", "three")).json()
    await fleet.answer("one", **WELL)
    problem = Problem(file="sites/shop.conf", line=3, message='unknown directive "listne"')
    await fleet.answer("two", ok=False, step="tested", problems=[problem])
    shown = await over(admin, made)
    assert (shown["phase"], statuses(shown)) == ("failed", {"one": "reloaded", "two": "failed", "three": "waiting"})
    failed = shown["nodes"][1]
    assert failed["why"]["code"] == "refused"
    assert (failed["problems"][0]["file"], failed["problems"][0]["line"]) == ("sites/shop.conf", 3)
    assert failed["problems"][0]["message"] == 'unknown directive "listne"'


async def test_of_a_node_that_says_much_as_much_is_kept_as_somebody_reads(admin, fleet):
    made = (await begin(admin, fleet, "one")).json()
    problem = Problem(file="f" * 9000, line=3, message="m" * 9000)
    await fleet.answer("one", ok=False, step="tested", problems=[problem] * 100)
    (shown,) = (await over(admin, made))["nodes"]
    assert len(shown["problems"]) == 20
    assert {len(each["message"]) for each in shown["problems"]} == {2000}


async def test_a_node_that_is_not_as_well_as_before_ends_it(admin, fleet, monkeypatch):
    monkeypatch.setattr("core.server.proxy.reloads.asking.WELL_SECONDS", 0.2)
    made = (await begin(admin, fleet, "one", "two")).json()
    await fleet.answer("one", {"applied": "f" * 64, "trouble": "a member hangs"}, **WELL)
    shown = await over(admin, made)
    assert (shown["phase"], shown["nodes"][0]["why"]["code"]) == ("failed", "unwell")


@pytest.mark.parametrize(
    ("error", "code"), [("the disk is full", "unable"), ("the node did not answer in time", "unheard")]
)
async def test_a_node_that_cannot_do_it_ends_it(admin, fleet, error, code):
    made = (await begin(admin, fleet, "one", "two")).json()
    task = await fleet.task("one")
    fleet.parts.proxy.deployer.orders.hear(fleet.ids["one"], TaskOutcome(id=task.id, ok=False, error=error))
    shown = await over(admin, made)
    assert (shown["nodes"][0]["why"]["code"], shown["nodes"][0]["why"]["message"]) == (code, error)


async def test_nodes_that_cannot_be_asked_are_left_out_with_the_reason(admin, fleet, clock):
    await fleet.add("bare", applied=None)
    await fleet.add("mute", applied="")
    await fleet.add("lost")
    await fleet.add("old", tasks=[])
    clock.at += 60
    await fleet.say("one", applied="f" * 64)
    await fleet.say("mute", applied="")
    await fleet.say("old", applied="f" * 64, tasks=[])
    shown = (await begin(admin, fleet, "one", "bare", "mute", "lost", "old", dry_run=True)).json()
    reasons = [each["why"] and each["why"]["code"] for each in shown["nodes"]]
    assert reasons == [None, "unmanaged", "silent", "away", "agent_too_old"]
    assert (await admin.get(f"{API}/reloads")).json() == []
    refused = await begin(admin, fleet, "bare", "lost")
    assert (refused.status_code, refused.json()["code"]) == (409, "reload_of_nobody")
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("bare", "unmanaged"),
        ("lost", "away"),
    ]


async def test_there_is_one_at_a_time_and_a_person_stops_it(admin, fleet):
    made = (await begin(admin, fleet, "one", "two")).json()
    assert (await begin(admin, fleet, "three")).status_code == 409
    await fleet.task("one")
    stopping = (await admin.post(f"{API}/reloads/{made['id']}/stop")).json()
    assert (stopping["phase"], stopping["stopped_by"]) == ("running", "admin")
    await fleet.answer("one", **WELL)
    shown = await over(admin, made)
    assert (shown["phase"], statuses(shown)) == ("stopped", {"one": "reloaded", "two": "waiting"})
    assert (await admin.post(f"{API}/reloads/{made['id']}/stop")).status_code == 409
    actions = [each["action"] for each in (await admin.get(f"{API}/audit")).json()["items"]]
    assert {"reload_nodes", "stop_reload"} <= set(actions)


async def test_a_core_that_is_started_anew_goes_on_with_it(admin, fleet):
    made = (await begin(admin, fleet, "one", "two")).json()
    await fleet.answer("one", **WELL)
    await fleet.task("two")
    await fleet.start_anew()
    await fleet.answer("two", **WELL)
    assert statuses(await over(admin, made)) == {"one": "reloaded", "two": "reloaded"}
    assert fleet.asked == ["one", "two"]


@pytest.fixture
def quick(monkeypatch):
    """What is tried again is tried again soon."""
    monkeypatch.setattr("core.server.proxy.reloads.reloader._AGAIN_SECONDS", 0.01)


async def is_going_on(client, made):
    """Look for a while whether a reload goes on."""
    shown = [(await client.get(f"{API}/reloads/{made['id']}")).json() for _ in range(30)]
    return all(each["phase"] == "running" for each in shown)


@pytest.mark.usefixtures("quick")
async def test_a_core_that_was_away_for_long_waits_for_a_node_to_speak_up_before_it_judges(admin, fleet, parts, clock):
    made = (await begin(admin, fleet, "one")).json()
    await fleet.task("one")
    seen = parts.fleet.get(fleet.ids["one"]).seen
    seen.last_report_at = clock.at
    clock.at += 90
    await fleet.start_anew()
    assert await is_going_on(admin, made)
    await fleet.say("one", applied="f" * 64)
    assert await is_going_on(admin, made)
    assert not parts.proxy.deployer.orders.of(fleet.ids["one"]).tasks
    seen.last_report_at = clock.at
    await fleet.answer("one", **WELL)
    assert (await over(admin, made))["phase"] == "done"


@pytest.mark.usefixtures("quick")
async def test_a_node_that_does_not_speak_up_after_a_restart_is_away(admin, fleet, clock):
    made = (await begin(admin, fleet, "one")).json()
    await fleet.task("one")
    clock.at += 90
    await fleet.start_anew()
    clock.at += 31
    assert (await over(admin, made))["nodes"][0]["why"]["code"] == "away"


async def test_what_nobody_was_told_was_begun_does_not_begin_long_after(admin, fleet, parts, clock, monkeypatch):
    save = parts.proxy.reload_store.save

    async def unacknowledged(recorded):
        await save(recorded)
        raise DatabaseAway

    with monkeypatch.context() as patched:
        patched.setattr(parts.proxy.reload_store, "save", unacknowledged)
        assert (await begin(admin, fleet, "one")).status_code == 503
    clock.at += 61
    await fleet.start_anew()
    (shown,) = (await admin.get(f"{API}/reloads")).json()
    assert (shown["phase"], statuses(shown)) == ("stopped", {"one": "waiting"})
    assert parts.proxy.reloader.running is None


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("times", "status"), [(3, "reloaded"), (4, "failed")])
async def test_a_node_that_is_just_brought_something_else_is_asked_again(admin, fleet, times, status):
    made = (await begin(admin, fleet, "one")).json()
    for _ in range(times):
        await fleet.answer("one", ok=False, step="asked", problems=[Problem(file="", line=0, message="another")])
    if status == "reloaded":
        await fleet.answer("one", **WELL)
    shown = await over(admin, made)
    assert statuses(shown) == {"one": status}
    assert len(fleet.asked) == 4


async def test_a_deployment_in_the_turn_of_a_node_is_no_reason_to_fail(admin, fleet, parts, monkeypatch):
    monkeypatch.setattr("core.server.proxy.reloads.asking.WELL_SECONDS", 0.02)
    monkeypatch.setattr("core.server.proxy.reloads.asking._LOOK_SECONDS", 0.01)
    looked, health = [], Asking._health
    monkeypatch.setattr(Asking, "_health", lambda self, node: looked.append(node) or health(self, node))
    await admin.put(f"{API}/config/service/shop", json={"members": [{"name": "a", "host": "10.0.0.1", "port": 80}]})
    site = {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}
    assert (await admin.put(f"{API}/config/domain/shop", json=site)).is_success
    made = (await begin(admin, fleet, "one")).json()
    await fleet.task("one")
    answer = await admin.post(f"{API}/deployments", json={})
    assert answer.status_code == 201, answer.text
    order = parts.proxy.deployer.orders.of(fleet.ids["one"])
    facts = {"deployment": order.deployment, "digest": order.candidate, "ok": True}
    await fleet.answer("one", {"check": CheckResult(**facts), "applied": order.candidate}, **WELL)
    async with asyncio.timeout(60):
        while len(looked) < 20:
            await asyncio.sleep(0.01)
    await fleet.say("one", check=CheckResult(**facts), apply=ApplyResult(**facts), applied=order.candidate)
    assert statuses(await over(admin, made)) == {"one": "reloaded"}


async def test_people_with_a_scope_reload_their_own_nodes_and_see_no_others(admin, fleet, parts, clock, new_client):
    await fleet.add("far", "us")
    await parts.accounts.people.add("lim", PASSWORD, "operator", scope=Scope(groups=("us",)))
    limited = new_client()
    answer = await limited.post(f"{API}/session", json={"login": "lim", "password": PASSWORD})
    limited.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    assert (await begin(limited, fleet, "far", "one")).status_code == 403
    made = (await begin(admin, fleet, "one", "far")).json()
    assert statuses((await limited.get(f"{API}/reloads/{made['id']}")).json()) == {"far": "waiting"}
    assert (await limited.post(f"{API}/reloads/{made['id']}/stop")).status_code == 403
    await fleet.answer("one", **WELL)
    await fleet.answer("far", **WELL)
    await over(admin, made)
    clock.at += 1
    own = (await begin(limited, fleet, "far")).json()
    await fleet.answer("far", **WELL)
    assert (await over(limited, own))["phase"] == "done"
    others = (await begin(admin, fleet, "one")).json()
    await fleet.answer("one", **WELL)
    await over(admin, others)
    assert (await limited.get(f"{API}/reloads/{others['id']}")).status_code == 404
    assert [each["id"] for each in (await limited.get(f"{API}/reloads")).json()] == [own["id"], made["id"]]
