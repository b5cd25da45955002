from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.server.lab.state import Held
from core.server.lab.versions import checked
from core.server.pipeline.tests.reports import T0, flood, report, visit
from dozor.tests.waiting import until
from models.detector_version import shipped

TWIN = checked(replace(shipped(), name="twin"))
NPZ = {"content-type": "application/octet-stream"}


@pytest.fixture
async def scientist(sign_in):
    return await sign_in("data_scientist")


async def send(parts, reports, *, apart=1, visitors=20):
    for n in range(reports):
        at = T0 + n * apart
        rows = [visit(f"10.1.{n % 50}.{i}", at, 2) for i in range(visitors)]
        await parts.core.accept("n1", report(n, [*rows, flood("10.9.9.9", at)]), at + 1.0)


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
    assert trial["shipped"] == version["id"]


async def test_parts_that_were_not_let_take_over_are_counted(admin, parts):
    parts.core._state.scoring.acceptance.refused["trees"] = 2  # no traffic is bad enough for it in a test's time
    assert (await admin.get("/api/v1/lab/trial")).json()["refused_parts"] == {"trees": 2}


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
    assert "0 of the 24 hours" in refused.json()["detail"]
    await send(parts, 24, apart=3600, visitors=50)
    trial = (await scientist.get("/api/v1/lab/trial")).json()
    assert trial["fit"], trial["unfit_because"]
    assert trial["agreement"] > 0.95
    assert trial["total"]["champion_bans"] == trial["total"]["both_bans"] > 0
    assert trial["flag_ratio"] == 1
    promoted = (await scientist.put("/api/v1/lab/champion", json={"version_id": version["id"]})).json()
    assert (promoted["champion"], promoted["challenger"]) == (version["id"], checked(shipped()).digest)
    statuses = {each["name"]: each["status"] for each in (await scientist.get("/api/v1/lab/versions")).json()}
    assert statuses == {"twin": "champion", shipped().name: "challenger"}
    back = (await scientist.post("/api/v1/lab/rollback")).json()
    assert (back["champion"], back["before"]) == (checked(shipped()).digest, [])
    assert (await scientist.post("/api/v1/lab/rollback")).status_code == 409


async def test_who_may_only_train_forces_nothing(scientist, admin):
    version = await upload(scientist)
    wish = {"version_id": version["id"], "force": True}
    assert (await scientist.put("/api/v1/lab/champion", json=wish)).status_code == 403
    assert (await admin.put("/api/v1/lab/champion", json=wish)).status_code == 200


async def test_a_version_of_another_release_does_not_come_back(admin, parts):
    version = await upload(admin)
    await admin.put("/api/v1/lab/champion", json={"version_id": version["id"], "force": True})
    lab = parts.core._state.lab  # no older release is at hand
    lab._before = (Held("f" * 32, b"of another release"),)
    lab.view = lab._view()
    answer = await admin.post("/api/v1/lab/rollback")
    assert (answer.status_code, parts.core.lab.champion) == (409, version["id"])


async def test_a_promotion_outlives_a_restart(admin, parts, database_url):
    version = await upload(admin)
    answer = await admin.put("/api/v1/lab/champion", json={"version_id": version["id"], "force": True})
    assert answer.json()["champion"] == version["id"]
    await send(parts, 3)
    await parts.core.stop()
    again = type(parts.core)(parts.settings.data_dir / "pipeline", database_url)
    await again.start()
    assert again.lab.champion == version["id"]
    assert again.lab.challenger == checked(shipped()).digest
    await again.stop()


async def test_a_promotion_without_a_checkpoint_comes_back_from_the_log_alone(admin, parts, database_url):
    version = await upload(admin)
    await admin.put("/api/v1/lab/champion", json={"version_id": version["id"], "force": True})
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
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)
    strict = {"observe": 1e-11, "limit": 1e-12, "challenge": 1e-12, "ban": 1e-12}
    found = (await scientist.post("/api/v1/lab/what-if", json=asked(thresholds=strict))).json()
    assert found["records"] >= 14
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
