"""What data there is, counted, sampled and taken along; the Python that is offered runs."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from pyarrow import parquet

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from core.server.api.tests.test_lab import send
from core.server.pipeline.tests.reports import T0, report, visit
from dozor.tests.waiting import until
from models.features import NAMES
from models.kept_rows import KeptRows

NAMED = ("features", "traffic", "sources", "decisions", "incidents", "labels", "metrics")
SPAN = {"from": T0 - 60, "to": T0 + 60}


@pytest.fixture(autouse=True)
def now(clock):
    clock.at = T0 + 30.0


@pytest.fixture
async def held(parts):
    """Fifteen seconds of visitors and of one who floods, stored."""
    await send(parts, 15)
    await stored(parts)


async def stored(parts):
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)


def slice_of(name, **more):
    tiers = {"traffic": 1, "sources": 10, "metrics": 1}
    return SPAN | ({"step": tiers[name]} if name in tiers else {}) | more


async def told(client, name, route, **more):
    answer = await client.get(f"/api/v1/datasets/{name}/{route}", params=slice_of(name, **more))
    assert answer.status_code == 200, answer.text
    return answer


async def test_every_data_set_tells_its_columns_and_how_long_it_is_kept(admin):
    found = {each["name"]: each for each in (await admin.get("/api/v1/datasets")).json()}
    assert tuple(found) == NAMED
    assert found["features"]["keep_seconds"] == 7 * 86_400
    assert found["labels"]["keep_setting"] == "DOZOR_HISTORY_DAYS"
    assert {column["name"] for column in found["features"]["columns"]} >= set(NAMES)
    assert found["labels"]["bytes"] > 0


@pytest.mark.parametrize("name", ["features", "traffic", "sources", "decisions", "incidents"])
async def test_a_download_has_as_many_rows_as_were_counted(admin, held, name):
    count = (await told(admin, name, "count")).json()["rows"]
    assert count > 0
    lines = [json.loads(line) for line in (await told(admin, name, "rows")).text.splitlines()]
    rows = list(csv.reader(io.StringIO((await told(admin, name, "rows", form="csv")).text)))
    (columns,) = [each["columns"] for each in (await admin.get("/api/v1/datasets")).json() if each["name"] == name]
    assert (len(lines), len(rows) - 1) == (count, count)
    assert list(lines[0]) == rows[0] == [column["name"] for column in columns]
    sample = (await told(admin, name, "sample")).json()
    assert len(sample["rows"]) == min(8, count)
    assert sum(day["rows"] for day in (await told(admin, name, "coverage")).json()["days"]) > 0


@pytest.mark.parametrize("name", ["features", "traffic", "decisions"])
async def test_parquet_has_the_rows_in_the_types_of_the_columns(admin, held, name):
    count = (await told(admin, name, "count")).json()["rows"]
    table = parquet.read_table(io.BytesIO((await told(admin, name, "rows", form="parquet")).content))
    lines = [json.loads(line) for line in (await told(admin, name, "rows")).text.splitlines()]
    assert (table.num_rows, table.column_names) == (count, list(lines[0]))
    assert str(table.schema.field("at").type) == "timestamp[us, tz=UTC]"
    first = table.slice(0, 1).to_pylist()[0]
    told_as = {key: value for key, value in first.items() if not isinstance(value, str | datetime)}
    assert told_as == {key: lines[0][key] for key in told_as}
    assert first["at"] == datetime.fromisoformat(lines[0]["at"])


async def test_metrics_come_one_number_a_row(admin, parts):
    node, _ = await parts.fleet.create("edge-1")
    names = [SeriesName("host", "", "load_1m", "count"), SeriesName("disk", "sda", "reads", "count")]
    for n in range(5):
        metrics = Metrics(at=T0 + n + 0.25, names=pack_names(names), values=pack_values([0.5 + n, 1.0]))
        sent = report(n, [visit("10.1.1.1", T0 + n)])
        await parts.core.accept(node.id, replace(sent, metrics=metrics), T0 + n + 1.0)
    await stored(parts)
    lines = [json.loads(line) for line in (await told(admin, "metrics", "rows")).text.splitlines()]
    assert len(lines) == (await told(admin, "metrics", "count")).json()["rows"] == 10
    loads = [line["avg"] for line in lines if line["metric"] == "load_1m"]
    assert loads == [0.5, 1.5, 2.5, 3.5, 4.5]


async def test_what_people_take_along_is_in_the_audit_log(admin, held):
    rows = (await told(admin, "traffic", "count")).json()["rows"]
    await told(admin, "traffic", "rows", form="csv")
    (entry,) = (await admin.get("/api/v1/audit", params={"action": "export_dataset"})).json()["items"]
    assert (entry["subject"], entry["after"]["rows"], entry["after"]["form"]) == ("traffic", rows, "csv")


async def test_features_come_as_numbers_for_the_code_that_judges(admin, held):
    count = (await told(admin, "features", "count")).json()["rows"]
    rows = KeptRows.from_npz((await told(admin, "features", "rows", form="npz")).content)
    assert len(rows) == count
    assert rows.features.shape == (count, len(NAMES))
    flooding = rows.source == "10.9.9.9"
    assert rows.p_value[flooding].min() < 1e-3


async def test_one_service_alone_is_taken(admin, held):
    assert (await told(admin, "features", "count", service="elsewhere")).json()["rows"] == 0
    answer = await admin.get("/api/v1/datasets/features/rows", params=slice_of("features", service="x", form="npz"))
    assert answer.status_code == 422


@pytest.mark.parametrize("asked", [{"step": 7}, {"from": 20, "to": 10}, {"form": "npz"}])
async def test_a_slice_that_makes_no_sense_is_refused(admin, asked):
    assert (await admin.get("/api/v1/datasets/traffic/rows", params=asked)).status_code == 422


async def test_who_only_watches_takes_nothing_along(sign_in):
    viewer = await sign_in("viewer")
    assert (await viewer.get("/api/v1/datasets/traffic/rows")).status_code == 403
    assert (await viewer.get("/api/v1/datasets/traffic/count")).status_code == 200


@pytest.mark.parametrize("name", ["features", "decisions"])
async def test_the_python_that_is_offered_runs(admin, held, served, tmp_path, name):
    count = (await told(admin, name, "count")).json()["rows"]
    code = (await told(admin, name, "snippet")).json()["code"]
    token = tmp_path / "token"
    token.write_text(admin.headers["Authorization"].removeprefix("Bearer "))
    environment = {**os.environ, "DOZOR_URL": served, "TOKEN_FILE": str(token), "PYTHONPATH": str(Path.cwd())}
    done = await asyncio.to_thread(
        lambda: subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{count} rows")


@pytest.mark.parametrize("name", ["metrics", "traffic", "sources"])
async def test_years_before_anything_was_kept_are_not_looked_through(admin, parts, held, name):
    await parts.fleet.create("one")
    asked = {"from": 0, "step": 10 if name == "sources" else 1}
    async with asyncio.timeout(60):
        answer = await admin.get(f"/api/v1/datasets/{name}/count", params=asked)
        assert (answer.status_code, answer.json()["rows"] is None) == (200, False)
        assert (await admin.get(f"/api/v1/datasets/{name}/count", params=asked | {"to": 1})).json()["rows"] == 0
