from dataclasses import replace

import asyncpg
import pytest

from core.server.db.migrate import MigrationError, migrate, read_migrations


@pytest.fixture
async def connection(empty_database_url):
    connection = await asyncpg.connect(empty_database_url)
    yield connection
    await connection.close()


async def test_a_second_run_applies_nothing(connection):
    migrations = read_migrations()
    assert await migrate(connection, migrations) == [migration.name for migration in migrations]
    assert await migrate(connection, migrations) == []


async def test_what_is_held_survives_an_upgrade_from_the_release_before_rules_and_labels(connection):
    migrations = read_migrations()
    await migrate(connection, migrations[:18])
    await connection.execute(
        """INSERT INTO decision VALUES
        ('d', 'ban', 'ip', '192.0.2.1', 'shop', '', now(), now(), NULL, 'detector', '', false, 1, '[]', '{}', '')"""
    )
    await connection.execute("INSERT INTO label VALUES ('i', '192.0.2.1', 'shop', 'attack', '{}', now(), 'ann', '')")
    assert await migrate(connection, migrations) == [migration.name for migration in migrations[18:]]
    assert await connection.fetchval("SELECT origin FROM decision") == "detector"
    assert await connection.fetchrow("SELECT incident, label, seen_at FROM label") == ("i", "attack", None)


async def test_an_edited_migration_is_refused(connection):
    first, *rest = read_migrations()
    await migrate(connection, [first])
    with pytest.raises(MigrationError, match="0001_people_and_fleet was edited"):
        await migrate(connection, [replace(first, sql=first.sql + "-- changed"), *rest])


async def test_a_database_newer_than_the_program_is_refused(connection):
    migrations = read_migrations()
    await migrate(connection, migrations)
    with pytest.raises(MigrationError, match="this program knows 0"):
        await migrate(connection, [])


async def test_a_failing_migration_leaves_nothing_behind(connection):
    first, *_ = read_migrations()
    with pytest.raises(asyncpg.PostgresError):
        await migrate(connection, [replace(first, sql="CREATE TABLE half (id int); SELECT 1/0")])
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    assert await migrate(connection, [first]) == [first.name]


def test_a_gap_in_the_numbers_is_refused(tmp_path):
    (tmp_path / "0002_late.sql").write_text("SELECT 1")
    with pytest.raises(MigrationError, match="0002_late"):
        read_migrations(tmp_path)
