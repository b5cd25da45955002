import csv

import asyncpg

from agent.contract.wire import Sample
from core.server.ingest.commands import SetMode
from core.server.pipeline.tests.reports import flood, report, visit
from dozor.tests.waiting import until

SNAPSHOT = "/api/v1/snapshot/anomalies"


async def traffic(parts, clock, seconds: int = 20, *, attack: bool = True) -> int:
    """Send some seconds of visitors, the last one with a flood; return the last second."""
    start = int(clock.now()) - seconds
    await parts.core.command(SetMode(at=start, service="shop", mode="enforce", by="admin"))
    for i in range(seconds):
        rows = [visit(f"127.0.1.{n}", start + i, service="shop") for n in range(10)]
        rows.append(visit("127.0.2.1", start + i, service="blog"))
        samples = []
        if attack and i == seconds - 3:
            rows.append(flood("127.0.9.9", start + i, 900) | {"service": "shop"})
            samples = [Sample(row=11, method="GET", path="=cmd<script>", status=200, user_agent="\x00evil")]
        await parts.core.accept("n1", report(i, rows, samples=samples), start + i + 1.0)
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)
    return start + seconds - 1


async def test_an_attack_is_the_first_answer(admin, parts, clock):
    await traffic(parts, clock)
    screen = (await admin.get(SNAPSHOT)).json()
    assert screen["verdict"]["state"] == "attack"
    assert screen["verdict"]["kind"] == "flood"
    assert screen["verdict"]["service"] == "shop"
    assert screen["scoring"] == "on"
    assert screen["services"] == ["blog", "shop"]
    assert screen["kpis"]["requests_rps"]["value"] > 10
    assert len(screen["kpis"]["requests_rps"]["spark"]) == 60
    (source,) = screen["sources"]
    assert source["source"] == "127.0.9.9"
    assert source["requests"] == 900
    assert source["decision"]["type"] == "ban"
    assert source["top_path"] == "=cmd<script>"
    assert sum(reason["share"] for reason in source["reasons"]) > 0.99
    assert {why["feature"] for why in screen["why"]} == {reason["feature"] for reason in source["reasons"]}
    assert (screen["frozen"], screen["budget_exhausted"]) == (False, [])
    assert screen["verdict"]["ban_candidates"] == []


async def test_a_service_shows_only_its_own(admin, parts, clock):
    await traffic(parts, clock)
    screen = (await admin.get(SNAPSHOT, params={"service": "blog"})).json()
    assert screen["verdict"]["state"] == "quiet"
    assert screen["sources"] == []
    assert screen["incidents"] == []
    assert screen["kpis"]["requests_rps"]["value"] < 2


async def test_without_traffic_there_is_no_data(admin):
    screen = (await admin.get(SNAPSHOT)).json()
    assert screen["verdict"]["state"] == "no_data"
    assert screen["kpis"]["requests_rps"]["value"] is None


async def test_what_did_not_change_is_not_sent_again(admin):
    first = await admin.get(SNAPSHOT)
    again = await admin.get(SNAPSHOT, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_the_chart_is_what_was_sent_and_gaps_are_gaps(admin, parts, clock):
    last = await traffic(parts, clock)
    query = {"from": last - 29, "to": last + 1, "service": "shop"}
    series = (await admin.get("/api/v1/traffic/series", params=query)).json()
    assert series["step_seconds"] == 1
    assert series["t"][0] == last - 29
    by_time = dict(zip(series["t"], series["rps"], strict=True))
    assert by_time[last - 25] is None
    assert by_time[last - 3] == 10
    assert by_time[last - 2] == 910
    lengths = {len(column) for name, column in series.items() if name not in {"as_of", "step_seconds"}}
    assert lengths == {len(series["t"])}


async def test_since_sends_only_what_is_new(admin, parts, clock):
    last = await traffic(parts, clock)
    query = {"from": last - 600, "since": last - 4}
    series = (await admin.get("/api/v1/traffic/series", params=query)).json()
    assert series["t"][0] == last - 4
    assert len(series["t"]) < 8


async def test_a_long_span_has_few_points(admin, parts, clock):
    last = await traffic(parts, clock)
    query = {"from": last - 86400 * 30, "to": last}
    series = (await admin.get("/api/v1/traffic/series", params=query)).json()
    assert series["step_seconds"] == 1200
    assert len(series["t"]) <= 3600
    assert series["rps_max"][-1] is not None
    assert (await admin.get("/api/v1/traffic/series", params={"from": last, "to": last - 9})).status_code == 422


async def test_a_source_tells_all_that_is_known_of_it(admin, parts, clock):
    await traffic(parts, clock)
    detail = (await admin.get("/api/v1/sources/127.0.9.9", params={"service": "shop"})).json()
    assert detail["source"]["source"] == "127.0.9.9"
    assert [sample["path"] for sample in detail["samples"]] == ["=cmd<script>"]
    assert detail["features"]["requests_10s"] > 300
    assert [decision["type"] for decision in detail["decisions"]] == ["ban"]
    assert (await admin.get("/api/v1/sources/127.0.77.7")).status_code == 404
    assert (await admin.get("/api/v1/sources/none")).status_code == 422


async def test_an_ordinary_source_is_remembered_from_the_tiers(admin, parts, clock):
    await traffic(parts, clock)
    detail = (await admin.get("/api/v1/sources/127.0.1.4")).json()
    assert detail["source"]["requests"] == 20
    assert detail["decisions"] == []


async def test_the_table_is_exported_as_shown_and_harmless_to_spreadsheets(admin, parts, clock):
    await traffic(parts, clock)
    answer = await admin.get("/api/v1/sources.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(answer.text.splitlines())
    assert row["source"] == "127.0.9.9"
    assert row["top_path"] == "'=cmd<script>"
    assert (await admin.get("/api/v1/sources.csv", params={"q": "nobody"})).text.count("\n") == 1


async def test_the_evidence_is_stored_with_what_clients_sent(admin, parts, clock, database_url):
    await traffic(parts, clock)
    connection = await asyncpg.connect(database_url)
    evidence = await connection.fetchval("SELECT evidence -> 'samples' -> 0 ->> 'user_agent' FROM decision")
    await connection.close()
    assert evidence == "\ufffdevil"
