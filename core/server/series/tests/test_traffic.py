import asyncpg
import pytest

from core.server.series.partitions import Partitions
from core.server.series.rows import SourceRow, TrafficRow
from core.server.series.tiers import SOURCES, TOP_SOURCES, TRAFFIC
from core.server.series.traffic import add_sources, add_traffic, merge_traffic, roll_up_sources

T0 = 1_800_000_000 - 1_800_000_000 % 86400


def row(t: int, service: str = "shop", requests: int = 1, **changed: object) -> TrafficRow:
    values = dict.fromkeys(TrafficRow.__struct_fields__, 0) | {"latency_counts": [], "score": None}
    values |= {"expected_low": None, "expected_high": None, "request_seconds": 0.5, "request_seconds_max": 0.5}
    return TrafficRow(**(values | {"t": t, "service": service, "requests": requests} | changed))


def source(t: int, name: str, requests: int = 1, score: float | None = None) -> SourceRow:
    return SourceRow(t, "shop", name, requests, 0, 10, 0, score)


@pytest.fixture
async def connection(database_url):
    made = await asyncpg.connect(database_url)
    yield made
    await made.close()


@pytest.fixture
def store(connection):
    partitions = Partitions()

    async def write(rows, newest=None):
        newest = newest or max(each.t for each in rows)
        traffic = [each for each in rows if isinstance(each, TrafficRow)]
        sources = [each for each in rows if isinstance(each, SourceRow)]
        await partitions.make(connection, "traffic", {each.t for each in traffic}, newest)
        await partitions.make(connection, "source_traffic", {each.t for each in sources}, newest)
        await add_traffic(connection, merge_traffic(traffic), newest)
        await add_sources(connection, sources, newest)

    return write


async def test_every_tier_sums_up_to_the_raw_rows(store, connection):
    rows = [row(T0 + i * 7 % 4000, f"s{i % 3}", i % 5, latency_counts=[i % 2, 0, 1]) for i in range(600)]
    for part in range(0, 600, 100):
        await store(rows[part : part + 100], newest=T0 + 4000)
    for tier in TRAFFIC:
        stored = await connection.fetchrow(
            "SELECT sum(requests) AS requests, sum(request_seconds) AS seconds, sum_counts(latency_counts) AS counts,"
            " count(*) FILTER (WHERE t % step_seconds <> 0) AS crooked FROM traffic WHERE step_seconds = $1",
            tier.step_seconds,
        )
        assert stored["requests"] == sum(each.requests for each in rows)
        assert stored["seconds"] == pytest.approx(300)
        assert stored["counts"] == [300, 0, 600]
        assert stored["crooked"] == 0


async def test_the_most_of_a_second_is_summed_over_nodes_and_kept_in_coarser_tiers(store, connection):
    await store([row(T0, requests=40), row(T0 + 1, requests=50)])
    await store([row(T0, requests=30)])
    await store([row(T0 + 5, requests=20)])
    most = await connection.fetch("SELECT step_seconds, max(requests_max) AS most FROM traffic GROUP BY 1")
    assert {each["most"] for each in most} == {70}


async def test_late_data_updates_history_in_every_tier_that_reaches_back(store, connection):
    now = T0 + 86400
    await store([row(now, requests=1)])
    await store([row(T0 + 100, requests=5, score=0.7, expected_low=1.0, expected_high=2.0)], newest=now)
    found = await connection.fetch("SELECT step_seconds FROM traffic WHERE requests = 5 ORDER BY 1")
    assert [each["step_seconds"] for each in found] == [10, 60, 600, 3600]


async def test_partitions_are_dropped_when_their_time_is_over(store, connection):
    partitions = Partitions()
    await store([row(T0), source(T0, "127.0.0.9")])
    later = T0 + 3 * 86400
    await partitions.make(connection, "traffic", [later], later)
    dropped = await partitions.drop_old(connection, later)
    assert sorted(name.rsplit("_", 1)[0] for name in dropped) == ["source_traffic_10", "traffic_1", "traffic_10"]
    left = await connection.fetch("SELECT DISTINCT step_seconds FROM traffic ORDER BY 1")
    assert [each["step_seconds"] for each in left] == [60, 600, 3600]


async def test_a_partition_that_would_be_dropped_is_never_made(connection):
    partitions, ancient = Partitions(), T0 - 10 * 365 * 86400
    assert not await partitions.make(connection, "traffic", [ancient], T0)
    for tier in TRAFFIC:
        oldest = T0 - tier.keep_seconds
        await partitions.make(connection, "traffic", [oldest], T0)
    assert await partitions.drop_old(connection, T0) == []


async def test_sources_roll_up_to_the_top_of_each_service(store, connection):
    rows = [source(T0 + i % 60, f"127.0.{i // 200}.{i % 200}", requests=i) for i in range(400)]
    rows.append(source(T0 + 3, "127.9.9.9", requests=1, score=0.9))
    await store(rows)
    await roll_up_sources(connection, T0 + 3600)
    for tier in SOURCES[1:]:
        top = await connection.fetch(
            "SELECT source, requests FROM source_traffic WHERE step_seconds = $1"
            " ORDER BY score DESC NULLS LAST, requests DESC",
            tier.step_seconds,
        )
        assert len(top) == TOP_SOURCES
        assert top[0]["source"] == "127.9.9.9"
        assert top[1]["requests"] == 399


async def test_late_sources_are_rolled_up_again(store, connection):
    await store([source(T0, "127.0.0.9", 5)])
    await roll_up_sources(connection, T0 + 7200)
    await store([source(T0 + 1, "127.0.0.9", 7)], newest=T0 + 7200)
    await roll_up_sources(connection, T0 + 7200)
    found = await connection.fetch("SELECT DISTINCT requests FROM source_traffic")
    assert [each["requests"] for each in found] == [12]
