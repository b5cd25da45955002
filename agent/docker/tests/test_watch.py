"""What is known of containers while they, and the engine, come and go."""

import asyncio
import contextlib

import pytest

from agent.docker.tests.real_engine import IMAGE
from agent.docker.told import Inspected, State, instant, safe_name
from agent.docker.watch import Watch


@pytest.fixture
async def watching():
    """Watch the engine at a socket."""
    running = []

    def start(socket):
        watch = Watch(socket, lambda: 0.0)
        running.append(asyncio.ensure_future(watch.run()))
        return watch

    yield start
    for each in running:
        each.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await each


def named(watch, name):
    return next((each for each in watch.containers.values() if each.plain_name == name), None)


def state(watch, name):
    found = named(watch, name)
    return found.state.status if found else ""


async def test_containers_are_known_from_their_first_to_their_last(engine, watching, until):
    engine.run("run", "-d", "--name", "before", IMAGE, "sleep", "60")
    watch = watching(engine.socket)
    await until(lambda: watch.there)
    assert (state(watch, "before"), watch.trouble) == ("running", "")
    engine.run("run", "-d", "--name", "after", IMAGE, "sleep", "60")
    await until(lambda: state(watch, "after") == "running")
    engine.run("pause", "before")
    await until(lambda: state(watch, "before") == "paused")
    engine.run("rename", "before", "other")
    await until(lambda: state(watch, "other") == "paused" and not named(watch, "before"))
    engine.run("kill", "after")
    await until(lambda: state(watch, "after") == "exited")
    assert named(watch, "after").state.exit_code == 137
    engine.run("rm", "after")
    await until(lambda: not named(watch, "after"))
    told = [(event.name, event.action, event.detail) for event in watch.events if event.name == "after"]
    assert told == [
        ("after", "create", ""),
        ("after", "start", ""),
        ("after", "kill", "signal 9"),
        ("after", "die", "exit code 137"),
        ("after", "destroy", ""),
    ]


async def test_an_event_that_is_too_long_is_passed_over_and_the_container_is_looked_at(
    engine, watching, until, tmp_path, caplog
):
    labels = tmp_path / "labels"
    labels.write_text("".join(f"label.{number}={'x' * 60_000}\n" for number in range(20)))
    engine.run("create", "--name", "wordy", "--label-file", str(labels), IMAGE, "sleep", "60")
    watch = watching(engine.socket)
    await until(lambda: watch.there)
    engine.run("start", "wordy")
    await until(lambda: state(watch, "wordy") == "running")
    engine.run("run", "-d", "--name", "after", IMAGE, "sleep", "60")
    await until(lambda: state(watch, "after") == "running")
    assert (watch.trouble, caplog.messages) == ("", [])
    assert "wordy" not in [event.name for event in watch.events]


async def test_what_the_kernel_kills_for_its_memory_is_counted(engine, watching, until):
    """The kernel is asked to tell of it only after the start: what is killed at once nobody hears of."""
    watch = watching(engine.socket)
    await until(lambda: watch.there)
    engine.run(
        *("run", "-d", "--name", "greedy", "--memory", "8m", "--memory-swap", "8m", IMAGE),
        *("sh", "-c", "sleep 0.3; exec dd if=/dev/zero of=/dev/null bs=64M"),
    )
    await until(lambda: state(watch, "greedy") == "exited" and named(watch, "greedy").state.oom_killed)
    assert watch.killed[named(watch, "greedy").id] >= 1
    assert "oom" in [event.action for event in watch.events]


ENDED = b"""{"Id": "1", "Name": "/greedy", "State": {"Status": "exited", "OOMKilled": false, "ExitCode": 137,
    "StartedAt": "2026-11-23T06:20:20.273866834Z", "FinishedAt": "2026-11-23T06:20:20.291057911Z"}}"""
HEARD = b'{"Action": "%s", "Actor": {"ID": "1", "Attributes": {"name": "greedy"}}, "timeNano": %d}\n'


@pytest.mark.parametrize(("kill_at", "is_known"), [(20.35, True), (20.25, False)], ids=["this run", "the run before"])
async def test_a_kill_that_the_engine_hears_of_after_the_end_is_known(tmp_path, watching, until, kill_at, is_known):
    """A real engine forgets one in three: here is what it said of one, with the kill told after the end."""
    told = asyncio.Queue()

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/events" in head:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while line := await told.get():
                writer.write(line)
        body = ENDED if b"/containers/1/json" in head else b"[]"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()

    server = await asyncio.start_unix_server(serve, tmp_path / "docker.sock")
    watch = watching(tmp_path / "docker.sock")
    minute = 1795414800
    told.put_nowait(HEARD % (b"die", (minute + 20.31) * 1e9))
    await until(lambda: state(watch, "greedy") == "exited")
    before = named(watch, "greedy")
    assert not before.state.oom_killed
    told.put_nowait(HEARD % (b"oom", (minute + kill_at) * 1e9))
    await until(lambda: named(watch, "greedy") is not before)
    assert (watch.killed, named(watch, "greedy").state.oom_killed) == ({"1": 1}, is_known)
    told.put_nowait(b"")
    await until(lambda: watch.trouble)
    server.close()


async def test_what_a_container_s_own_check_says_is_known(engine, watching, until):
    watch = watching(engine.socket)
    check = ("--health-cmd", "cat /tmp/well", "--health-interval", "500ms", "--health-retries", "1")
    engine.run("run", "-d", "--name", "checked", *check, IMAGE, "sh", "-c", "echo > /tmp/well; exec sleep 60")
    await until(lambda: named(watch, "checked") and named(watch, "checked").state.health.status == "healthy")
    engine.run("exec", "checked", "busybox", "rm", "/tmp/well")
    await until(lambda: named(watch, "checked").state.health.status == "unhealthy")
    assert "exec_die" not in [event.action for event in watch.events]


async def test_an_engine_started_anew_is_watched_on(engine, watching, until):
    watch = watching(engine.socket)
    engine.run("run", "-d", "--name", "kept", "--restart", "always", "--stop-signal", "KILL", IMAGE, "sleep", "60")
    await until(lambda: state(watch, "kept") == "running")
    engine.stop()
    await until(lambda: watch.trouble)
    assert watch.there
    engine.start()
    await until(lambda: not watch.trouble)
    await until(lambda: state(watch, "kept") == "running")
    engine.run("rm", "-f", "kept")
    await until(lambda: not named(watch, "kept"))


async def test_an_engine_that_hangs_is_told_and_watched_on_when_it_answers(engine, watching, until, monkeypatch):
    monkeypatch.setattr("agent.docker.watch.LOOK_AGAIN_SECONDS", 0.2)
    monkeypatch.setattr("agent.docker.watch.LISTED_WITHIN_SECONDS", 0.5)
    watch = watching(engine.socket)
    await until(lambda: watch.there)
    engine.hang()
    try:
        await until(lambda: watch.trouble)
    finally:
        engine.go_on()
    await until(lambda: not watch.trouble)


async def test_no_engine_is_no_trouble_until_there_was_one(tmp_path, watching, until):
    watch = watching(tmp_path / "docker.sock")
    for _ in range(20):
        await asyncio.sleep(0.01)
    assert (watch.there, watch.trouble) == (False, "")


async def test_a_socket_that_cannot_be_used_is_told(tmp_path, watching, until):
    server = await asyncio.start_unix_server(lambda *_: None, tmp_path / "docker.sock")
    server.close()
    await server.wait_closed()
    watch = watching(tmp_path / "docker.sock")
    await until(lambda: "Connection refused" in watch.trouble)


@pytest.mark.parametrize(
    "said",
    [
        b"[1]\n",
        b"not json\n",
        b'{"Action": 5}\n',
        b'{"Action": "start", "Actor": {"ID": "x/../y\\u0000", "Attributes": null}, "timeNano": 1e300}\n',
        b"{" * (2 << 20),
    ],
)
async def test_an_engine_that_says_anything_is_trouble_at_most(tmp_path, watching, until, said):
    heard = asyncio.Event()

    async def serve(reader, writer):
        with contextlib.suppress(EOFError):
            head = await reader.readuntil(b"\r\n\r\n")
            if b"/events" in head:
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + said)
                heard.set()
            elif b"/_ping" in head or b"/containers/json" in head:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
            else:
                writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}")
            writer.close()

    server = await asyncio.start_unix_server(serve, tmp_path / "docker.sock")
    watch = watching(tmp_path / "docker.sock")
    await heard.wait()
    await until(lambda: watch.trouble)
    server.close()


def test_instants_of_the_engine_are_unix_seconds():
    assert instant("2026-11-23T03:34:49.247263827Z") == pytest.approx(1795404889.247263)
    assert instant("2026-11-23T06:34:49+03:00") == 1795404889
    assert [instant(text) for text in ("0001-01-01T00:00:00Z", "", "yesterday", "2026-11-23T03:34:49")] == [0.0] * 4


def test_names_are_harmless():
    assert safe_name("/web\x1b[31m\n\ud800") == "web�[31m��"
    assert Inspected(id="1", name="/" + "x" * 999).plain_name == "x" * 255
    assert Inspected(id="1", state=State()).labels == {}
