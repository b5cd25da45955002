import stat

import pytest

from agent.contract.wire import Counters, Host, Report
from core.server.accounts.networks import networks_of
from core.server.db.database import Database
from core.server.errors import Conflict, NotFound, WrongNodeKey
from core.server.fleet.fleet import Fleet
from core.server.fleet.node import KeyTerms


@pytest.fixture
def fleet(database, clock, tmp_path):
    return Fleet(database, clock, tmp_path / "nodes.json")


def header(node, key):
    return f"Bearer {node.id}.{key}"


async def test_a_key_opens_for_its_own_node_alone(fleet):
    one, key = await fleet.create("edge-1")
    other, _ = await fleet.create("edge-2")
    assert fleet.verify(header(one, key), "192.0.2.1") is one
    for wrong in (header(other, key), header(one, key + "x"), header(one, ""), f"Basic {one.id}.{key}", "", None):
        with pytest.raises(WrongNodeKey):
            fleet.verify(wrong, "192.0.2.1")


async def test_the_key_itself_is_kept_nowhere(fleet, database, tmp_path):
    _, key = await fleet.create("edge-1")
    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM node")
    assert key not in str(tuple(row.values()))
    assert key.encode() not in (tmp_path / "nodes.json").read_bytes()
    assert stat.S_IMODE((tmp_path / "nodes.json").stat().st_mode) == 0o600


async def test_a_name_is_given_once_whatever_its_case(fleet):
    await fleet.create("edge-1")
    with pytest.raises(Conflict):
        await fleet.create("EDGE-1")


async def test_after_rotation_both_keys_open_for_a_day(fleet, clock):
    node, old = await fleet.create("edge-1")
    _, new = await fleet.rotate(node.id)
    assert fleet.verify(header(node, old), "192.0.2.1") is fleet.verify(header(node, new), "192.0.2.1")
    clock.at += 24 * 3600 + 1
    assert fleet.verify(header(node, new), "192.0.2.1") is node
    with pytest.raises(WrongNodeKey):
        fleet.verify(header(node, old), "192.0.2.1")


async def test_the_key_of_a_deleted_node_opens_nothing(fleet):
    node, key = await fleet.create("edge-1")
    await fleet.delete(node.id)
    with pytest.raises(WrongNodeKey):
        fleet.verify(header(node, key), "192.0.2.1")
    with pytest.raises(NotFound):
        fleet.get(node.id)


async def test_revoked_keys_open_nothing_also_after_a_start_without_the_database(fleet, clock, tmp_path):
    node, old = await fleet.create("edge-1", ("eu",))
    _, new = await fleet.rotate(node.id)
    await fleet.revoke(node.id)
    away = Database("postgresql://nobody@/none?host=/nowhere")
    for each in (fleet, Fleet(away, clock, tmp_path / "nodes.json")):
        assert each.get(node.id).groups == ("eu",)
        for key in (old, new):
            with pytest.raises(WrongNodeKey):
                each.verify(header(node, key), "192.0.2.1")


async def test_what_was_seen_survives_a_restart(fleet, database, clock, tmp_path):
    node, key = await fleet.create("edge-1")
    hostile = Counters(lines=7, malformed_samples=['nul \0 quote " backslash \\u0000 \\'])
    sent = Report(outbox="a", sequence=3, made_at=clock.at, host=Host(hostname="edge"), counters=hostile)
    fleet.note(node.id, sent, clock.at, "192.0.2.9")
    await fleet.store()
    again = Fleet(database, clock, tmp_path / "nodes.json")
    await again.load()
    found = again.verify(header(node, key), "192.0.2.1")
    assert found.seen == node.seen
    assert again.addresses() == ("192.0.2.9",)


async def test_without_the_database_the_keyring_still_opens(fleet, clock, tmp_path):
    node, key = await fleet.create("edge-1")
    away = Database("postgresql://nobody@/none?host=/nowhere")
    started_alone = Fleet(away, clock, tmp_path / "nodes.json")
    assert started_alone.verify(header(node, key), "192.0.2.1").name == "edge-1"


async def test_the_database_wins_over_an_old_keyring(fleet, database, clock, tmp_path):
    node, key = await fleet.create("edge-1")
    old = (tmp_path / "nodes.json").read_bytes()
    await fleet.delete(node.id)
    (tmp_path / "nodes.json").write_bytes(old)
    again = Fleet(database, clock, tmp_path / "nodes.json")
    await again.load()
    with pytest.raises(WrongNodeKey):
        again.verify(header(node, key), "192.0.2.1")


def test_a_damaged_keyring_opens_for_no_one(database, clock, tmp_path):
    (tmp_path / "nodes.json").write_bytes(b'[{"id": "n1"')
    assert Fleet(database, clock, tmp_path / "nodes.json").all() == []


async def test_a_key_opens_from_its_networks_until_its_end_also_after_any_start(fleet, database, clock, tmp_path):
    terms = KeyTerms(clock.at + 60, networks_of(["192.0.2.0/24", "2001:db8::/32"]))
    node, key = await fleet.create("edge-1", (), terms)
    loaded = Fleet(database, clock, tmp_path / "other.json")
    await loaded.load()
    alone = Fleet(Database("postgresql://nobody@/none?host=/nowhere"), clock, tmp_path / "nodes.json")
    for each in (fleet, loaded, alone):
        assert each.verify(header(node, key), "::ffff:192.0.2.1").id == node.id
        for foreign in ("198.51.100.1", "2001:db9::1", ""):
            with pytest.raises(WrongNodeKey):
                each.verify(header(node, key), foreign)
    clock.at += 60
    for each in (fleet, loaded, alone):
        with pytest.raises(WrongNodeKey):
            each.verify(header(node, key), "192.0.2.1")


async def test_a_new_key_is_good_from_where_the_old_one_was_unless_told_otherwise(fleet, clock):
    networks = networks_of(["192.0.2.0/24"])
    node, _ = await fleet.create("edge-1", (), KeyTerms(clock.at + 60, networks))
    await fleet.rotate(node.id)
    assert node.terms == KeyTerms(0.0, networks)
    await fleet.rotate(node.id, KeyTerms())
    assert node.terms == KeyTerms()
