import msgspec
import pytest
import zstandard

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import Report
from dozor.tests.waiting import until

NAMES = [
    SeriesName("host", "", "load_1m", "count"),
    SeriesName("disk", "sda", "read_bytes_per_second", "bytes_per_second"),
    SeriesName("disk", "<sdb>", "read_bytes_per_second", "bytes_per_second"),
]
GAP = float("nan")


@pytest.fixture
async def send(client, parts):
    """Report metrics of a node by second, as an agent would, until they are stored."""
    made = {}

    async def report(name: str, values: dict[int, list[float]], names: list[SeriesName] = NAMES) -> str:
        node, key = made.get(name) or await parts.fleet.create(name)
        made[name] = node, key
        headers = {"Authorization": f"Bearer {node.id}.{key}", "Content-Encoding": "zstd"}
        headers |= {"Content-Type": "application/vnd.dozor.report+msgpack"}
        for at, each in values.items():
            metrics = Metrics(at=at + 0.25, names=pack_names(names), values=pack_values(each))
            sent = Report(outbox="box", sequence=at, made_at=at + 0.5, metrics=metrics)
            body = zstandard.compress(msgspec.msgpack.encode(sent))
            assert (await client.post("/api/v1/agent/reports", content=body, headers=headers)).status_code == 200
        await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)
        return node.id

    return report


async def test_a_metric_of_several_nodes_comes_in_columns(admin, send, clock):
    now = int(clock.now())
    one = await send("web-1", {now - 6: [0.1, 1.0, 2.0], now - 4: [0.3, GAP, float("inf")]})
    other = await send("web-2", {now - 5: [1.5, 0, 0]})
    answer = await admin.get("/api/v1/series", params={"metric": "host.load_1m", "from": now - 7, "to": now - 3})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["step_seconds"], body["t"]) == (1, [now - 7, now - 6, now - 5, now - 4])
    assert {each["node_id"]: each["avg"] for each in body["series"]} == {
        one: [None, 0.1, None, 0.3],
        other: [None, None, 1.5, None],
    }
    series = body["series"][0]
    assert (series["kind"], series["entity"], series["metric"], series["unit"]) == ("host", "", "load_1m", "count")
    assert series["max"] is None


async def test_entities_statistics_and_the_end_alone_can_be_asked_for(admin, send, clock):
    now = int(clock.now())
    node = await send("web-1", {now - 9 + i: [0, i, 10.0 * i] for i in range(6)})
    params = {"metric": ["disk.read_bytes_per_second", "host.load_1m"], "node": node, "entity": "<sdb>"}
    asked = params | {"from": now - 10, "to": now - 2, "step": 2, "stats": "min,max", "since": now - 6}
    body = (await admin.get("/api/v1/series", params=asked)).json()
    (series,) = body["series"]
    assert series["entity"] == "<sdb>"
    assert body["t"][0] <= now - 6 < body["t"][0] + 2
    assert (series["avg"], series["last"]) == (None, None)
    assert series["max"][-2:] == [50, None] if now % 2 else series["max"][-1] == 50
    assert len(series["min"]) == len(body["t"])


async def test_answers_are_packed_for_who_takes_that(admin, send, clock):
    await send("web-1", {int(clock.now()) - 3: [1, 2, 3]})
    params = {"metric": "host.load_1m"}
    packed = await admin.get("/api/v1/series", params=params, headers={"Accept-Encoding": "gzip, zstd"})
    assert packed.headers["content-encoding"] == "zstd"
    plain = await admin.get("/api/v1/series", params=params, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


async def test_the_series_of_each_node_are_listed_also_of_one_that_is_silent(admin, send, clock, parts):
    now = int(clock.now())
    node = await send("web-1", {now - 200 + i: [1, 2, 3] for i in (0, 100)})
    body = (await admin.get("/api/v1/metrics")).json()
    assert body["nodes"] == [
        {
            "node_id": node,
            "at": now - 100,
            "metrics": [
                {
                    "kind": "disk",
                    "metric": "read_bytes_per_second",
                    "unit": "bytes_per_second",
                    "entities": ["sda", "<sdb>"],
                },
                {"kind": "host", "metric": "load_1m", "unit": "count", "entities": [""]},
            ],
        }
    ]

    async def made() -> bool:
        async with parts.database.connection() as connection:
            return await connection.fetchval("SELECT count(*) FROM metric_block") > 0

    await until(made)
    parts.core.metrics.__init__()  # as after a restart
    after = (await admin.get("/api/v1/metrics", params={"node": node})).json()
    assert after["nodes"][0]["metrics"] == body["nodes"][0]["metrics"]


async def test_the_newest_values_come_from_memory(admin, send, clock):
    now = int(clock.now())
    node = await send("web-1", {now - 3: [1, 2, 3], now - 2: [0.7, GAP, 5]})
    body = (await admin.get("/api/v1/metrics/latest", params={"metric": "disk.read_bytes_per_second"})).json()
    assert [(each["node_id"], each["entity"], each["at"], each["value"]) for each in body["values"]] == [
        (node, "sda", now - 2, None),
        (node, "<sdb>", now - 2, 5),
    ]
    asked = {"metric": "host.load_1m", "node": node}
    assert [e["value"] for e in (await admin.get("/api/v1/metrics/latest", params=asked)).json()["values"]] == [0.7]


async def test_what_changed_comes_first(admin, send, clock):
    now = int(clock.now())
    node = await send("web-1", {now - 43 + i: [1 + i % 3, 5, 100 if i < 20 else 900] for i in range(40)})
    params = {"from": now - 23, "to": now - 3}
    body = (await admin.get("/api/v1/metrics/changes", params=params)).json()
    assert body["compared"] == 3
    first = body["changes"][0]
    assert (first["node_id"], first["entity"], first["before"], first["after"]) == (node, "<sdb>", 100, 900)
    assert first["change"] == "changed"
    assert first["score"] > 0.9
    assert "sda" not in {each["entity"] for each in body["changes"]}


@pytest.mark.parametrize(
    ("path", "params", "why"),
    [
        ("series", {"metric": "load"}, "KIND.METRIC"),
        ("series", {}, "metric"),
        ("series", {"metric": "host.load_1m", "from": 20, "to": 10}, "behind"),
        ("series", {"metric": "host.load_1m", "stats": "avg,median"}, "stats"),
        ("metrics/changes", {"from": 10, "to": 12}, "at least 10 s"),
    ],
)
async def test_a_question_that_makes_no_sense_is_told_why(admin, path, params, why):
    answer = await admin.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 422
    assert why in answer.text


async def test_metrics_that_contradict_are_left_out_of_their_report(client, parts):
    node, key = await parts.fleet.create("web-1")
    wrong = Report(outbox="b", sequence=1, made_at=1, metrics=Metrics(names=pack_names(NAMES), values=b"\0" * 8))
    headers = {"Authorization": f"Bearer {node.id}.{key}", "Content-Type": "application/vnd.dozor.report+msgpack"}
    answer = await client.post("/api/v1/agent/reports", content=msgspec.msgpack.encode(wrong), headers=headers)
    assert answer.status_code == 200
    assert parts.core.metrics.newest() == []
