"""What is done to real containers: the simple acts, and making one anew with the way back."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.containers import recreating
from agent.containers.recreating import ASIDE
from agent.contract.asking import IMAGE_BEFORE_LABEL, ActOnContainer, End, Step
from agent.docker.engine import DockerError
from agent.docker.tests.real_engine import IMAGE, root_files

SLEEP = ("sh", "-c", "exec sleep 99")


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(recreating, "STEADY_SECONDS", 0.5)


@pytest.fixture
def act(engine, containers, until):
    """Do something to a container by its name; return the steps and the end."""

    async def act(name, what, *, on=containers, image=""):
        identity = engine.inspect(name)["Id"]
        await until(lambda: identity in on.watch.containers)
        asked = ActOnContainer(container=identity, act=what, timeout_seconds=0, image=image)
        said = [each async for each in on.act(asked)]
        return [each.text for each in said if isinstance(each, Step)], said[-1]

    return act


def status(engine, name):
    return engine.inspect(name)["State"]["Status"]


def names(engine):
    return sorted(engine.run("ps", "-a", "--format", "{{.Names}}").split())


async def test_containers_are_stopped_started_paused_restarted_killed_and_removed(engine, act):
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    for what, then in (
        ("pause", "paused"),
        ("unpause", "running"),
        ("stop", "exited"),
        ("stop", "exited"),
        ("start", "running"),
        ("start", "running"),
        ("restart", "running"),
        ("kill", "exited"),
    ):
        _, end = await act("web", what)
        assert (end.ok, end.container) == (True, engine.inspect("web")["Id"])
        assert status(engine, "web") == then
    _, end = await act("web", "remove")
    assert end == End()
    assert names(engine) == []


async def test_what_the_engine_refuses_is_told(engine, act):
    engine.run("create", "--name", "web", IMAGE, *SLEEP)
    _, end = await act("web", "pause")
    assert not end.ok
    assert "is not running" in end.error


async def test_a_node_may_keep_its_containers_from_being_acted_on(engine, start, act, until):
    watching = start(engine.socket, acts=False)
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    _, end = await act("web", "stop", on=watching)
    assert (end.ok, "DOZOR_DOCKER_ACTS" in end.error, status(engine, "web")) == (False, True, "running")


async def test_what_there_is_not_cannot_be_acted_on(containers):
    for identity in ("0" * 64, "../images/x", ""):
        said = [each async for each in containers.act(ActOnContainer(container=identity, act="stop"))]
        assert said == [End(ok=False, error="this node has no such container")]


async def test_one_thing_at_a_time_is_done_to_a_container(engine, containers, act, until):
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    identity = engine.inspect("web")["Id"]
    await until(lambda: identity in containers.watch.containers)
    slow = containers.act(ActOnContainer(container=identity, act="recreate", timeout_seconds=0))
    assert isinstance(await anext(slow), Step)
    _, end = await act("web", "stop")
    assert end.error == "something is being done to this container already"
    assert [each async for each in slow][-1].ok


async def test_an_act_goes_on_to_its_end_when_nobody_listens_any_more(engine, containers, until):
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    identity = engine.inspect("web")["Id"]
    await until(lambda: identity in containers.watch.containers)
    acting = containers.act(ActOnContainer(container=identity, act="recreate", timeout_seconds=0))
    await anext(acting)
    await acting.aclose()
    await until(lambda: names(engine) == ["web"] and engine.inspect("web")["Id"] != identity)
    assert status(engine, "web") == "running"


async def test_a_container_is_made_anew_with_the_same_configuration(engine, act):
    engine.run("network", "create", "--subnet", "10.99.0.0/24", "one")
    engine.run("network", "create", "two")
    odd = "x=a\tb\x01 \u2028 'q' \"d\" \\ $HOME \u00e9"
    engine.run(
        *("run", "-d", "--name", "web", "--network", "one", "--ip", "10.99.0.7", "--network-alias", "shop"),
        *("-e", odd, "-e", "EMPTY=", "--label", odd, "--label", "dozor.service=shop", "-p", "127.0.0.1:8099:80"),
        *("--memory", "64m", "--cpus", "0.5", "--pids-limit", "50", "--restart", "unless-stopped", "-v", "data:/data"),
        *("-v", "/anonymous", "--tmpfs", "/run", "--cap-drop", "ALL", "--read-only", "--hostname", "myself"),
        *("--health-cmd", "true", "--health-interval", "200ms", "-w", "/tmp", "--user", "1:1", "--init", IMAGE, *SLEEP),
    )
    engine.run("network", "connect", "--alias", "other", "two", "web")
    before = engine.inspect("web")
    steps, end = await act("web", "recreate")
    after = engine.inspect("web")
    assert end == End(container=after["Id"], error=steps[1])
    assert after["Id"] != before["Id"]
    assert after["State"]["Health"]["Status"] == "healthy"
    assert names(engine) == ["web"]
    assert after["HostConfig"]["Binds"] == [*before["HostConfig"]["Binds"], anonymous(before)]
    for inspected in (before, after):
        inspected["HostConfig"].pop("Binds")
        for label in (recreating.MADE_FROM_LABEL, IMAGE_BEFORE_LABEL):
            inspected["Config"]["Labels"].pop(label, None)
        inspected["Config"].pop("Volumes")
    assert after["HostConfig"] == before["HostConfig"]
    assert after["Config"] == before["Config"]
    assert {mount["Name"] for mount in after["Mounts"]} == {mount["Name"] for mount in before["Mounts"]}
    assert networks(after) == networks(before)
    assert steps[0] == f"pulling {IMAGE}"
    assert "what is here is used" in steps[1]
    engine.run("rm", "-f", "web")
    engine.run("network", "rm", "one", "two")


def anonymous(inspected):
    return next(f"{each['Name']}:/anonymous" for each in inspected["Mounts"] if each["Destination"] == "/anonymous")


def networks(inspected):
    short = inspected["Id"][:12]
    return {
        name: (each["IPAMConfig"] or {}, sorted(alias for alias in each["Aliases"] if alias != short))
        for name, each in inspected["NetworkSettings"]["Networks"].items()
    }


async def test_what_a_newer_image_brings_is_not_kept_from_the_container(engine, act):
    engine.make_image("app:1", command='["sh", "-c", "exec sleep 98"]')
    engine.run("run", "-d", "--name", "app", "-e", "OWN=1", "app:1")
    engine.make_image("app:1", command='["sh", "-c", "exec sleep 97"]', files={"etc/new": "x"})
    old = engine.inspect("app")["Image"]
    _, end = await act("app", "recreate")
    after = engine.inspect("app")
    assert (end.ok, after["Config"]["Cmd"][-1], after["Config"]["Env"]) == (True, "exec sleep 97", ["OWN=1"])
    assert after["Image"] != old


@pytest.mark.parametrize(
    ("newer", "why"),
    [
        ('["sh", "-c", "exit 3"]', "it ended with exit code 3"),
        ('["/no/such/program"]', "no such file"),
        ('["sh", "-c", "busybox touch /tmp/ill; exec sleep 96"]', "unhealthy"),
    ],
)
async def test_where_the_new_one_does_not_do_well_the_old_one_is_back(engine, act, newer, why):
    engine.make_image("app:2")
    check = ("--health-cmd", "sh -c '! cat /tmp/ill'", "--health-interval", "200ms", "--health-retries", "1")
    engine.make_image("app:2", command='["sh", "-c", "exec sleep 98"]')
    engine.run("run", "-d", "--name", "app", *check, "app:2")
    engine.make_image("app:2", command=newer)
    before = engine.inspect("app")
    steps, end = await act("app", "recreate")
    after = engine.inspect("app")
    assert not end.ok
    assert why in end.error
    assert (after["Id"], after["State"]["Running"], names(engine)) == (before["Id"], True, ["app"])
    assert any(step.startswith("going back") for step in steps)


async def test_one_that_does_not_run_is_made_anew_and_not_started(engine, act):
    engine.run("create", "--name", "web", IMAGE, *SLEEP)
    before = engine.inspect("web")["Id"]
    _, end = await act("web", "recreate")
    assert (end.ok, status(engine, "web"), names(engine)) == (True, "created", ["web"])
    assert engine.inspect("web")["Id"] != before


async def test_one_that_removes_itself_is_not_made_anew(engine, act):
    engine.run("run", "-d", "--rm", "--name", "web", IMAGE, *SLEEP)
    _, end = await act("web", "recreate")
    assert "no way back" in end.error
    assert (status(engine, "web"), names(engine)) == ("running", ["web"])


async def test_an_image_that_has_lost_its_name_is_used_by_its_number(engine, act):
    engine.make_image("lost:1", command='["sh", "-c", "exec sleep 95"]')
    engine.run("run", "-d", "--name", "web", "lost:1")
    image = engine.inspect("web")["Image"]
    engine.run("rmi", "-f", "lost:1")
    steps, end = await act("web", "recreate")
    assert end.ok, end.error
    assert engine.inspect("web")["Image"] == image
    assert any("the same one is used" in step for step in steps)


@pytest.mark.parametrize(
    ("broken_off", "old_is_back"),
    [
        ("aside", True),
        ("made", True),
        ("stopped", True),
        ("started", False),
        ("started and ended", True),
        ("started and soon ended", True),
    ],
)
async def test_an_agent_that_died_over_it_leaves_one_container_that_runs(
    engine, start, until, monkeypatch, broken_off, old_is_back
):
    monkeypatch.setattr(recreating, "STEADY_SECONDS", 2.0)
    engine.run("run", "-d", "--name", "web", "--stop-signal", "KILL", IMAGE, *SLEEP)
    old = engine.inspect("web")["Id"]
    engine.run("rename", "web", f"web{ASIDE}-{old[:12]}")
    if broken_off != "aside":
        command = ("sh", "-c", f"sleep {'soon' in broken_off:d}; exit 1") if "ended" in broken_off else SLEEP
        engine.run("create", "--name", "web", "--label", f"{recreating.MADE_FROM_LABEL}={old}", IMAGE, *command)
        if broken_off != "made":
            engine.run("stop", old)
        if "started" in broken_off:
            engine.run("start", "web")
    new = engine.inspect("web")["Id"] if broken_off != "aside" else ""
    start(engine.socket)
    await until(lambda: names(engine) == ["web"])
    await until(lambda: status(engine, "web") == "running")
    assert engine.inspect("web")["Id"] == (old if old_is_back else new)


async def test_what_cannot_be_settled_is_tried_again_though_nothing_happens_and_told_once(
    engine, start, until, monkeypatch, caplog
):
    tries, finish = [], recreating.Recreation.finish

    async def fail_twice(self, old):
        tries.append(old)
        if len(tries) < 3:
            raise DockerError("the disk is away for a while")
        await finish(self, old)

    monkeypatch.setattr(recreating.Recreation, "finish", fail_twice)
    engine.run("create", "--name", "web", IMAGE, *SLEEP)
    old = engine.inspect("web")["Id"]
    engine.run("rename", "web", f"web{ASIDE}-{old[:12]}")
    engine.run("run", "-d", "--name", "web", "--label", f"{recreating.MADE_FROM_LABEL}={old}", IMAGE, *SLEEP)
    start(engine.socket)
    await until(lambda: names(engine) == ["web"])
    assert tries == [old] * 3
    assert [each.levelname for each in caplog.records if "disk is away" in each.message] == ["WARNING"]


async def test_a_name_that_only_looks_like_it_is_left_alone(engine, start, until, containers):
    engine.run("run", "-d", "--name", f"web{ASIDE}-0123456789ab", IMAGE, *SLEEP)
    engine.run("run", "-d", "--name", "other", IMAGE, *SLEEP)
    await until(lambda: len(containers.watch.containers) == 2)
    assert names(engine) == ["other", f"web{ASIDE}-0123456789ab"]


@pytest.fixture
def registry(engine):
    """A registry in the engine's own network with a newer image; returns the name of it."""
    if not shutil.which("nsenter"):
        pytest.skip("nsenter is not installed")
    program = Path(__file__).parent / "registry.py"
    command = engine.beside(sys.executable, program, 5000, "shop/app")
    serving = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    serving.stdin.write(root_files({"etc/newer": "yes"}))
    serving.stdin.close()
    assert serving.stdout.readline() == b"ready\n"
    yield "127.0.0.1:5000/shop/app:1"
    serving.kill()
    serving.wait()
    serving.stdout.close()


async def test_a_newer_image_is_pulled_where_a_registry_answers(engine, registry, act):
    engine.make_image(registry, command='["sh", "-c", "exec sleep 93"]')
    engine.run("run", "-d", "--name", "app", registry)
    steps, end = await act("app", "recreate")
    assert end.ok, end.error
    assert engine.inspect("app")["Config"]["Cmd"][-1] == "exec sleep 94"
    assert engine.run("exec", "app", "cat", "/etc/newer") == "yes"
    assert any("Downloaded newer image" in step for step in steps)
    assert end.error == ""


async def test_one_that_does_well_can_be_taken_back_to_the_image_before_and_forward_again(engine, act):
    engine.make_image("app:3", command='["sh", "-c", "exec sleep 92"]')
    engine.run("run", "-d", "--name", "app", "app:3")
    old = engine.inspect("app")["Image"]
    engine.make_image("app:3", command='["sh", "-c", "exec sleep 91"]', files={"etc/newer": "x"})
    await act("app", "recreate")
    newer = engine.inspect("app")
    assert newer["Config"]["Labels"][IMAGE_BEFORE_LABEL] == old
    steps, end = await act("app", "recreate", image=old)
    back = engine.inspect("app")
    assert end == End(container=back["Id"])
    assert (back["Image"], back["Config"]["Cmd"][-1], names(engine)) == (old, "exec sleep 92", ["app"])
    assert back["Config"]["Labels"][IMAGE_BEFORE_LABEL] == newer["Image"]
    assert not any(step.startswith("pulling") for step in steps)
    steps, end = await act("app", "recreate")
    forward = engine.inspect("app")
    assert (forward["Image"], forward["Config"]["Image"], steps[0]) == (newer["Image"], "app:3", "pulling app:3")
    assert recreating.IMAGE_NAME_LABEL not in forward["Config"]["Labels"]


async def test_nothing_but_the_image_before_can_be_asked_for(engine, act):
    engine.make_image("other:1")
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    before = engine.inspect("web")["Id"]
    for image in ("other:1", engine.run("image", "inspect", "-f", "{{.Id}}", "other:1").strip()):
        _, end = await act("web", "recreate", image=image)
        assert (end.ok, "had another image" in end.error) == (False, True)
    assert (engine.inspect("web")["Id"], names(engine), status(engine, "web")) == (before, ["web"], "running")
