import asyncio

import pytest

from agent.watch import FolderWatch


@pytest.fixture
def watch(tmp_path):
    watch = FolderWatch()
    if not watch.available:
        pytest.skip("this system has no inotify")
    watch.add([tmp_path])
    yield watch
    watch.close()


@pytest.mark.parametrize("change", ["write", "create", "rename"])
async def test_a_change_in_the_folder_wakes_the_waiter(watch, tmp_path, change):
    log = tmp_path / "access.log"
    if change != "create":
        log.touch()
        await watch.changed(within=60)
    waiting = asyncio.ensure_future(watch.changed(within=600))
    await asyncio.sleep(0)
    assert not waiting.done()
    log.write_text("x") if change != "rename" else log.rename(tmp_path / "access.log.1")
    async with asyncio.timeout(60):
        await waiting


async def test_a_folder_that_was_made_anew_is_watched_once_it_was_let_go_of(watch, tmp_path):
    """The system forgets a folder that is removed, and who remembered all of a machine's containers would never end."""
    folder = tmp_path / "container"
    for _ in range(2):
        folder.mkdir()
        watch.add([folder])
        (folder / "x.log").touch()
        async with asyncio.timeout(60):
            await watch.changed(within=600)
        (folder / "x.log").unlink()
        folder.rmdir()
        watch.keep_only([tmp_path])
        assert watch._folders == {tmp_path}
        await watch.changed(within=60)


async def test_without_a_change_the_wait_ends_by_the_clock(watch):
    async with asyncio.timeout(60):
        await watch.changed(within=0.01)


async def test_where_the_system_tells_nothing_looks_come_by_the_clock(tmp_path):
    watch = FolderWatch()
    watch.close()
    assert not watch.available
    watch.add([tmp_path])
    async with asyncio.timeout(60):
        await watch.changed(within=0.01)


async def test_a_folder_that_is_made_later_is_watched_from_then_on(watch, tmp_path):
    later = tmp_path / "later"
    watch.add([later])
    later.mkdir()
    await watch.changed(within=60)
    watch.add([later])
    (later / "access.log").touch()
    async with asyncio.timeout(60):
        await watch.changed(within=600)
