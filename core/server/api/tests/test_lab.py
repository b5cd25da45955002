from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.server.lab.versions import checked
from core.server.pipeline.tests.reports import T0, flood, report, until, visit
from models.detector_version import shipped

TWIN = checked(replace(shipped(), name="twin"))
NPZ = {"content-type": "application/octet-stream"}


@pytest.fixture
async def scientist(sign_in):
    return await sign_in("data_scientist")


async def send(parts, seconds, *, first=0, visitors=20):
    for n in range(first, first + seconds):
        rows = [visit(f"10.1.{n % 50}.{i}", T0 + n, 2) for i in range(visitors)]
        await parts.core.accept("n1", report(n, [*rows, flood("10.9.9.9", T0 + n)]), T0 + n + 1.0)


async def upload(client, version=TWIN):
    answer = await client.post("/api/v1/lab/versions", params={"notes": "try"}, content=version.data, headers=NPZ)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_the_shipped_version_is_in_charge_and_listed(admin):
    (version,) = (await admin.get("/api/v1/lab/versions")).json()
    assert (version["status"], version["name"], version["id"]) == (
        "champion",
        shipped().name,
        checked(shipped()).digest,
    )
    trial = (await admin.get("/api/v1/lab/trial")).json()
    assert (trial["champion"], trial["challenger"], trial["fit"]) == (version["id"], None, False)


async def test_an_upload_is_stored_and_comes_back_as_it_was(scientist):
    version = await upload(scientist)
    assert (version["status"], version["made_by"], version["notes"]) == ("archived", "data_scientist", "try")
    assert version == await upload(scientist)  # once more changes nothing
    data = await scientist.get(f"/api/v1/lab/versions/{version['id']}")
    assert data.content == TWIN.data


@pytest.mark.parametrize("content", [b"", b"no npz", b"PK\x05\x06" + bytes(18)])
async def test_an_upload_that_is_no_version_is_refused(scientist, content):
    answer = await scientist.post("/api/v1/lab/versions", content=content, headers=NPZ)
    assert answer.status_code == 422


async def test_an_upload_that_is_too_large_is_refused(scientist):
    answer = await scientist.post("/api/v1/lab/versions", content=bytes(300_000), headers=NPZ)
    assert answer.status_code == 413


async def test_an_unknown_version_is_not_found(scientist):
    for route in ("challenger", "champion"):
        assert (await scientist.put(f"/api/v1/lab/{route}", json={"version_id": "0" * 32})).status_code == 404


async def test_a_challenger_goes_on_trial_is_promoted_and_rolled_back(scientist, parts):
    version = await upload(scientist)
    trial = (await scientist.put("/api/v1/lab/challenger", json={"version_id": version["id"]})).json()
    assert (trial["challenger"], trial["fit"]) == (version["id"], False)
    refused = await scientist.put("/api/v1/lab/champion", json={"version_id": version["id"]})
    assert refused.status_code == 409
    assert "entries" in refused.json()["detail"]
    await send(parts, 52)
    trial = (await scientist.get("/api/v1/lab/trial")).json()
    assert trial["fit"], trial["unfit_because"]
    assert trial["agreement"] > 0.95
    assert trial["total"]["champion_bans"] == trial["total"]["both_bans"] == 1
    promoted = (await scientist.put("/api/v1/lab/champion", json={"version_id": version["id"]})).json()
    assert (promoted["champion"], promoted["challenger"]) == (version["id"], checked(shipped()).digest)
    statuses = {each["name"]: each["status"] for each in (await scientist.get("/api/v1/lab/versions")).json()}
    assert statuses == {"twin": "champion", shipped().name: "challenger"}
    back = (await scientist.post("/api/v1/lab/rollback")).json()
    assert (back["champion"], back["before"]) == (checked(shipped()).digest, [])
    assert (await scientist.post("/api/v1/lab/rollback")).status_code == 409


async def test_a_promotion_outlives_a_restart(scientist, parts, database_url):
    version = await upload(scientist)
    answer = await scientist.put("/api/v1/lab/champion", json={"version_id": version["id"], "force": True})
    assert answer.json()["champion"] == version["id"]
    await send(parts, 3)
    await parts.core.stop()
    again = type(parts.core)(parts.settings.data_dir / "pipeline", database_url)
    await again.start()
    assert again.lab.champion == version["id"]
    assert again.lab.challenger == checked(shipped()).digest
    await again.stop()


async def test_a_promotion_without_a_checkpoint_comes_back_from_the_log_alone(scientist, parts, database_url):
    version = await upload(scientist)
    await scientist.put("/api/v1/lab/champion", json={"version_id": version["id"], "force": True})
    await parts.core.stop()
    for checkpoint in (parts.settings.data_dir / "pipeline" / "checkpoints").iterdir():
        checkpoint.unlink()
    again = type(parts.core)(parts.settings.data_dir / "pipeline", database_url)
    await again.start()
    await until(lambda: again.lab.champion == version["id"])
    await again.stop()


async def test_a_trial_is_ended(scientist):
    version = await upload(scientist)
    await scientist.put("/api/v1/lab/challenger", json={"version_id": version["id"]})
    assert (await scientist.delete("/api/v1/lab/challenger")).status_code == 204
    assert (await scientist.get("/api/v1/lab/trial")).json()["challenger"] is None
    assert (await scientist.delete("/api/v1/lab/challenger")).status_code == 404


def asked(**changes):
    span = {"from_at": instant(T0 - 60), "to_at": instant(T0 + 600)}
    return {"thresholds": {}, **span, **changes}


def instant(at):
    return datetime.fromtimestamp(at, UTC).isoformat()


async def test_other_thresholds_are_tried_on_what_was_kept(scientist, parts):
    await send(parts, 15)

    async def stored():
        answer = await scientist.post("/api/v1/lab/what-if", json=asked())
        return answer.json()["records"] >= 14 and answer.json()["current"]["incidents_caught"] == 1

    await until(stored)
    strict = {"observe": 1e-11, "limit": 1e-12, "challenge": 1e-12, "ban": 1e-12}
    found = (await scientist.post("/api/v1/lab/what-if", json=asked(thresholds=strict))).json()
    assert (found["current"]["incidents_caught"], found["proposed"]["incidents_caught"]) == (1, 0)
    assert found["proposed"]["incidents_missed"] == 1
    assert found["current"]["bans_per_day"] > 0
    assert found["complete"]
    nowhere = (await scientist.post("/api/v1/lab/what-if", json=asked(service="elsewhere"))).json()
    assert nowhere["current"]["bans_per_day"] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"thresholds": {"observe": 0.5}},
        {"thresholds": {"ban": 0.05}},
        {"from_at": "2030-01-01T00:00:00"},
        {"from_at": instant(T0 + 700)},
        {"from_at": instant(T0 - 86_400 * 60)},
        {"unknown": 1},
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(scientist, changes):
    assert (await scientist.post("/api/v1/lab/what-if", json=asked(**changes))).status_code == 422
