"""What a crash, a full disk and an absent PostgreSQL leave behind: everything, once."""

import asyncio
import resource
import signal
import sys
from itertools import count
from pathlib import Path

import asyncpg
import msgspec
import pytest

from agent.contract.wire import Report
from core.server.db.embedded import EmbeddedPostgres
from core.server.db.migrate import migrate, read_migrations
from core.server.errors import PipelineFell, Unavailable
from core.server.ingest.commands import SetMode
from core.server.pipeline.core import Core
from core.server.pipeline.tests.reports import T0, flood, report, visit
from dozor.tests.waiting import until

TOTAL = "SELECT coalesce(sum(requests), 0)::bigint FROM traffic WHERE step_seconds = 10 AND service = 'shop'"

# A core of its own process: reads (length, msgpack of [node, received_at, report]) and answers each with "ok".
PROGRAM = """
import asyncio, sys, msgspec
from pathlib import Path
from agent.contract.wire import Report
from core.server.pipeline.core import Core

async def main():
    core = Core(Path(sys.argv[1]), sys.argv[2], checkpoint_seconds=0.05, store_pause_seconds=0.01)
    await core.start()
    print("up", flush=True)
    read = sys.stdin.buffer.read
    while head := await asyncio.to_thread(read, 4):
        node, at, report = msgspec.msgpack.decode(read(int.from_bytes(head, "big")), type=tuple[str, float, Report])
        await core.accept(node, report, at)
        print("ok", flush=True)
    await core.stop()
asyncio.run(main())
"""


async def total(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(TOTAL)
    finally:
        await connection.close()


class Child:
    """A core in a process of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.command = (sys.executable, "-c", PROGRAM, str(folder), url)

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(*self.command, stdin=pipe, stdout=pipe)
        assert await self.process.stdout.readline() == b"up\n"

    def send(self, sent: Report, at: float) -> None:
        message = msgspec.msgpack.encode(("n1", at, sent))
        self.process.stdin.write(len(message).to_bytes(4, "big") + message)

    async def acknowledged(self) -> bool:
        return await self.process.stdout.readline() == b"ok\n"

    async def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.communicate()

    async def end(self) -> None:
        self.process.stdin.close()
        assert await self.process.wait() == 0


async def test_a_core_killed_at_any_moment_loses_and_doubles_nothing(core_dir: Path, database_url: str):
    child = Child(core_dir, database_url)
    sequence = 0
    for kill_after in (3, 11, 30, 1, 20):
        await child.start()
        for _ in range(kill_after):
            child.send(report(sequence, [visit("127.0.1.1", T0 + sequence, 5)]), T0 + sequence + 1)
            assert await child.acknowledged()
            sequence += 1
        # the agent sent it and heard nothing: it may be in the log or not, and is sent again
        child.send(report(sequence, [visit("127.0.1.1", T0 + sequence, 5)]), T0 + sequence + 1)
        await child.kill()
    await child.start()
    child.send(report(sequence, [visit("127.0.1.1", T0 + sequence, 5)]), T0 + sequence + 1)
    assert await child.acknowledged()
    await child.end()
    assert await total(database_url) == 5 * (sequence + 1)


async def test_a_torn_tail_is_cut_off(core_dir: Path, database_url: str):
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    for sequence in range(5):
        await core.accept("n1", report(sequence, [visit("127.0.1.1", T0 + sequence)]), T0 + sequence + 1)
    await core.stop()
    for folder in ("log", "outputs"):
        newest = max((core_dir / folder).glob("*.log"))
        with newest.open("ab") as file:
            file.write(b"\x50\x00\x00\x00torn")
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    await core.accept("n1", report(5, [visit("127.0.1.1", T0 + 5)]), T0 + 6)
    await core.stop()
    assert await total(database_url) == 6


async def test_damaged_checkpoints_cost_time_and_nothing_else(core_dir: Path, database_url: str):
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
    held = core.decisions.active(T0 + 1)
    await core.stop()
    for checkpoint in (core_dir / "checkpoints").iterdir():
        checkpoint.write_bytes(checkpoint.read_bytes()[:-1] + b"!")
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    await until(lambda: core.health().processed_position == 2)
    assert core.decisions.active(T0 + 1) == held
    await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
    await core.stop()
    assert await total(database_url) == 900


async def test_postgresql_may_be_away_and_nothing_is_lost(core_dir: Path, tmp_path: Path):
    postgres = EmbeddedPostgres(tmp_path / "own")
    core = Core(core_dir, postgres.url(), store_pause_seconds=0.01)
    await core.start()
    await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    try:
        for part in range(3):
            for sequence in range(part * 10, part * 10 + 10):
                await core.accept("n1", report(sequence, [visit("127.0.1.1", T0 + sequence)]), T0 + sequence + 1)
            if part == 0:
                await postgres.start()
                connection = await asyncpg.connect(postgres.url())
                await migrate(connection, read_migrations())
                await connection.close()
                await until(lambda: core.health().stored_position == core.health().log_position)
                assert await total(postgres.url()) == 10
                await postgres.stop()
        assert not core.health().database
        reply = await core.accept("n1", report(100, [flood("127.0.9.9", T0 + 50, 900)]), T0 + 51)
        assert [action.kind for action in reply.actions] == ["ban"]
        await postgres.start()
        await until(lambda: core.health().stored_position == core.health().log_position)
        assert await total(postgres.url()) == 930
    finally:
        await core.stop()
        await postgres.stop()


async def test_an_older_core_is_refused_by_the_fence(core_dir: Path, tmp_path: Path, database_url: str):
    old = Core(core_dir, database_url, store_pause_seconds=0.01)
    await old.start()
    await old.accept("n1", report(1, [visit("127.0.1.1", T0)]), T0 + 1)
    await until(lambda: old.health().stored_position == 1)
    new = Core(tmp_path / "new", database_url, store_pause_seconds=0.01)
    await new.start()
    await new.accept("n1", report(1, [visit("127.0.1.1", T0, 10)]), T0 + 1)
    await until(lambda: new.health().stored_position == 1)
    reply = await old.accept("n1", report(2, [visit("127.0.1.1", T0 + 1)]), T0 + 2)
    assert reply.sequence == 2
    await until(lambda: not old.health().database)
    await old.stop()
    await new.stop()
    assert await total(database_url) == 11


async def test_a_full_disk_refuses_the_report_and_goes_on_when_there_is_room(core_dir: Path, database_url: str):
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    await core.accept("n1", report(1, [visit("127.0.1.1", T0)]), T0 + 1)
    await until(lambda: core.health().stored_position == 1)
    used = max((core_dir / "log").glob("*.log")).stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (used + 100, hard))
    try:
        with pytest.raises(Unavailable):
            await core.accept("n1", report(2, [visit(f"127.0.1.{n}", T0 + 1) for n in range(200)]), T0 + 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    await core.accept("n1", report(2, [visit("127.0.1.1", T0 + 1, 7)]), T0 + 2)
    await core.stop()
    assert await total(database_url) == 8


async def test_an_entry_that_cannot_be_processed_is_passed_over(core_dir: Path, database_url: str):
    core = Core(core_dir, database_url, store_pause_seconds=0.01)
    await core.start()
    await asyncio.wrap_future(core._commit.submit(b"no entry"))
    await core.accept("n1", report(1, [visit("127.0.1.1", T0)]), T0 + 1)
    assert core.health().poisoned == 1
    await core.stop()
    for checkpoint in (core_dir / "checkpoints").iterdir():
        checkpoint.unlink()
    again = Core(core_dir, database_url, store_pause_seconds=0.01)
    await again.start()
    await until(lambda: again.health().processed_position == 2)
    await again.stop()
    assert again.health().poisoned == 1
    assert await total(database_url) == 1


async def test_the_log_is_trimmed_behind_the_checkpoints(core_dir: Path, database_url: str):
    core = Core(core_dir, database_url, store_pause_seconds=0.01, checkpoint_seconds=0.01)
    core._log._segment_bytes = core._outputs._segment_bytes = 2000
    await core.start()
    sent = count()

    async def sends_until_trimmed() -> bool:
        at = T0 + next(sent)
        await core.accept("n1", report(at, [visit("127.0.1.1", at)]), at + 1)
        return core._log.first_position > 0 and core._outputs.first_position > 0

    await until(sends_until_trimmed)
    await core.stop()
    assert await total(database_url) == next(sent)


async def test_outputs_that_wait_too_long_are_dropped_and_counted_and_the_rest_is_stored(
    core_dir: Path, tmp_path: Path
):
    postgres = EmbeddedPostgres(tmp_path / "own")
    core = Core(core_dir, postgres.url(), store_pause_seconds=0.01, outputs_bytes=20_000)
    await core.start()
    try:
        for n in range(200):
            await core.accept("n1", report(n, [visit("127.0.1.1", T0 + n)]), T0 + n + 1)
        await until(lambda: core.health().processed_position == 200)
        dropped = core.health().dropped
        assert 0 < dropped < 200
        assert sum(file.stat().st_size for file in (core_dir / "outputs").iterdir()) < 25_000
        await postgres.start()
        connection = await asyncpg.connect(postgres.url())
        await migrate(connection, read_migrations())
        await connection.close()
        await until(lambda: core.health().stored_position == 200)
        assert await total(postgres.url()) == 200 - dropped
        assert core.health().dropped == dropped
    finally:
        await core.stop()
        await postgres.stop()


async def test_a_core_says_that_its_pipeline_fell(tmp_path, database_url, monkeypatch):
    core = Core(tmp_path, database_url)
    await core.start()
    try:
        core.check()
        monkeypatch.setattr(core._runner, "_step", lambda _frame: 1 / 0)
        await core.accept("node", report(0, [visit("192.0.2.1", T0)]), T0 + 0.4)
        await until(lambda: core._runner.fell)
        with pytest.raises(PipelineFell):
            core.check()
    finally:
        await core.stop()
