"""What a replica has of its template, and what it has not, with a real engine."""

import pytest

from agent.containers.recreating import IMAGE_NAME_LABEL, MADE_FROM_LABEL
from agent.containers.replicas import work as working
from agent.containers.replicas.making import look_at_template, make, take_away
from agent.containers.replicas.ours import Group, replicas_in
from agent.containers.replicas.template import template_of
from agent.containers.replicas.work import Work
from agent.contract.asking import IMAGE_BEFORE_LABEL
from agent.docker.engine import DockerEngine
from agent.docker.tests.real_engine import IMAGE
from agent.docker.told import Inspected
from agent.docker.watch import Watch

GROUP = Group("shop", "web")
SLEEP = ("sh", "-c", "exec sleep 99")


@pytest.fixture
def client(engine):
    return DockerEngine(engine.socket)


async def test_a_replica_is_like_its_template_but_for_what_there_can_be_only_one_of(engine, client):
    engine.run("network", "create", "--subnet", "10.98.0.0/24", "one")
    engine.run("network", "create", "two")
    odd = "x=a\tb\x01 \u2028 'q' \"d\" \\ $HOME \u00e9"
    engine.run(
        *("run", "-d", "--rm", "--name", "web", "--network", "one", "--ip", "10.98.0.7", "--network-alias", "shop"),
        *("-e", odd, "--label", "team=x", "--label", "com.docker.compose.service=web", "-p", "127.0.0.1:8098:80"),
        *("--memory", "64m", "--cpus", "0.5", "--pids-limit", "50", "-v", "data:/data", "-v", "/anonymous"),
        *("--tmpfs", "/run", "--cap-drop", "ALL", "--read-only", "--hostname", "myself", "--health-cmd", "true"),
        *("-w", "/tmp", "--user", "1:1", "--init", "--stop-timeout", "1"),
        *(IMAGE, *SLEEP),
    )
    engine.run("network", "connect", "--alias", "other", "two", "web")
    template = await look_at_template(client, "web")
    await make(client, template, GROUP, 1)
    before, after = engine.inspect("web"), engine.inspect("web-r1")
    assert after["State"]["Running"]
    own = {"PortBindings": {}, "AutoRemove": False}
    assert after["HostConfig"] == before["HostConfig"] | own
    for name in ("Env", "Cmd", "Healthcheck", "WorkingDir", "User", "Image", "StopTimeout"):
        assert after["Config"][name] == before["Config"][name]
    assert after["Config"]["Hostname"] == after["Id"][:12]
    assert after["Config"]["Labels"] == {
        "team": "x",
        "dozor.service": "shop",
        "dozor.replica-of": "web",
        "dozor.replica": "1",
        "dozor.replica-spec": template.spec,
    }
    networks = after["NetworkSettings"]["Networks"]
    assert sorted(networks) == ["one", "two"]
    assert not any(set(each["Aliases"] or ()) - {after["Id"][:12]} for each in networks.values())
    assert networks["one"]["IPAddress"] not in {"10.98.0.7", ""}
    shared, own = ({each["Destination"]: each["Name"] for each in told["Mounts"]} for told in (before, after))
    assert own["/data"] == shared["/data"]
    assert own["/anonymous"] != shared["/anonymous"]
    assert [each.number for each in replicas_in([await client.look("/containers/web-r1/json", Inspected)])] == [1]
    await take_away(client, after["Id"])
    await take_away(client, after["Id"])
    left = engine.run("volume", "ls", "-q").split()
    assert shared["/anonymous"] in left
    assert own["/anonymous"] not in left
    engine.run("rm", "-f", "web")
    engine.run("network", "rm", "one", "two")


async def test_a_template_that_is_made_anew_in_the_same_way_is_the_same(engine, client):
    specs = []
    for words in ((), (), ("-e", "A=1")):
        engine.run("run", "-d", "--name", "web", "-v", "/anonymous", *words, IMAGE, *SLEEP)
        specs.append((await look_at_template(client, "web")).spec)
        engine.run("rm", "-f", "web")
    assert specs[0] == specs[1] != specs[2]


def test_what_a_recreation_notes_on_a_template_makes_no_replica_anew():
    plain, noted = ({"Id": "1" * 64, "Image": "sha256:a", "Config": {"Image": "app:1", "Labels": {}}} for _ in range(2))
    noted["Config"]["Labels"] = {MADE_FROM_LABEL: "2" * 64, IMAGE_BEFORE_LABEL: "sha256:b", IMAGE_NAME_LABEL: "app:1"}
    assert template_of(noted, {}).spec == template_of(plain, {}).spec


async def test_a_replica_runs_the_image_that_its_template_runs_though_the_name_means_another_now(engine, client):
    engine.make_image("app:1", command='["sh", "-c", "exec sleep 98"]')
    engine.run("run", "-d", "--name", "web", "app:1")
    template = await look_at_template(client, "web")
    await make(client, template, GROUP, 1)
    engine.make_image("app:1", command='["sh", "-c", "exec sleep 97"]', files={"etc/new": "x"})
    await make(client, template, GROUP, 2)
    images = {engine.inspect(name)["Image"] for name in ("web", "web-r1", "web-r2")}
    assert len(images) == 1
    assert engine.inspect("web-r1")["Config"]["Image"] == "app:1"


async def test_one_that_cannot_be_started_leaves_nothing(engine, client):
    engine.run("create", "--name", "web", IMAGE, "/no/such/program")
    work, failures = worker(engine)
    await attempt(work, await look_at_template(client, "web"), 1)
    assert "web-r1 cannot be made" in failures[0]
    assert "no such file" in failures[0]
    assert engine.run("ps", "-aq", "--filter", "name=web-r") == ""


async def test_a_name_that_was_taken_in_the_last_moment_is_left_to_who_took_it(engine, client):
    engine.run("run", "-d", "--name", "web", IMAGE, *SLEEP)
    engine.run("run", "-d", "--name", "web-r1", IMAGE, *SLEEP)
    work, failures = worker(engine)
    await attempt(work, await look_at_template(client, "web"), 1)
    assert (work.taken(GROUP), failures) == ({1}, [])
    assert engine.inspect("web-r1")["State"]["Running"]


async def test_one_that_is_never_seen_is_taken_away_again(engine, client, monkeypatch):
    monkeypatch.setattr(working, "SEEN_WITHIN_SECONDS", 0.1)
    engine.run("run", "-d", "--name", "web", "--init", IMAGE, *SLEEP)
    work, failures = worker(engine)
    await attempt(work, await look_at_template(client, "web"), 1)
    assert failures == ["web-r1 cannot be made: there are more containers than are watched"]
    assert engine.run("ps", "-aq", "--filter", "name=web-r") == ""


def worker(engine):
    failures = []
    watch = Watch(engine.socket, lambda: 0.0)  # it does not run, so it sees nothing
    return Work(watch, lambda _, why: failures.append(why), lambda: None), failures


async def attempt(work, template, number):
    work.making.setdefault(GROUP, set()).add(number)
    await work.make(template, GROUP, number)
    assert work.making == {GROUP: set()}
