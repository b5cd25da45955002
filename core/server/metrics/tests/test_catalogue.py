"""The numbers of names."""

import asyncio

import asyncpg

from core.server.metrics.catalogue import put_names
from core.server.metrics.check import names_digest
from core.server.metrics.tests.storing import T0, packed_names


async def put(connection, *entities, now=T0):
    packed = packed_names(*entities)
    return await put_names(connection, names_digest(packed), packed, now)


async def until_it_waits(connection, pid):
    async with asyncio.timeout(60):
        while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = $1", pid):
            await asyncio.sleep(0.01)


async def test_names_that_are_known_take_no_number_however_often_they_are_told(storing):
    first = await put(storing.connection, "web")
    assert {await put(storing.connection, "web", now=T0 + second) for second in (60, 600, 30)} == {first}
    assert await put(storing.connection, "web", "db") == first + 1
    assert await storing.connection.fetchval("SELECT seen_at FROM metric_names WHERE id = $1", first) == T0 + 600


async def test_two_who_tell_of_new_names_at_once_get_one_number(storing, database_url):
    other = await asyncpg.connect(database_url)
    try:
        transaction = storing.connection.transaction()
        await transaction.start()
        first = await put(storing.connection, "web")
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(put(other, "web"))
            await until_it_waits(storing.connection, other.get_server_pid())
            await transaction.commit()
        assert waiting.result() == first
    finally:
        await other.close()
