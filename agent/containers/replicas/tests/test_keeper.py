"""The keeper with a real engine: what goes wrong, who is left alone, and agents and engines that come and go."""

import asyncio

import pytest

from agent.containers.replicas import condition, drains
from agent.containers.replicas.tests.acting import Node, order, quick_check

SLEEP = ("sh", "-c", "exec sleep 99")


@pytest.fixture
def heard(monkeypatch):
    """No NGINX asks here who serves: whom it is to forget is waited with until it is said to have heard of it."""
    monkeypatch.setattr(drains, "UNHEARD_SECONDS", 1000.0)
    return lambda: monkeypatch.setattr(drains, "UNHEARD_SECONDS", 0.0)


async def test_there_are_as_many_as_wanted_and_each_says_whose_it_is(engine, run, node, until, names):
    run("-p", "127.0.0.1:8096:8080", "--label", "team=x", "--label", "com.docker.compose.project=p", "-e", "A=1")
    node.obey(2)
    await until(lambda: node.counts == (2, 0, 0))
    assert names() == ["web", "web-r1", "web-r2"]
    found = engine.inspect("web-r2")
    labels = found["Config"]["Labels"]
    assert labels | {"dozor.replica-spec": ""} == {
        "dozor.service": "shop",
        "dozor.replica-of": "web",
        "dozor.replica": "2",
        "dozor.replica-spec": "",
        "team": "x",
    }
    assert not found["HostConfig"]["PortBindings"]
    assert "A=1" in found["Config"]["Env"]
    assert (node.state.service, node.state.template, node.state.wanted, node.state.trouble) == ("shop", "web", 2, "")


async def test_the_newest_goes_first_and_one_being_drained_is_taken_back(engine, run, node, until, names, heard):
    run()
    node.obey(1)
    await until(lambda: node.counts == (1, 0, 0))
    node.obey(3)
    await until(lambda: node.counts == (3, 0, 0))
    before = engine.inspect("web-r3")["Id"]
    node.obey(2)
    await until(lambda: node.counts == (2, 0, 1))
    drained = [each.member for each in node.members.states() if each.reason == "drained"]
    assert drained in (["replica:web-r2"], ["replica:web-r3"])  # made in the same moment
    node.obey(3)
    await until(lambda: node.counts == (3, 0, 0))
    assert engine.inspect("web-r3")["Id"] == before
    heard()
    node.obey(1)
    await until(lambda: names() == ["web", "web-r1"])


@pytest.mark.parametrize(
    ("health", "words"),
    [("false", "is unhealthy by its own check"), ("", "is not ready: answered 404")],
)
async def test_one_that_never_gets_healthy_is_told_and_gets_no_request(
    engine, run, node, until, names, monkeypatch, health, words
):
    monkeypatch.setattr(condition, "PATIENCE_SECONDS", 1.0)
    check = ("--health-cmd", health, "--health-interval", "200ms", "--health-retries", "1") if health else ()
    run(*check)
    node.obey(2, health=None if health else quick_check(path="/not/there"))
    await until(lambda: words in (node.state.trouble if node.states else ""))
    assert node.counts == (0, 2, 0)
    serving = {each.member for each in node.members.states() if each.healthy}
    assert serving == ({"web"} if health else set())
    assert names() == ["web", "web-r1", "web-r2"]


async def test_one_joins_only_when_its_own_check_says_that_it_is_healthy(engine, run, node, until):
    run("--health-cmd", "cat /tmp/well", "--health-interval", "200ms", "--health-retries", "99")
    node.obey(1)
    await until(lambda: node.counts == (0, 1, 0) and "web-r1" in [each.plain_name for each in watched(node)])
    assert [each.member for each in node.members.states()] == ["web"]
    engine.run("exec", "web-r1", "busybox", "touch", "/tmp/well")
    await until(lambda: node.counts == (1, 0, 0))
    assert {each.member: each.serving for each in node.members.states()} == {"web": True, "replica:web-r1": True}


def watched(node):
    return node.watch.containers.values()


async def test_one_that_dies_again_and_again_is_tried_less_and_less_often(engine, run, node, until, names):
    engine.run("create", "--name", "web", "shop:1", "sh", "-c", "exit 3")
    node.obey(1)
    await until(lambda: "(3 times in a row)" in (node.state.trouble if node.states else ""))
    assert "web-r1 ended with exit code 3" in node.state.trouble
    engine.run("rm", "web")
    run()
    await until(lambda: node.counts == (1, 0, 0))
    assert node.state.trouble == ""


async def test_containers_of_people_keep_their_names_and_their_lives(engine, run, node, until, names, heard):
    heard()
    run()
    engine.run("run", "-d", "--name", "web-r1", "shop:1")
    labels = ("dozor.service=shop", "dozor.replica-of=web", "dozor.replica=7", "dozor.replica-spec=x")
    engine.run("run", "-d", "--name", "mine", *(word for each in labels for word in ("--label", each)), "shop:1")
    node.obey(1)
    await until(lambda: node.counts == (1, 0, 0))
    assert names() == ["mine", "web", "web-r1", "web-r2"]
    node.obey(0)
    await until(lambda: names() == ["mine", "web", "web-r1"])


async def test_a_changed_template_has_its_replicas_made_anew_one_by_one(engine, run, node, until, names, heard):
    heard()
    run()
    node.obey(2, health=quick_check())
    await until(lambda: node.counts == (2, 0, 0))
    before = {engine.inspect(name)["Id"] for name in ("web-r1", "web-r2")}
    engine.run("rm", "-f", "web")
    await until(lambda: node.state.trouble == "there is no container web")
    run("-e", "NEWER=1")
    fewest = most = 2
    async with asyncio.timeout(60):
        while before & set(engine.run("ps", "-aq", "--no-trunc").split()) or node.counts != (2, 0, 0):
            fewest, most = min(fewest, node.state.ready), max(most, sum(node.counts[:2]))
            await asyncio.sleep(0.05)
    assert (fewest, most) == (2, 3)
    for name in names()[1:]:
        assert "NEWER=1" in engine.inspect(name)["Config"]["Env"]


async def test_where_what_is_new_does_not_do_well_what_is_old_goes_on(engine, run, node, until, monkeypatch):
    monkeypatch.setattr(condition, "PATIENCE_SECONDS", 1.0)
    run()
    node.obey(2, health=quick_check())
    await until(lambda: node.counts == (2, 0, 0))
    engine.run("rm", "-f", "web")
    engine.make_image("shop:bad", command='["sh", "-c", "exec sleep 99"]')
    run(image="shop:bad")
    await until(lambda: "is not ready: Connection refused" in node.state.trouble)
    assert node.counts == (2, 1, 0)


async def test_a_node_has_no_more_than_it_may(engine, run, start_node, until, names):
    node = start_node(most=2)
    run()
    node.obey(5)
    await until(lambda: node.counts == (2, 0, 0))
    assert node.state.trouble == "this node makes no more than 2 replicas (DOZOR_MOST_REPLICAS)"
    assert (node.state.wanted, names()) == (5, ["web", "web-r1", "web-r2"])


async def test_a_node_may_refuse_to_touch_its_containers(engine, run, node, start_node, until, names):
    run()
    node.obey(1)
    await until(lambda: node.counts == (1, 0, 0))
    await node.kill()
    again = start_node(permitted=False)
    again.obey(3)
    await until(lambda: again.counts == (1, 0, 0))
    assert "DOZOR_DOCKER_ACTS" in again.state.trouble
    again.obey(0)
    await until(lambda: again.state.wanted == 0)
    assert names() == ["web", "web-r1"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--network", "host"), "shares the network"),
        (("--network", "none"), "has no network"),
        (("--label", "dozor.replica-of=x"), "is a replica itself"),
    ],
)
async def test_what_cannot_be_there_twice_is_told(engine, run, node, until, names, words, why):
    run(*words)
    node.obey(1)
    await until(lambda: why in (node.state.trouble if node.states else ""))
    assert names() == ["web"]


async def test_an_order_that_cannot_be_carried_out_is_told(engine, run, node, until, names):
    run()
    node.obey(1, port=0)
    await until(lambda: "0 is no port" in (node.state.trouble if node.states else ""))
    node.obey(1, template="../web")
    await until(lambda: "no container's name" in (node.state.trouble if node.states else ""))
    node.obey(1, template="other")
    await until(lambda: node.state.trouble == "there is no container other")
    assert names() == ["web"]


async def test_what_is_ordered_no_more_goes_and_silence_removes_nothing(
    engine, run, node, start_node, until, names, heard
):
    heard()
    run()
    node.obey(2)
    await until(lambda: node.counts == (2, 0, 0))
    await node.kill()
    (node.folder / "replicas").unlink()
    again = start_node()
    again.keeper.obey(order(None, version=0))
    await until(lambda: len(watched(again)) == 3)
    assert again.states == []
    engine.run("kill", "web-r1")
    await until(lambda: any(each.state.status == "exited" for each in watched(again)))
    assert names() == ["web", "web-r1", "web-r2"]
    again.obey(None)
    await until(lambda: names() == ["web"])
    await until(lambda: again.states == [])


async def test_an_agent_killed_in_the_midst_of_it_is_followed_by_one_that_ends_it(
    engine, run, node, start_node, until, names, heard
):
    run()
    node.obey(4)
    await until(lambda: len(node.keeper._work.making.get(("shop", "web"), ())) == 4)
    await until(lambda: names() != ["web"])
    await node.kill()
    again = start_node()
    await until(lambda: again.counts == (4, 0, 0))
    await until(lambda: len(names()) == 5)  # those that were not started are made anew, under other names
    kept = {name: engine.inspect(name)["Id"] for name in names()}
    again.obey(1)
    await until(lambda: again.counts == (1, 0, 3))
    await again.kill()
    last = start_node()
    await until(lambda: last.counts is not None)
    assert last.counts == (1, 0, 3)
    heard()
    await until(lambda: last.counts == (1, 0, 0))
    assert len(names()) == 2
    assert all(engine.inspect(name)["Id"] == kept[name] for name in names())


async def test_with_the_core_away_a_new_agent_keeps_what_was_ordered_last(engine, run, node, start_node, until, names):
    run()
    node.obey(2)
    await until(lambda: node.counts == (2, 0, 0))
    await node.kill()
    again = start_node()
    serving = {each.member: each.serving for each in again.members.states()}
    assert serving == {"web": True, "replica:web-r1": True, "replica:web-r2": True}
    engine.run("kill", "web-r1")
    await until(lambda: again.counts == (2, 0, 0) and engine.inspect("web-r1")["State"]["Running"])


async def test_an_engine_started_again_in_mid_drain_loses_nobody_who_is_wanted(engine, tmp_path, until, heard):
    engine.make_image("asleep:1", command='["sh", "-c", "exec sleep 99"]')
    node = Node(engine.socket, tmp_path / "state")
    try:
        engine.run("run", "-d", "--init", "--stop-timeout", "1", "--name", "web", "asleep:1")
        node.start()
        node.obey(3)
        await until(lambda: node.counts == (3, 0, 0))
        node.obey(1)
        await until(lambda: node.counts == (1, 0, 2))
        engine.stop()
        await until(lambda: "the Docker engine" in node.state.trouble)
        assert node.counts == (1, 0, 2)
        heard()
        engine.start()
        await until(lambda: node.counts == (1, 0, 0), within=60)
        running = engine.run("ps", "--format", "{{.Names}}").split()
        assert len(running) == 1  # who is wanted; the template is a person's, and stays as the engine left it
        await until(lambda: len(engine.run("ps", "-aq").split()) == 2)
    finally:
        await node.kill()
