import asyncio
import os
import signal
import subprocess
import sys

import asyncpg
import pytest

from core.server.db.database import Database, DatabaseAway
from core.server.db.embedded import EmbeddedPostgres, PostgresNotStartedError

OUTLIVES_US = """
import asyncio, os, sys
from pathlib import Path
from core.server.db.embedded import EmbeddedPostgres
async def main():
    await EmbeddedPostgres(Path(sys.argv[1])).start()
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""


@pytest.fixture
async def server(tmp_path):
    server = EmbeddedPostgres(tmp_path / "data")
    await server.start()
    yield server
    await server.stop()


async def execute(server, sql):
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_started_again_it_goes_on_with_its_data_and_its_address(server):
    await execute(server, "CREATE TABLE kept AS SELECT 7 AS number")
    await server.stop()
    assert not server.running
    await server.start()
    assert await execute(server, "SELECT number FROM kept") == 7
    assert await execute(server, "SHOW fsync") == "on"


async def test_a_stale_pid_file_with_a_living_number_is_no_obstacle(server):
    await server.stop()
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n")
    await server.start()
    assert await execute(server, "SELECT 1") == 1


async def test_a_server_that_outlived_its_core_is_taken_over_and_stopped(tmp_path):
    server = EmbeddedPostgres(tmp_path / "data")
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", OUTLIVES_US, str(server.folder)], timeout=60, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert server.running
    await server.start()
    assert await execute(server, "SELECT 1") == 1
    await server.stop()
    assert not server.running


async def test_a_folder_with_a_long_name_works(tmp_path):
    server = EmbeddedPostgres(tmp_path / ("long-name-" * 12) / "data")
    await server.start()
    try:
        assert await execute(server, "SELECT 1") == 1
    finally:
        await server.stop()


async def test_why_it_does_not_start_is_told(server):
    await server.stop()
    (server.folder / "postgresql.conf").write_text("no_such_option = 1\n")
    with pytest.raises(PostgresNotStartedError, match="no_such_option"):
        await server.start()


async def test_a_pool_comes_back_with_the_server(server):
    database = Database(server.url())
    await database.start()
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await server.stop()
    with pytest.raises(DatabaseAway):
        async with database.connection() as connection:
            await connection.fetchval("SELECT 1")
    await server.start()
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await database.stop()


async def test_a_query_broken_off_by_an_outage_says_so(server):
    database = Database(server.url())
    await database.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_stop_once_busy(server))
        with pytest.raises(DatabaseAway):
            async with database.connection() as connection:
                await connection.execute("SELECT pg_sleep(60)")
    await database.stop()


async def _stop_once_busy(server):
    while not await execute(server, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'"):
        await asyncio.sleep(0.02)
    await server.stop()
