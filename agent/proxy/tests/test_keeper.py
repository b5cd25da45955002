"""Candidates and confirmed manifests on a real NGINX: run, tried, gone back from."""

import asyncio
import hashlib

import msgspec
import pytest

from agent.contract.proxy import CheckResult, Manifest, Probe
from agent.proxy.tasks import TaskError


async def confirmed(node, core, until, texts):
    """Bring a node to a confirmed manifest, and return its digest."""
    digest = core.hold(texts)
    node.obey(confirmed=digest, deployment="", candidate="", step="hold")
    await until(lambda: node.state.applied == digest)
    return digest


async def test_a_confirmed_manifest_is_fetched_tested_and_run(nginx, core, start_node, files, until):
    node = start_node()
    await until(lambda: node.state.applied == Manifest().digest)
    await confirmed(node, core, until, files(shop="one"))
    assert nginx.get() == (200, "one")
    assert node.state.reloads == 1
    assert node.state.left_out == []


async def test_a_candidate_is_checked_tried_and_confirmed(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    second = core.hold(files(shop="two"))
    node.obey(deployment="d", candidate=second, step="check")
    await until(lambda: node.state.check and node.state.check.digest == second)
    assert node.state.check.ok
    assert (node.state.applied, nginx.get()) == (first, (200, "one"))
    node.obey(step="apply")
    await until(lambda: node.state.apply and node.state.applied == second)
    assert node.state.apply.ok
    assert nginx.get() == (200, "two")
    node.obey(confirmed=second, deployment="", candidate="", step="hold")
    await until(lambda: node.kept.value.confirmed == second)
    assert node.kept.value.trial is None
    assert node.state.reloads == 2


async def test_a_candidate_that_does_not_pass_is_never_run_and_its_line_is_told(nginx, core, start_node, files, until):
    node = start_node()
    await confirmed(node, core, until, files(shop="one"))
    broken = core.hold(files(shop="two") | {"sites/blog.conf": "server {\n  listne 80;\n}\n"})
    node.obey(deployment="d", candidate=broken, step="apply")
    await until(lambda: node.state.apply)
    problem = node.state.apply.problems[0]
    assert (problem.file, problem.line, problem.message) == ("sites/blog.conf", 2, 'unknown directive "listne"')
    assert not node.state.apply.ok
    assert nginx.get() == (200, "one")
    assert node.state.reloads == 1


async def test_a_candidate_that_answers_worse_is_gone_back_from(
    nginx, core, start_node, files, site, until, monkeypatch
):
    monkeypatch.setattr("agent.proxy.trials.PROBE_SECONDS", 0.5)
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one", blog="b"))
    worse = core.hold(files(shop="one") | {"sites/blog.conf": site("blog", "b", extra="return 503;")})
    probes = [Probe(site=name, host=f"{name}.example", port=nginx.port) for name in ("shop", "blog")]
    node.obey(deployment="d", candidate=worse, step="apply", probes=probes)
    await until(lambda: node.state.apply)
    assert [problem.file for problem in node.state.apply.problems] == ["sites/blog.conf"]
    assert "answers 503; before it was 200" in node.state.apply.problems[0].message
    assert (node.state.applied, nginx.get("blog.example")) == (first, (200, "b"))


async def test_a_candidate_that_is_not_confirmed_in_time_is_gone_back_from(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    node.obey(deployment="d", candidate=core.hold(files(shop="two")), step="apply", confirm_within_seconds=0.3)
    await until(lambda: node.state.apply and not node.state.apply.ok)
    assert "did not confirm it in time" in node.state.apply.problems[0].message
    await until(lambda: node.state.applied == first)
    assert nginx.get() == (200, "one")
    assert node.kept.value.trial is None


async def test_a_candidate_that_is_withdrawn_is_gone_back_from(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    node.obey(deployment="d", candidate=core.hold(files(shop="two")), step="apply")
    await until(lambda: node.state.apply and node.state.apply.ok)
    node.obey(deployment="", candidate="", step="hold")
    await until(lambda: node.state.applied == first)
    assert nginx.get() == (200, "one")


async def test_the_time_to_confirm_goes_on_though_the_agent_is_restarted_and_the_core_dead(
    nginx, core, start_node, files, until
):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    second = core.hold(files(shop="two"))
    node.obey(deployment="d", candidate=second, step="apply", confirm_within_seconds=1.0)
    await until(lambda: node.state.apply and node.state.apply.ok)
    await node.stop()
    await core.stop()
    again = start_node()
    assert again.kept.value.trial
    assert again.kept.value.trial.digest == second
    await until(lambda: again.state.applied == first)
    assert nginx.get() == (200, "one")
    await core.start()


async def test_an_agent_killed_in_mid_apply_goes_back_and_tries_again(nginx, core, start_node, files, until):
    node = start_node()
    await confirmed(node, core, until, files(shop="one"))
    second = core.hold(files(shop="two"))
    node.obey(deployment="d", candidate=second, step="apply")
    await until(lambda: node.kept.value.trial)
    assert not node.kept.value.trial.verified
    await node.stop()
    assert nginx.get()[1] in {"one", "two"}
    again = start_node()
    again.keeper.obey(core.order)
    await until(lambda: again.state.apply and again.state.apply.ok)
    assert (again.state.applied, nginx.get()) == (second, (200, "two"))


async def test_killed_at_any_moment_of_a_switch_nginx_runs_one_generation_or_the_other(
    nginx, core, start_node, files, until
):
    """The agent is killed ever later in its work; each time NGINX serves, and could be started anew."""
    node = start_node()
    await confirmed(node, core, until, files(shop="0"))
    for round_ in range(1, 13):
        digest = core.hold(files(shop=str(round_)))
        node.obey(confirmed=digest)
        await asyncio.sleep(round_ * 0.012)
        await node.stop()
        assert nginx.get()[1] in {str(round_ - 1), str(round_)}
        node = start_node()
        node.keeper.obey(core.order)
        await until(lambda node=node, digest=digest: node.state.applied == digest)
        await until(lambda number=str(round_): nginx.get() == (200, number))  # the last workers of old go within 0.1 s


async def test_with_the_core_dead_a_restarted_agent_runs_what_was_confirmed(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    await node.stop()
    await core.stop()
    nginx.stop()
    nginx.start()
    assert nginx.get() == (200, "one")
    again = start_node()
    await until(lambda: again.state.applied == first)
    await core.start()


async def test_orders_that_come_together_cost_fewer_reloads_and_the_last_one_counts(
    nginx, core, start_node, files, until
):
    node = start_node()
    await confirmed(node, core, until, files(shop="start"))
    before = node.state.reloads
    for number in range(30):
        digest = core.hold(files(shop=str(number)))
        node.obey(confirmed=digest)
        await asyncio.sleep(0.01)
    await until(lambda: node.state.applied == digest)
    assert nginx.get() == (200, "29")
    assert node.state.reloads - before < 10


async def test_one_broken_site_leaves_the_others_alone(nginx, core, start_node, files, until):
    """A confirmed manifest is run as far as NGINX takes it: the broken site in its older form, a new one not at all."""
    node = start_node()
    await confirmed(node, core, until, files(shop="one", blog="old"))
    broken = files(shop="two") | {"sites/blog.conf": "server { bad; }\n", "sites/wiki.conf": "\nserver { worse; }\n"}
    digest = core.hold(broken)
    node.obey(confirmed=digest)
    await until(lambda: node.state.applied == digest)
    assert {each.file: each.line for each in node.state.left_out} == {"sites/blog.conf": 1, "sites/wiki.conf": 2}
    assert nginx.get() == (200, "two")
    assert nginx.get("blog.example") == (200, "old")
    mended = await confirmed(node, core, until, files(shop="two", blog="new", wiki="w"))
    assert node.state.applied == mended
    assert node.state.left_out == []
    assert nginx.get("wiki.example") == (200, "w")


async def test_a_port_that_another_program_has_is_told_and_the_old_configuration_serves_on(
    nginx, core, start_node, files, site, until
):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    candidate = core.hold(files(shop="two") | {"sites/blog.conf": site("blog", "b", port=port)})
    node.obey(deployment="d", candidate=candidate, step="apply")
    await until(lambda: node.state.apply)
    assert not node.state.apply.ok
    assert f"bind() to 127.0.0.1:{port} failed" in node.state.apply.problems[0].message
    await until(lambda: node.state.applied == first)
    assert nginx.get() == (200, "one")
    taken.close()
    await taken.wait_closed()


async def test_an_nginx_that_is_down_is_told_and_starts_with_what_is_confirmed(nginx, core, start_node, files, until):
    node = start_node()
    await confirmed(node, core, until, files(shop="one"))
    nginx.stop()
    second = core.hold(files(shop="two"))
    node.obey(deployment="d", candidate=second, step="apply")
    await until(lambda: node.state.apply)
    assert node.state.apply.problems[0].message == "NGINX does not answer on this node"
    node.obey(confirmed=second, deployment="", candidate="", step="hold")
    await until(lambda: node.kept.value.confirmed == second)
    assert node.state.applied == ""
    nginx.start()
    assert nginx.get() == (200, "two")


async def test_a_file_that_the_core_does_not_have_fails_the_candidate(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    digest = core.hold(files(shop="two"))
    del core.contents[hashlib.sha256(files(shop="two")["sites/shop.conf"].encode()).hexdigest()]
    node.obey(deployment="d", candidate=digest, step="apply")
    await until(lambda: node.state.apply)
    assert not node.state.apply.ok
    assert node.state.applied == first


async def test_only_what_changed_is_fetched(nginx, core, start_node, files, until):
    node = start_node()
    await confirmed(node, core, until, files(**{f"s{number}": "x" for number in range(50)}))
    core.fetched.clear()
    await confirmed(node, core, until, files(**{f"s{number}": "x" for number in range(50)} | {"s7": "y"}))
    assert len(core.fetched) == 1
    assert nginx.get("s7.example") == (200, "y")


async def test_the_same_deployment_is_not_run_twice(nginx, core, start_node, files, until):
    node = start_node()
    await confirmed(node, core, until, files(shop="one"))
    broken = core.hold({"sites/shop.conf": "oops;"})
    node.obey(deployment="d", candidate=broken, step="apply")
    await until(lambda: node.state.apply)
    told = node.state.apply
    node.obey()
    await until(lambda: node.state.order_version == core.order.version)
    assert node.state.apply == told
    node.obey(deployment="e")
    await until(lambda: node.state.apply.deployment == "e")


async def test_what_is_confirmed_already_is_answered_at_once(nginx, core, start_node, files, until):
    node = start_node()
    digest = await confirmed(node, core, until, files(shop="one"))
    node.obey(deployment="d", candidate=digest, step="apply")
    await until(lambda: node.state.apply)
    assert node.state.apply.ok
    assert node.state.reloads == 1


async def test_what_nobody_deployed_is_tested_and_nothing_of_it_runs(nginx, core, start_node, files, until):
    node = start_node()
    first = await confirmed(node, core, until, files(shop="one"))
    good, broken = core.hold(files(shop="two")), core.hold(files() | {"sites/blog.conf": "server {\n  listne 80;\n}\n"})
    told = msgspec.json.decode((await node.keeper.test({"digest": good}))["result"], type=CheckResult)
    assert (told.ok, told.problems) == (True, [])
    told = msgspec.json.decode((await node.keeper.test({"digest": broken}))["result"], type=CheckResult)
    assert [(each.file, each.line) for each in told.problems] == [("sites/blog.conf", 2)]
    assert (node.state.applied, node.state.check, nginx.get()) == (first, None, (200, "one"))
    with pytest.raises(TaskError):
        await node.keeper.test({"digest": "0" * 64})
