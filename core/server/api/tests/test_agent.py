import base64

import msgspec
import pytest
import zstandard

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import MSGPACK, Reply
from core.server.ingest.commands import SetMode
from core.server.pipeline.tests.reports import flood, report, visit
from dozor.tests.waiting import until

URL = "/api/v1/agent/reports"


@pytest.fixture
async def key(parts) -> str:
    node, key = await parts.fleet.create("edge-1")
    return f"{node.id}.{key}"


@pytest.fixture
def headers(key) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": MSGPACK, "Content-Encoding": "zstd"}


def packed(sequence: int, rows: list[dict[str, object]]) -> bytes:
    return zstandard.compress(msgspec.msgpack.encode(report(sequence, rows)))


async def test_a_flood_is_answered_with_its_own_ban(client, headers, clock, parts):
    now = int(clock.now())
    await parts.core.command(SetMode(at=now, service="shop", mode="enforce", by="admin"))
    body = packed(1, [visit("127.0.1.1", now - 1), flood("127.0.9.9", now - 1, 900)])
    answer = await client.post(URL, content=body, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MSGPACK
    assert answer.headers["content-encoding"] == "zstd"
    reply = msgspec.msgpack.decode(answer.content, type=Reply)  # httpx has unpacked it
    assert [(action.kind, action.value, action.service) for action in reply.actions] == [("ban", "127.0.9.9", "shop")]
    assert reply.sequence == 1
    assert reply.hash_seed
    assert len(bytes.fromhex(reply.challenge_key)) == 32


async def test_json_is_answered_in_json(client, key, clock, parts):
    body = msgspec.json.encode(report(1, [visit("127.0.1.1", int(clock.now()))]))
    assert base64.b64encode(b"\x01\x00\x00\x00") in body
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json; charset=utf-8"}
    answer = await client.post(URL, content=body, headers=headers)
    assert answer.status_code == 200
    assert msgspec.json.decode(answer.content, type=Reply).sequence == 1
    assert parts.core.health().log_position == 1


async def test_a_report_is_noted_of_its_node(client, headers, clock, parts):
    sent = report(1, [])
    sent.made_at = clock.now()
    await client.post(URL, content=zstandard.compress(msgspec.msgpack.encode(sent)), headers=headers)
    (node,) = parts.fleet.all()
    assert node.state(clock.now()) == "ok"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer n1.wrong", "Basic abc", "Bearer ." + "x" * 100])
async def test_a_wrong_key_is_refused(client, headers, authorization, parts):
    answer = await client.post(URL, content=packed(1, []), headers=headers | {"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert parts.core.health().log_position == 0


@pytest.mark.parametrize(
    ("body", "changed", "status"),
    [
        (b"no zstd", {}, 422),
        (zstandard.compress(b"\xc1"), {}, 422),
        (zstandard.compress(b"x")[:-3], {}, 422),
        (b"{", {"Content-Type": "application/json", "Content-Encoding": ""}, 422),
        (b"{}", {"Content-Type": "application/json", "Content-Encoding": ""}, 422),
        (
            b'{"outbox":"a","sequence":-1,"made_at":1}',
            {"Content-Type": "application/json", "Content-Encoding": ""},
            422,
        ),
        (b"", {"Content-Type": "text/plain"}, 415),
        (b"", {"Content-Encoding": "gzip"}, 415),
        (b"x" * 300_000, {}, 413),
        (zstandard.compress(bytes(200 * 2**20)), {}, 413),
    ],
)
async def test_a_body_that_cannot_be_read_says_why_and_nothing_is_lost(client, headers, parts, body, changed, status):
    answer = await client.post(URL, content=body, headers=headers | changed)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert parts.core.health().log_position == 0
    assert (await client.post(URL, content=packed(1, []), headers=headers)).status_code == 200


async def test_columns_that_contradict_are_named(client, headers, clock):
    broken = report(1, [visit("127.0.1.1", int(clock.now()))])
    broken.aggregates.columns["status_2xx"] = b"\x01"
    body = zstandard.compress(msgspec.msgpack.encode(broken))
    answer = await client.post(URL, content=body, headers=headers)
    assert answer.status_code == 422
    assert "status_2xx" in answer.json()["detail"]


async def test_a_fault_in_metrics_loses_nothing_of_the_traffic_and_is_counted(client, headers, clock, parts):
    broken = report(1, [visit("127.0.1.1", int(clock.now()), 7)])
    broken.metrics = Metrics(at=clock.now(), names=b"host\tload", values=b"")
    answer = await client.post(URL, content=zstandard.compress(msgspec.msgpack.encode(broken)), headers=headers)
    assert answer.status_code == 200
    late = report(2, [visit("127.0.1.1", int(clock.now()))])
    names = pack_names([SeriesName("host", "", "load_1m", "count")])
    late.metrics = Metrics(at=clock.now() - 3 * 86_400, names=names, values=pack_values([1.0]))
    await client.post(URL, content=zstandard.compress(msgspec.msgpack.encode(late)), headers=headers)
    await until(lambda: parts.core.health().stored_position == 2)
    async with parts.database.connection() as connection:
        requests = await connection.fetchval(
            "SELECT sum(requests) FROM traffic WHERE step_seconds = 1 AND service = 'shop'"
        )
    assert requests == 8
    found = (await client.get("/api/v1/health")).json()["metrics"]
    assert (found["refused_reports"], found["late_reports"], found["unnamed_reports"]) == (1, 1, 0)


async def test_an_unknown_field_on_the_wire_is_ignored(client, headers):
    body = {"outbox": "a", "sequence": 0, "made_at": 1.0, "of_the_future": {"x": [1]}}
    answer = await client.post(URL, content=zstandard.compress(msgspec.msgpack.encode(body)), headers=headers)
    assert answer.status_code == 200
