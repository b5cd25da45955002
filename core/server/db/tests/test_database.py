import asyncpg
import pytest


@pytest.fixture
async def notes(database):
    async with database.connection() as connection:
        await connection.execute("CREATE TABLE note (text text)")


async def test_all_answers_of_a_snapshot_are_of_one_moment(notes, database):
    async with database.snapshot() as reading, database.connection() as writing:
        assert await reading.fetchval("SELECT count(*) FROM note") == 0
        await writing.execute("INSERT INTO note VALUES ('written between two questions')")
        assert await reading.fetchval("SELECT count(*) FROM note") == 0
    async with database.snapshot() as reading:
        assert await reading.fetchval("SELECT count(*) FROM note") == 1


async def test_nothing_is_written_in_a_snapshot(notes, database):
    async with database.snapshot() as reading:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await reading.execute("INSERT INTO note VALUES ('by mistake')")
