import asyncio
from contextlib import closing
from pathlib import Path

import asyncpg
import numpy as np
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from core.server.errors import Invalid
from core.server.ingest.commands import Allow, Lift, SetMode
from core.server.ingest.entry import decode_entry
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader
from core.server.ingest.systems import SystemsDatabase
from core.server.pipeline.core import Core
from core.server.pipeline.live import Now
from core.server.pipeline.tests.reports import T0, flood, report, visit
from core.server.places.database import CountryDatabase, number_of
from dozor.tests.waiting import until

TOTAL = "SELECT coalesce(sum(requests), 0)::bigint FROM traffic WHERE step_seconds = $1 AND service = $2"


async def total(url: str, step: int = 1, service: str = "shop") -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(TOTAL, step, service)
    finally:
        await connection.close()


async def stored(core: Core) -> None:
    await until(lambda: core.health().stored_position == core.health().log_position)


async def test_what_is_accepted_reaches_every_tier(core: Core, database_url: str):
    for second in range(20):
        await core.accept("n1", report(second, [visit(f"127.0.1.{i}", T0 + second) for i in range(9)]), T0 + second + 1)
    await stored(core)
    for step in (1, 10, 60, 600, 3600):
        assert await total(database_url, step) == 180
        assert await total(database_url, step, "*") == 180


async def test_autonomous_systems_are_looked_up_when_a_report_comes_and_stand_in_the_log(
    core_dir: Path, database_url: str, tmp_path: Path
):
    writer = MMDBWriter(6, "ASN", ipv4_compatible=True)
    writer.insert_network(IPSet(["127.0.1.0/24"]), {"autonomous_system_number": 64500})
    writer.to_db_file(str(tmp_path / "asn.mmdb"))
    core = Core(core_dir, database_url, systems=SystemsDatabase(tmp_path / "asn.mmdb"))
    await core.start()
    await core.accept("n1", report(0, [visit("127.0.1.1", T0), visit("127.0.2.1", T0)]), T0 + 1)
    await core.stop()
    with closing(Journal(core_dir / "log")) as log, closing(Reader(log, 0)) as reader:
        (frame,) = reader.read(2)
    assert np.frombuffer(decode_entry(frame.payload).systems, "<u4").tolist() == [64500, 0]


async def test_countries_are_looked_up_when_a_report_comes_and_stand_in_the_log(
    core_dir: Path, database_url: str, tmp_path: Path
):
    writer = MMDBWriter(6, "Country", ipv4_compatible=True)
    writer.insert_network(IPSet(["127.0.1.0/24"]), {"country": {"iso_code": "DE"}})
    writer.to_db_file(str(tmp_path / "country.mmdb"))
    core = Core(core_dir, database_url, countries=CountryDatabase(tmp_path / "country.mmdb"))
    await core.start()
    await core.accept("n1", report(0, [visit("127.0.1.1", T0), visit("127.0.2.1", T0)]), T0 + 1)
    await core.stop()
    with closing(Journal(core_dir / "log")) as log, closing(Reader(log, 0)) as reader:
        (frame,) = reader.read(2)
    assert np.frombuffer(decode_entry(frame.payload).countries, "<u2").tolist() == [number_of("DE"), 0]


async def test_a_report_sent_twice_counts_once(core: Core, database_url: str):
    for _ in range(3):
        reply = await core.accept("n1", report(7, [visit("127.0.1.1", T0)]), T0 + 1)
        assert reply.sequence == 7
    await asyncio.gather(*(core.accept("n1", report(8, [visit("127.0.1.1", T0 + 1)]), T0 + 2) for _ in range(10)))
    await core.accept("n2", report(8, [visit("127.0.1.1", T0 + 1)]), T0 + 2)
    await stored(core)
    assert await total(database_url) == 3


async def test_the_reply_carries_the_ban_that_the_report_caused(core: Core):
    await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    for second in range(15):
        rows = [visit(f"127.0.1.{i}", T0 + second) for i in range(20)]
        await core.accept("n1", report(second, rows), T0 + second + 1)
    reply = await core.accept("n1", report(15, [flood("127.0.9.9", T0 + 15, 600)]), T0 + 16)
    assert [(action.kind, action.value) for action in reply.actions] == [("ban", "127.0.9.9")]


async def test_a_service_that_is_observed_sends_nothing(core: Core):
    for second in range(3):
        reply = await core.accept("n1", report(second, [flood("127.0.9.9", T0 + second, 900)]), T0 + second + 1)
        assert reply.actions == []
    assert [decision.simulated for decision in core.decisions.active(T0 + 3)] == [True] * len(
        core.decisions.active(T0 + 3)
    )


async def test_an_allowance_lifts_and_prevents(core: Core):
    await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    reply = await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
    revision = reply.revision
    assert core.decisions.active(T0 + 1)
    await core.command(Allow(at=T0 + 2, entry_id="e", network="127.0.9.0/24", until_at=0, by="admin"))
    assert core.live.allows("127.0.9.9", T0 + 2)
    again = report(2, [flood("127.0.9.9", T0 + 2, 900)])
    again.applied_revision = revision
    reply = await core.accept("n1", again, T0 + 3)
    assert [action.kind for action in reply.actions if action.kind != "allow"] == ["lift"]


async def test_what_holds_survives_a_restart(core_dir: Path, database_url: str):
    for number in range(3):
        core = Core(core_dir, database_url, store_pause_seconds=0.01)
        await core.start()
        if number == 0:
            await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
            await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
            held = core.decisions.active(T0 + 1)
        assert core.decisions.active(T0 + 1) == held
        reply = await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
        assert [action.decision_id for action in reply.actions] == [decision.id for decision in held]
        assert core.live.mode("shop") == "enforce"
        await core.stop()
    assert await total(database_url) == 900


async def test_the_screen_goes_on_after_a_restart(core_dir: Path, database_url: str):
    shown = []
    for _ in range(2):
        core = Core(core_dir, database_url, store_pause_seconds=0.01)
        await core.start()
        for second in range(40):
            rows = [visit(f"127.0.1.{n}", T0 + second) for n in range(10)]
            rows += [flood("127.0.9.9", T0 + second, 400)] if second > 30 else []
            await core.accept("n1", report(second, rows), T0 + second + 1)

        def read(live: Now) -> tuple[object, ...]:
            source = live.sources["shop", "127.0.9.9"]
            sparks = live.services["shop"].sparks(T0 + 60)
            return live.services["shop"].now(T0 + 40), sparks, source.reasons != (), source.rps(T0 + 39)

        shown.append(core.live.read(read))
        await core.stop()
    assert shown[0] == shown[1]


async def test_a_person_lifts_a_ban(core: Core):
    await core.command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    await core.accept("n1", report(1, [flood("127.0.9.9", T0, 900)]), T0 + 1)
    (held, *_) = core.decisions.active(T0 + 1)
    await core.command(Lift(at=T0 + 2, decision_id=held.id, by="admin"))
    assert core.decisions.get(held.id).lifted_at == T0 + 2


async def test_columns_that_contradict_are_refused_and_nothing_else_is_lost(core: Core, database_url: str):
    broken = report(1, [visit("127.0.1.1", T0)])
    broken.aggregates.columns["requests"] = b"\x01"
    with pytest.raises(Invalid, match="requests"):
        await core.accept("n1", broken, T0 + 1)
    await core.accept("n1", report(2, [visit("127.0.1.1", T0)]), T0 + 1)
    await stored(core)
    assert await total(database_url) == 1
