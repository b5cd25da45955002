import stat

import asyncpg
import msgspec
import pytest

from core.server.accounts.audit import Audit, Caller
from core.server.accounts.person import Person
from core.server.db.database import Database

DAY = 86_400


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "audit-waiting"


@pytest.fixture
def audit(database, clock, journal):
    return Audit(database, clock, journal)


@pytest.fixture
def audit_alone(clock, journal):
    """The same journal, without a database."""
    return Audit(Database("postgresql://nobody@/none?host=/nowhere"), clock, journal)


def caller(request_id="r1"):
    person = Person(id="a1", login="ada", role="admin", kind="token", session="t1")
    return Caller(person, "192.0.2.1", request_id)


async def rows(database, columns="*"):
    async with database.connection() as connection:
        return await connection.fetch(f"SELECT {columns} FROM audit ORDER BY id")


async def subjects(database):
    return [row["subject"] for row in await rows(database)]


async def test_an_entry_says_who_how_from_where_and_what(audit, database):
    audit.note(caller(), "change_node", "n1", before={"name": "a"}, after={"name": "b", "password": "hunter2"})
    await audit.settle()
    (row,) = await rows(database)
    told = (row["by"], row["kind"], row["account"], row["session"], row["address"], row["request_id"], row["action"])
    assert told == ("ada", "token", "a1", "t1", "192.0.2.1", "r1", "change_node")
    assert msgspec.json.decode(row["before"]) == {"name": "a"}
    assert msgspec.json.decode(row["after"]) == {"name": "b", "password": "(hidden)"}


async def test_a_text_that_postgresql_cannot_hold_is_kept_without_its_nul(audit, database):
    audit.note(caller(), "allow", "a\0b\ud800", after={"reason": "x\0y"})
    await audit.store()
    assert await subjects(database) == ["a\N{REPLACEMENT CHARACTER}b?"]


async def test_an_entry_that_cannot_be_stored_keeps_no_other_waiting(audit, database, clock, caplog):
    for subject, at in (("one", clock.at), ("two", 1e18), ("three", clock.at)):
        clock.at = at
        audit.note(caller(), "allow", subject)
    await audit.store()
    await audit.store()
    assert await subjects(database) == ["one", "three"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_while_the_database_is_away_entries_wait_on_disk_and_a_crash_loses_none(
    audit_alone, database, clock, journal
):
    audit_alone.note(caller(), "allow", "one")
    await audit_alone.settle()
    audit_alone.note(caller(), "allow", "two")
    await audit_alone.settle()
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    with journal.open("ab") as opened:
        opened.write(b'{"uid": "cut by the cra')
    started_again = Audit(database, clock, journal)
    started_again.note(caller(), "allow", "three")
    await started_again.settle()
    assert await subjects(database) == ["one", "two", "three"]
    assert not journal.exists()


async def test_what_was_stored_before_a_crash_is_not_stored_again(audit_alone, database, clock, journal):
    audit_alone.note(caller(), "allow", "one")
    await audit_alone.settle()
    kept = journal.read_bytes()
    await Audit(database, clock, journal).settle()
    journal.write_bytes(kept)  # as if it had ended between the two
    await Audit(database, clock, journal).settle()
    assert await subjects(database) == ["one"]


@pytest.mark.parametrize("sql", ["UPDATE audit SET by = 'eve'", "DELETE FROM audit", "TRUNCATE audit"])
async def test_the_database_refuses_to_change_what_was_noted(audit, database, sql):
    audit.note(caller(), "allow", "one")
    await audit.store()
    async with database.connection() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await connection.execute(sql)
    assert await subjects(database) == ["one"]


async def test_what_is_old_is_forgotten_and_the_log_says_so(audit, database, clock):
    audit.note(caller(), "allow", "old")
    await audit.store()
    clock.at += 10 * DAY
    audit.note(caller(), "allow", "new")
    await audit.store()
    await audit.forget(5)
    await audit.forget(5)
    *_, last = await rows(database)
    assert await subjects(database) == ["new", ""]
    assert (last["by"], last["action"], msgspec.json.decode(last["after"])["entries"]) == ("system", "forget_audit", 1)
    async with database.connection() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM audit")


async def test_a_line_that_a_crash_has_cut_takes_none_that_comes_after_it_along(audit_alone, database, clock, journal):
    """The core fell while it wrote, and starts again while the database is still away."""
    journal.write_bytes(b'{"uid": "cut by the cra')
    audit_alone.note(caller(), "allow", "one")
    await audit_alone.settle()
    await Audit(database, clock, journal).settle()
    assert await subjects(database) == ["one"]
