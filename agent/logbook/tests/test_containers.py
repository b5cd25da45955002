"""What containers of a real engine say, whatever becomes of them and of the engine."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from agent.contract.asking import LogLine, ReadLogs
from agent.docker.tests.real_engine import IMAGE
from agent.docker.watch import Watch
from agent.logbook.keeping import Keeping
from agent.logbook.logbook import Logbook
from agent.logbook.segment import viewed


def now():
    return time.time()  # noqa: TID251 - the engine's clock


class Keeper:
    """A logbook over an engine; `restart` is another agent in the place of this one."""

    def __init__(self, folder, socket, root, **keeping):
        self.folder, self.socket, self.root, self.keeping = folder, socket, root, Keeping(**keeping)
        self.start()

    def start(self):
        self.watch = Watch(self.socket, lambda: 0.0)
        self.logbook = Logbook(self.folder, self.keeping, self.watch, now, root=self.root)
        self.running = [asyncio.ensure_future(part.run()) for part in (self.watch, self.logbook)]

    async def stop(self):
        for each in self.running:
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await each
        self.logbook.close()

    async def read(self, name, **asked):
        question = ReadLogs(sources=[f"container:{name}"], limit=10**7, within_seconds=60.0, **asked)
        return [answer async for answer in self.logbook.read(question)]

    async def texts(self, name, **asked):
        return [answer.text for answer in await self.read(name, **asked) if isinstance(answer, LogLine)]

    async def until(self, condition, *, within=60.0):
        async with asyncio.timeout(within):
            while not condition():
                await asyncio.sleep(0.05)

    async def until_said(self, name, count):
        await self.until(lambda: self.lines(name) >= count)
        return await self.texts(name)

    def source(self, name):
        return next((each for each in self.logbook.inventory().logs if each.name == name), None)

    def newest(self, name):
        with viewed(self.logbook._shelf.find(f"container:{name}").spool.extents[-1]) as view:
            return view.line(view.extent.lines - 1).decode()

    def lines(self, name):
        return self.logbook.lines(f"container:{name}")


@pytest.fixture(params=["in the engine's files", "from the engine"])
async def keeper(request, engine, tmp_path):
    """Logs are read both ways; where the engine's files are not seen it is asked."""
    keepers = []
    root = Path("/") if request.param == "in the engine's files" else tmp_path

    def keep(**keeping):
        keepers.append(Keeper(tmp_path / "logs", engine.socket, root, **keeping))
        return keepers[-1]

    yield keep
    for each in keepers:
        await each.stop()


def say(engine, name, script, *options):
    engine.run("run", "-d", "--name", name, *options, IMAGE, "sh", "-c", script)


async def test_both_streams_come_whole_and_with_the_engines_time(engine, keeper):
    here = keeper()
    say(engine, "web", "echo one; echo two >&2; echo -n half; sleep 60")
    assert sorted(await here.until_said("web", 2)) == ["one", "two"]
    engine.run("kill", "web")
    found = {line.text: line for line in await here.read("web") if isinstance(line, LogLine)}
    await here.until(lambda: here.lines("web") == 3)
    assert (found["two"].stream, found["one"].stream) == ("stderr", "stdout")
    assert abs(found["one"].at - now()) < 60
    assert "half" in await here.texts("web")


async def test_a_terminals_lines_come_without_their_carriage_returns(engine, keeper):
    here = keeper()
    say(engine, "tty", "echo one; echo two", "-t")
    assert await here.until_said("tty", 2) == ["one", "two"]


async def test_lines_longer_than_the_engines_messages_are_whole(engine, keeper):
    here = keeper()
    say(engine, "long", "seq -s x 1 10000; head -c 10000000 /dev/zero; echo; echo end")
    await here.until(lambda: here.lines("long") >= 3, within=60.0)
    first, second, last = [line for line in await here.read("long") if isinstance(line, LogLine)]
    assert (first.text, last.text) == ("x".join(map(str, range(1, 10001))), "end")
    assert len(second.text) + second.cut_bytes == 10_000_000


async def test_a_restart_of_the_agent_neither_loses_nor_doubles(engine, keeper):
    here = keeper()
    say(engine, "web", "i=0; while [ $i -lt 150 ]; do echo $i; echo e$i >&2; i=$((i+1)); sleep 0.01; done; sleep 60")
    await here.until(lambda: here.lines("web") > 50)
    await here.stop()
    here.start()
    await here.until(lambda: here.lines("web") >= 300)
    texts = await here.texts("web")
    assert sorted(texts) == sorted(f"{prefix}{number}" for prefix in ("", "e") for number in range(150))
    assert [text for text in texts if text[0] != "e"] == [str(number) for number in range(150)]


async def test_a_container_that_starts_again_goes_on(engine, keeper):
    here = keeper()
    say(engine, "web", "echo run; sleep 60")
    await here.until_said("web", 1)
    for count in (2, 3):
        engine.run("restart", "-t", "0", "web")
        assert await here.until_said("web", count) == ["run"] * count


async def test_what_a_removed_container_said_stays(engine, keeper, caplog):
    here = keeper()
    say(engine, "web", "while true; do echo said; sleep 0.05; done")
    await here.until_said("web", 3)
    engine.run("rm", "-f", "web")
    await here.until(lambda: not here.source("web").present)
    assert set(await here.texts("web")) == {"said"}
    say(engine, "web", "echo again; sleep 60")
    await here.until(lambda: here.source("web").present)
    await here.until(lambda: here.lines("web") > 3 and "again" in here.newest("web"))
    texts = await here.texts("web")
    assert (set(texts), texts.count("again")) == ({"said", "again"}, 1)
    assert "lost" not in caplog.text


async def test_an_engine_that_restarts_or_hangs_costs_no_line(tmp_path, engine, keeper):
    here = keeper()
    say(
        engine,
        "web",
        "i=0; while [ $i -lt 200 ]; do echo $i; i=$((i+1)); sleep 0.01; done; sleep 60",
        "--restart=always",
    )
    await here.until(lambda: here.lines("web") > 20)
    engine.hang()
    try:
        before = here.lines("web")
        assert (await here.texts("web"))[:before] == [str(number) for number in range(before)]
    finally:
        engine.go_on()
    await here.until(lambda: here.lines("web") > before)
    engine.stop()
    engine.start()
    await here.until(lambda: here.watch.there and not here.watch.trouble)
    await here.until(lambda: (kept := here.lines("web")) > 200 and kept > before)
    texts = await here.texts("web")
    first_run = texts[: texts.index("0", 1)]
    assert first_run == [str(number) for number in range(len(first_run))]


async def test_containers_are_left_out_by_name_and_by_label(engine, keeper):
    here = keeper(exclude=("skip*",))
    say(engine, "skipped", "echo x; sleep 60")
    say(engine, "silent", "echo x; sleep 60", "--label", "dozor.logs=off")
    say(engine, "web", "echo x; sleep 60")
    await here.until_said("web", 1)
    assert [source.name for source in here.logbook.inventory().logs] == ["web"]


async def test_a_log_that_the_engine_cannot_read_is_a_trouble_that_is_told(engine, keeper):
    here = keeper()
    say(engine, "mute", "echo x; sleep 60", "--log-driver=none")
    await here.until(lambda: "mute" in here.logbook.inventory().troubles.get("logs", ""))
    engine.run("rm", "-f", "mute")
    await here.until(lambda: not here.logbook.inventory().troubles)


async def test_a_flood_is_kept_whole_or_counted(engine, keeper):
    """A million bytes at once into a spool of half of it: what is not kept is counted, line for line."""
    here = keeper(source_bytes=1 << 19)
    say(engine, "loud", "seq 1 50000; sleep 60")
    await here.until(lambda: here.lines("loud") == 50_000, within=90.0)
    source = here.source("loud")
    texts = await here.texts("loud")
    assert source.bytes <= 1 << 19
    assert texts == [str(number) for number in range(source.dropped_lines + 1, 50_001)]
