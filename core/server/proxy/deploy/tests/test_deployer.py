"""Deployments over a real PostgreSQL: what happens when something changes in the midst of them."""

import asyncio
import contextlib

import pytest
import pytest_asyncio

from agent.contract.proxy import ApplyResult, CheckResult, NodeState
from core.server.db.database import DatabaseAway
from core.server.errors import Conflict, NotFound
from core.server.fleet.fleet import Fleet
from core.server.proxy.deploy.readable import NotReadable
from core.server.proxy.documents.change import read_change
from core.server.proxy.proxy import Proxy

KEY = b"k" * 32
SHOP = {"members": [{"name": "a", "host": "10.0.0.5", "port": 8080}]}
BLOG = {"members": [{"name": "b", "host": "10.0.0.6", "port": 8080}]}
SITE = {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}


@pytest_asyncio.fixture
async def fleet(database, clock, tmp_path):
    return Fleet(database, clock, tmp_path / "nodes.json")


@pytest_asyncio.fixture
async def new_core(database, clock, fleet):
    """Starts a core over the same database, as after a restart."""

    async def start():
        made = Proxy(database, clock, fleet, (KEY,))
        await made.load()
        return made

    return start


@pytest_asyncio.fixture
async def core(new_core):
    return await new_core()


@pytest_asyncio.fixture
async def node(fleet, core):
    """A node with a saved site."""
    made, _ = await fleet.create("one")
    await save(core, ("service", "shop", SHOP), ("domain", "shop", SITE))
    return made.id


async def save(core, *documents):
    specs = {(kind, name): spec and read_change(kind, name, spec) for kind, name, spec in documents}
    return await core.documents.change(specs, by="ann", note="")


async def hear(core, node, *results):
    """Have a node say what it is asked for: that it checked, that it applied."""
    order = core.deployer.orders.of(node)
    facts = {"deployment": order.deployment, "digest": order.candidate, "ok": True}
    check, apply = CheckResult(**facts), ApplyResult(**facts) if "apply" in results else None
    await core.deployer.hear(node, NodeState(check=check, apply=apply))


async def deployed(core, node, **how):
    made = await core.deployer.deploy(by="ann", note="", **how)
    await hear(core, node)
    await hear(core, node, "apply")
    return await core.deployer.result(made.id)


class Away:
    """A database that is away for the length of a `with`."""

    def __init__(self, core):
        self.pool, self.database = core.store._database._pool, core.store._database

    def __enter__(self):
        self.database._pool = None

    def __exit__(self, *_):
        self.database._pool = self.pool


async def test_a_step_that_could_not_be_kept_is_taken_when_the_database_is_back(core, node):
    made = await core.deployer.deploy(by="ann", note="")
    with Away(core), pytest.raises(DatabaseAway):
        await hear(core, node)
    assert core.deployer.orders.of(node).step == "check"
    await hear(core, node)
    assert core.deployer.orders.of(node).step == "apply"
    with Away(core), pytest.raises(DatabaseAway):
        await hear(core, node, "apply")
    assert core.deployer.orders.of(node).step == "apply"
    await hear(core, node, "apply")
    assert (await core.deployer.result(made.id)).phase == "done"
    assert core.deployer.running is None
    assert (await deployed(core, node)).phase == "done"


async def test_what_could_not_be_begun_was_not(core, node):
    plan = await core.deployer.plan()
    await core.store.keep(plan.builds[node], 0.0)
    with Away(core), pytest.raises(DatabaseAway):
        await core.deployer.deploy(by="ann", note="")
    assert core.deployer.running is None
    assert (await deployed(core, node)).phase == "done"


@pytest.mark.parametrize("is_checked", [False, True])
async def test_a_core_that_is_started_anew_goes_on_where_it_was(core, node, new_core, clock, is_checked):
    made = await core.deployer.deploy(by="ann", note="")
    if is_checked:
        await hear(core, node)
    clock.at += 1
    again = await new_core()
    before, after = core.deployer.orders.of(node), again.deployer.orders.of(node)
    assert (after.deployment, after.candidate, after.step) == (made.id, before.candidate, before.step)
    assert after.version > before.version
    await hear(again, node)
    await hear(again, node, "apply")
    assert (await again.deployer.result(made.id)).phase == "done"


async def test_of_two_cores_only_one_deploys(core, node, new_core):
    other = await new_core()
    await core.deployer.deploy(by="ann", note="")
    with pytest.raises(Conflict):
        await other.deployer.deploy(by="bob", note="")
    await hear(core, node)
    await hear(core, node, "apply")
    assert core.deployer.last_done is not None


async def test_a_node_that_is_deleted_in_the_midst_holds_nobody_up(core, node, fleet, clock):
    other, _ = await fleet.create("two")
    await save(core, ("domain", "shop", {**SITE, "nodes": ["one", "two"]}))
    made = await core.deployer.deploy(by="ann", note="")
    await hear(core, node)
    await hear(core, other.id)
    await fleet.delete(other.id)
    core.deployer.forget(other.id)
    await hear(core, node, "apply")
    clock.at += 13
    await hear(core, node, "apply")
    over = await core.deployer.result(made.id)
    assert (over.phase, over.nodes[other.id].status) == ("done", "away")
    assert core.deployer.orders.of(other.id).version == 0
    assert set(await core.store.nodes()) == {node}


async def test_what_somebody_saved_meanwhile_is_not_deployed_unseen(core, node):
    seen = core.documents.revision
    await save(core, ("service", "shop", {**SHOP, "description": "other"}))
    with pytest.raises(Conflict):
        await core.deployer.deploy(by="ann", note="", expected=seen)


async def test_what_was_deployed_meanwhile_is_not_gone_back_from(core, node):
    await deployed(core, node)
    before, _ = core.deployer.deployed()
    await save(core, ("domain", "shop", {**SITE, "names": ["store.example"]}))
    await deployed(core, node)
    with pytest.raises(Conflict):
        await core.deployer.deploy(by="maintenance", note="", revision=before)


async def test_a_site_that_cannot_be_made_stays_as_it_was_and_the_rest_goes_on(core, node):
    await deployed(core, node)
    before = await core.store.manifest(core.deployer.record(node).confirmed)
    tls = {**SITE, "tls": {"certificate": "own"}, "service": "blog"}
    await save(
        core,
        ("certificate", "own", {"names": ["shop.example"], "source": "uploaded"}),
        ("service", "blog", BLOG),
        ("domain", "shop", tls),
        ("service", "shop", None),
        ("domain", "blog", {"names": ["blog.example"], "service": "blog", "nodes": ["one"]}),
    )
    over = await deployed(core, node, despite_problems=True)
    assert over.phase == "done"
    after = await core.store.manifest(core.deployer.record(node).confirmed)
    for name in ("sites/shop.conf", "services/shop.conf"):
        assert after.files[name] == before.files[name]
    assert "sites/blog.conf" in after.files
    assert (await core.deployer.plan()).concerned == frozenset()


async def test_members_of_what_is_being_deployed_are_told_though_it_is_not_wanted_any_more(core, node):
    await core.deployer.deploy(by="ann", note="")
    await save(core, ("domain", "shop", None), ("service", "shop", None))
    core.deployer.tell()
    assert [each.name for each in core.deployer.orders.of(node).upstreams] == ["shop"]


async def test_old_files_are_forgotten_but_for_those_that_a_node_is_to_run(core, node, clock):
    await deployed(core, node)
    first = core.deployer.record(node).confirmed
    await save(core, ("domain", "shop", {**SITE, "names": ["store.example"]}))
    await deployed(core, node)
    second = core.deployer.record(node).confirmed
    core.store._manifests.clear()
    await core.deployer.sweep()
    files = set((await core.store.manifest(first)).files.values())
    core.store._manifests.clear()
    clock.at += 8 * 86_400
    await core.deployer.sweep()
    with pytest.raises(NotFound):
        await core.store.manifest(first)
    kept = set((await core.store.manifest(second)).files.values())
    for content in kept:
        await core.store.file(content)
    for content in files - kept:
        with pytest.raises(NotFound):
            await core.store.file(content)


async def test_only_states_that_some_node_runs_are_remembered(core, node):
    for number in range(4):
        await save(core, ("domain", "shop", {**SITE, "names": [f"shop{number}.example"]}))
        await deployed(core, node)
    assert len(core.deployer._deployed) == 1


async def test_a_node_reads_its_own_files_alone(core, node, fleet):
    other, _ = await fleet.create("two")
    await deployed(core, node)
    core.deployer.tell()
    digest = core.deployer.record(node).confirmed
    content = (await core.node_files.manifest(node, digest)).files["sites/shop.conf"]
    assert b"shop.example" in await core.node_files.file(node, content)
    for refused in (core.node_files.manifest(other.id, digest), core.node_files.file(other.id, content)):
        with pytest.raises(NotFound):
            await refused


async def test_before_a_core_knows_its_nodes_it_does_not_say_that_files_are_gone(core, node, database, clock, fleet):
    await core.deployer.deploy(by="ann", note="")
    digest = core.deployer.orders.of(node).candidate
    again = Proxy(database, clock, fleet, (KEY,))
    for refused in (again.node_files.manifest(node, digest), again.node_files.file(node, digest)):
        with pytest.raises(DatabaseAway):
            await refused
    await again.load()
    assert (await again.node_files.manifest(node, digest)).digest == digest


async def test_who_waits_for_an_order_hears_of_each_change(core, node):
    orders = core.deployer.orders
    waiting = asyncio.ensure_future(orders.newer(node, orders.of(node).version, 20))
    await core.deployer.deploy(by="ann", note="")
    assert (await waiting).step == "check"


async def test_a_certificate_that_was_only_thought_of_is_not_kept(core, node, database):
    await save(core, ("certificate", "wanted", {"names": ["shop.example"], "acme": {}}))
    thought = {"names": ["a.example"], "acme": {}}
    proposed = core.documents.propose(
        {("certificate", name): read_change("certificate", name, thought) for name in ("thought", "wanted")}
    )
    assert core.surroundings(proposed.after).certificates.keys() == {"thought", "wanted"}
    await core.certificates.shelf.save()
    assert core.certificates.shelf.of("thought") == core.certificates.shelf.of("wanted") == []
    assert core.surroundings(core.documents.state).certificates.keys() == {"wanted"}
    await core.certificates.shelf.save()
    async with database.connection() as connection:
        kept = await connection.fetch("SELECT name, names FROM proxy_certificate")
    assert [tuple(row) for row in kept] == [("wanted", ["shop.example"])]


async def test_while_a_document_cannot_be_read_nodes_keep_what_they_have(core, node, new_core, database):
    await core.deployer.deploy(by="ann", note="")
    await hear(core, node)
    await hear(core, node, "apply")
    async with database.connection() as connection:
        await connection.execute("""UPDATE proxy_document SET spec = '{"names": 7}' WHERE kind = 'domain'""")
    again = await new_core()
    with pytest.raises(NotReadable, match="domain shop"):
        await again.deployer.order(node, known=0, wait_seconds=0)
    with pytest.raises(NotReadable, match="domain shop"):
        await again.deployer.deploy(by="ann", note="", despite_problems=True)
    await save(again, ("domain", "shop", SITE))
    again.deployer.tell()
    assert (await again.deployer.order(node, known=0, wait_seconds=0)).upstreams
    assert again.deployer.orders.of(node).confirmed == core.deployer.record(node).confirmed


async def test_a_document_that_cannot_be_read_holds_back_the_nodes_that_it_concerns_alone(
    core, node, fleet, new_core, database
):
    two, _ = await fleet.create("two")
    three, _ = await fleet.create("three")
    blog = {"names": ["blog.example"], "service": "blog", "nodes": ["two"]}
    await save(core, ("service", "blog", BLOG), ("domain", "blog", blog))
    await core.deployer.deploy(by="ann", note="")
    for said in ((), ("apply",), ("apply",)):
        for each in (node, two.id):
            await hear(core, each, *said)
    assert core.deployer.last_done
    async with database.connection() as connection:
        changed = """UPDATE proxy_document SET spec = '{"names": 7, "entries": ["three"]}' WHERE (kind, name) = """
        await connection.execute(changed + "('domain', 'shop')")
    again = await new_core()
    assert [each.name for each in (await again.deployer.order(two.id, known=0, wait_seconds=0)).upstreams] == ["blog"]
    for held in (node, three.id):  # one that runs it, and one that it names
        with pytest.raises(NotReadable, match="domain shop"):
            await again.deployer.order(held, known=0, wait_seconds=0)


async def test_a_change_is_told_to_the_nodes_that_it_concerns_alone(core, node, fleet):
    two, _ = await fleet.create("two")
    blog = {"names": ["blog.example"], "service": "blog", "nodes": ["two"]}
    await save(core, ("service", "blog", BLOG), ("domain", "blog", blog))
    core.deployer.tell()
    following = asyncio.ensure_future(core.deployer.run())
    told = []
    core.deployer.orders.put = lambda node, order: told.append(node)
    await save(core, ("service", "blog", {**BLOG, "members": SHOP["members"]}))
    async with asyncio.timeout(60):
        while not told:
            await asyncio.sleep(0.01)
    assert told == [two.id]
    following.cancel()


async def test_a_node_that_is_new_in_the_fleet_has_an_order_at_once(core, node, fleet):
    await save(core, ("domain", "shop", {**SITE, "nodes": ["one", "two"]}))
    core.deployer.tell()
    two, _ = await fleet.create("two")
    order = await core.deployer.order(two.id, known=0, wait_seconds=20)
    assert [each.name for each in order.upstreams] == ["shop"]


async def test_a_deployment_of_which_nobody_knows_that_it_was_kept_stands_in_no_ones_way(core, node, monkeypatch):
    database = core.store._database
    transaction = database.transaction

    @contextlib.asynccontextmanager
    async def unacknowledged():
        async with transaction() as connection:
            yield connection
        if await core.store.running():
            raise DatabaseAway

    kept = core.store._kept
    with monkeypatch.context() as patched:
        patched.setattr(database, "transaction", unacknowledged)
        with pytest.raises(DatabaseAway):
            await core.deployer.deploy(by="ann", note="")
    core.store._kept = kept
    assert (await deployed(core, node)).phase == "done"
    assert len(await core.store.deployments(before=2**40, limit=10)) == 1


async def test_old_deployments_are_forgotten_but_the_last_that_was_done(core, node):
    first = await deployed(core, node)
    await save(core, ("domain", "shop", {**SITE, "names": ["www.shop.example"]}))
    last = await deployed(core, node)
    await core.store.forget(before=2**40)
    assert [each.deployment.id for each in await core.store.deployments(before=2**40, limit=10)] == [last.id]
    assert first.id != last.id
