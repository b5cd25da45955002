"""Parts of data sets that stay as they were."""

import asyncio
import hashlib
import io

import pytest
from pyarrow import parquet

from core.server.api.tests.test_datasets import SPAN, now, slice_of, stored, told  # noqa: F401 - fixtures
from core.server.api.tests.test_lab import send
from core.server.lab.snapshots import Snapshots

URL = "/api/v1/datasets/snapshots"


@pytest.fixture
async def held(parts):
    await send(parts, 15)
    await stored(parts)


async def taken(client, name="traffic", **more):
    answer = await client.post(f"/api/v1/datasets/{name}/snapshots", json=slice_of(name, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_snapshot_outlives_what_it_was_taken_of(admin, parts, database, held):
    rows = (await told(admin, "traffic", "count")).json()["rows"]
    snapshot = await taken(admin, note="before the new forest")
    assert (snapshot["rows"], snapshot["note"], snapshot["taken_by"]) == (rows, "before the new forest", "admin")
    async with database.connection() as connection:
        await connection.execute("DELETE FROM traffic")
    assert (await told(admin, "traffic", "count")).json()["rows"] == 0
    answer = await admin.get(f"{URL}/{snapshot['id']}/file")
    assert hashlib.sha256(answer.content).hexdigest() == snapshot["sha256"]
    assert snapshot["stored_bytes"] == len(answer.content)
    table = parquet.read_table(io.BytesIO(answer.content))
    assert table.num_rows == rows
    assert b"before the new forest" in table.schema.metadata[b"dozor"]


async def test_what_is_kept_is_listed_and_removed_and_each_is_audited(admin, held):
    first, second = await taken(admin), await taken(admin, "decisions")
    assert {each["id"] for each in (await admin.get(URL)).json()} == {first["id"], second["id"]}
    assert (await admin.get(f"{URL}/{second['id']}/file")).status_code == 200
    assert (await admin.delete(f"{URL}/{first['id']}")).status_code == 204
    assert [each["id"] for each in (await admin.get(URL)).json()] == [second["id"]]
    assert (await admin.delete(f"{URL}/{first['id']}")).status_code == 404
    for action, subjects in (
        ("take_snapshot", ["decisions", "traffic"]),
        ("export_snapshot", ["decisions"]),
        ("remove_snapshot", ["traffic"]),
    ):
        noted = (await admin.get("/api/v1/audit", params={"action": action})).json()["items"]
        assert [entry["subject"] for entry in noted] == subjects


async def test_a_snapshot_of_nothing_or_of_nonsense_is_refused(admin, held):
    for body in (SPAN | {"step": 1, "service": "elsewhere"}, {"step": 7}, {"from": 20, "to": 10}, {"words": "x"}):
        assert (await admin.post("/api/v1/datasets/traffic/snapshots", json=body)).status_code == 422
    assert (await admin.get(URL)).json() == []


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret", "0000000000000000", "*"])
async def test_no_name_leads_to_another_file(admin, parts, held, name):
    (parts.settings.data_dir / "secret.parquet").write_bytes(b"x")
    await taken(admin)
    assert (await admin.get(f"{URL}/{name}/file")).status_code == 404


async def test_together_they_take_no_more_than_there_is_room_for(admin, parts, held):
    size = (await taken(admin))["stored_bytes"]
    parts.snapshots.__init__(parts.settings.data_dir / "snapshots", most_bytes=size + 10)
    answer = await admin.post("/api/v1/datasets/traffic/snapshots", json=slice_of("traffic"))
    assert (answer.status_code, "remove one" in answer.json()["detail"]) == (422, True)
    left = await asyncio.to_thread(lambda: sorted((parts.settings.data_dir / "snapshots").iterdir()))
    assert len(left) == 2


async def test_what_a_core_left_half_done_is_cleared_away(admin, parts, held):
    kept = await taken(admin)
    folder = parts.settings.data_dir / "snapshots"
    for name in ("ab.making", "cd.parquet", "ef.describing"):
        (folder / name).write_bytes(b"half")
    assert [each.id for each in Snapshots(folder).all()] == [kept["id"]]
    await taken(admin)
    assert not any(path.stem in {"ab", "cd", "ef"} for path in folder.iterdir())


async def test_a_damaged_snapshot_costs_no_other(admin, parts, held):
    damaged, kept = await taken(admin), await taken(admin)
    (parts.settings.data_dir / "snapshots" / f"{damaged['id']}.json").write_bytes(b"")
    assert [each["id"] for each in (await admin.get(URL)).json()] == [kept["id"]]
    assert (await admin.get(f"{URL}/{damaged['id']}/file")).status_code == 404
    assert (await admin.delete(f"{URL}/{kept['id']}")).status_code == 204


async def test_who_sees_only_some_services_takes_no_snapshots(sign_in):
    viewer = await sign_in("viewer")
    assert (await viewer.get(URL)).status_code == 403
