import asyncio
import contextlib

import pytest

from agent.contract.asking import CountLogs, End, ReadLogs
from agent.logbook import files
from agent.logbook.keeping import Keeping
from agent.logbook.logbook import Logbook

AT = 1_700_000_000.0


@pytest.fixture
async def logbook(tmp_path, monkeypatch):
    """A logbook of the files of a folder, at work."""
    monkeypatch.setattr(files, "LOOK_FOR_FILES_SECONDS", 0.1)
    made = Logbook(tmp_path / "logs", Keeping(files=[f"{tmp_path}/*.log"]), None, lambda: AT, root=tmp_path)
    running = asyncio.ensure_future(made.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    made.close()


async def answers(asked):
    async with asyncio.timeout(60):
        return [answer async for answer in asked]


async def test_what_a_file_says_is_there_to_be_read_counted_and_told(logbook, tmp_path):
    path = tmp_path / "app.log"
    path.write_text("INFO one\nERROR two\n")
    title = f"file:{path}"
    async with asyncio.timeout(60):
        while logbook.lines(title) < 2:
            await asyncio.sleep(0.02)
    assert [each.text for each in (await answers(logbook.read(ReadLogs(sources=[title]))))[:-1]] == [
        "INFO one",
        "ERROR two",
    ]
    [step, _] = await answers(
        logbook.count(CountLogs(sources=[title], since_at=AT - 5, until_at=AT + 5, step_seconds=10))
    )
    assert step.levels == {"info": 1, "error": 1}
    told = logbook.inventory()
    assert (told.parts, told.troubles) == (["logs"], {})
    [source] = told.logs
    assert (source.kind, source.name, source.present, source.first_at, source.dropped_lines) == (
        *("file", str(path), True, AT, 0),
    )


async def test_a_question_that_cannot_be_answered_ends_with_the_reason(logbook):
    for asked in (
        logbook.read(ReadLogs(sources=["file:/none"])),
        logbook.count(CountLogs(sources=[], since_at=AT, until_at=AT + 1, step_seconds=1)),
    ):
        [end] = await answers(asked)
        assert isinstance(end, End)
        assert not end.ok
        assert end.error


async def test_a_file_that_cannot_be_read_is_a_trouble_that_is_told(logbook, tmp_path):
    (tmp_path / "app.log").mkdir()
    async with asyncio.timeout(60):
        while not logbook.inventory().troubles:
            await asyncio.sleep(0.02)
    assert "app.log" in logbook.inventory().troubles["logs"]
