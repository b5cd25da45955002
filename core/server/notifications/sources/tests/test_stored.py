import json

import pytest

from core.server.notifications.sources.stored import Attempts, Bans, Deployments, ScalingSteps, SignIns, network_of
from core.server.proxy.deploy.deployment import NodePart, advance, begin, cancel
from core.server.proxy.deploy.store import DeployStore, Recorded
from core.server.scaling.timeline import Event, write
from core.server.seal import Seal
from models.scaling.reasons import Reason

REVISION = "INSERT INTO proxy_revision (number, made_at, made_by, note) VALUES (7, now(), 'maria', '')"


def begun(source, now, events=()):
    source.begin(now, events)
    return source


async def put(database, sql, *values):
    async with database.connection() as connection:
        await connection.execute(sql, *values)


async def store_of(database):
    await put(database, REVISION)
    return DeployStore(database, Seal(b"k" * 32))


async def test_a_deployment_is_one_thread_from_its_begin_to_its_end(database, clock):
    store, source = await store_of(database), begun(Deployments(database), clock.now())
    part = NodePart(name="edge-1", candidate="c", before="")
    deployment = begin("d1", 7, {"n1": part}, clock.now())
    await store.save(Recorded(deployment, "maria", "new upstream"))
    (event,) = await source.look(clock.now())
    assert (event.state, event.severity, event.facts["by"], event.facts["note"]) == (
        "opened",
        "low",
        "maria",
        "new upstream",
    )
    await store.save(Recorded(cancel(deployment, "ann", clock.now() + 1), "maria", "new upstream"))
    (over,) = await source.look(clock.now() + 1)
    assert (over.state, over.thread, over.severity) == ("closed", event.thread, "medium")
    assert over.facts["nodes"] == [{"name": "edge-1", "status": "waiting"}]


async def test_a_failed_deployment_is_severe(database, clock):
    store, source = await store_of(database), begun(Deployments(database), clock.now())
    deployment = begin("d1", 7, {"n1": NodePart(name="edge-1", candidate="c", before="")}, clock.now())
    await store.save(Recorded(advance(deployment, {}, clock.now() + 60), "maria", ""))
    (event,) = await source.look(clock.now() + 60)
    assert (event.severity, event.facts["failed"], event.facts["phase"]) == ("high", True, "failed")


async def test_what_failed_and_what_was_renewed_of_certificates_is_told_once(database, clock):
    sql = """INSERT INTO proxy_attempt (id, name, kind, node_id, directory, names, started_at, ended_at, outcome,
        detail, started_by)
        VALUES ($1, 'shop', 'renew', '', '', '{shop.example}', to_timestamp($2), to_timestamp($2), $3, $4, '')"""
    await put(database, sql, "a1", clock.now(), "failed", "no such host")
    await put(database, sql, "a2", clock.now(), "done", "")
    source = begun(Attempts(database), clock.now())
    told = await source.look(clock.now())
    assert [(each.severity, each.facts["what"], each.once) for each in told] == [
        ("medium", "failed", True),
        ("low", "renewed", True),
    ]
    assert [each.id for each in await source.look(clock.now() + 9)] == [each.id for each in told]


async def test_what_scaling_did_is_told_with_its_reason(database, clock):
    reasons = (Reason("none_ready"),)
    async with database.connection() as connection:
        await write(connection, [], [Event("shop", clock.now(), "more", 1, 3, reasons)])
    (event,) = await begun(ScalingSteps(database), clock.now()).look(clock.now())
    assert (event.service, event.facts["before"], event.facts["after"]) == ("shop", 1, 3)
    assert event.facts["reason"] == str(reasons[0])


async def test_a_persons_ban_is_open_until_it_is_over_or_lifted(database, clock):
    sql = """INSERT INTO decision (id, type, scope, value, service, kind, decided_at, until_at, origin, decided_by,
        simulated, score, reasons, evidence, incident) VALUES ($1, 'ban', 'ip', '198.51.100.7', 'shop', 'unknown',
        to_timestamp($2), to_timestamp($3), $4, 'maria', false, 1, '[]', $5, '')"""
    said = json.dumps({"said": "scrapes"})
    now = clock.now()
    await put(database, sql, "b1", now, now + 60, "person", said)
    await put(database, sql, "b2", now, now + 9999, "person", said)
    await put(database, sql, "b3", now, now + 9999, "detector", said)
    source = begun(Bans(database), now)
    told = await source.look(now)
    assert [(each.facts["id"], each.state, each.facts["reason"]) for each in told] == [
        ("b1", "opened", "scrapes"),
        ("b2", "opened", "scrapes"),
    ]
    await put(database, "UPDATE decision SET lifted_at = to_timestamp($1) WHERE id = 'b2'", now + 5000)
    again = begun(Bans(database), now + 5000, told)
    assert {each.facts["id"]: each.state for each in await again.look(now + 5000)} == {"b1": "closed", "b2": "closed"}


async def test_of_very_many_bans_each_is_told(database, clock):
    sql = """INSERT INTO decision (id, type, scope, value, service, kind, decided_at, until_at, origin, decided_by,
        simulated, score, reasons, evidence, incident)
        SELECT 'b' || each, 'ban', 'ip', '198.51.100.7', 'shop', 'unknown', to_timestamp($1), to_timestamp($1 + 9999),
        'person', 'maria', false, 1, '[]', '{}', '' FROM generate_series(1, 2500) AS each"""
    await put(database, sql, clock.now())
    source = begun(Bans(database), clock.now())
    told = [event for look in range(5) for event in await source.look(clock.now() + 3 * look)]
    assert len(told) == len({event.id for event in told}) == 2500


async def test_a_clock_that_was_set_back_keeps_nothing_from_being_heard(database, clock):
    source = begun(ScalingSteps(database), clock.now())
    assert await source.look(clock.now()) == []
    earlier = clock.now() - 86_400
    async with database.connection() as connection:
        await write(connection, [], [Event("shop", earlier, "more", 1, 3, ())])
    assert len(await source.look(earlier)) == 1


async def test_a_sign_in_from_a_new_place_is_told_and_the_first_one_is_not(database, clock):
    sql = """INSERT INTO audit (at, by, kind, address, request_id, action, subject)
        VALUES (to_timestamp($1), $2, 'person', $3, '', 'sign_in', '')"""
    for seconds, login, address in (
        (0, "maria", "198.51.100.7"),
        (1, "maria", "198.51.100.99"),
        (2, "ann", "203.0.113.1"),
        (3, "maria", "203.0.113.2"),
    ):
        await put(database, sql, clock.now() + seconds, login, address)
    (event,) = await begun(SignIns(database), clock.now()).look(clock.now())
    assert (event.kind, event.severity, event.facts) == (
        "sign_in",
        "medium",
        {"login": "maria", "address": "203.0.113.2"},
    )


async def test_a_sign_in_after_very_many_is_told(database, clock):
    sql = """INSERT INTO audit (at, by, kind, address, request_id, action, subject)
        SELECT to_timestamp($1), $2, 'person', $3, '', 'sign_in', '' FROM generate_series(1, $4)"""
    for login, address, times in (
        ("maria", "198.51.100.7", 1),
        ("bob", "203.0.113.1", 700),
        ("maria", "203.0.113.2", 1),
    ):
        await put(database, sql, clock.now(), login, address, times)
    (event,) = await begun(SignIns(database), clock.now()).look(clock.now())
    assert event.facts["login"] == "maria"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("telegram:17", "telegram:17"),
    ],
)
def test_a_place_is_a_network(address, network):
    assert network_of(address) == network
