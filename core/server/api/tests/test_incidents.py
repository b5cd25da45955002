"""Incidents over the API, from a real flood through a real pipeline to a real PostgreSQL."""

import msgspec
import numpy as np

from agent.contract.wire import Sample
from core.server.api.tests.test_anomalies import traffic
from core.server.api.tests.test_policy import attack_once
from core.server.pipeline.retention import forget_history
from core.server.pipeline.tests.reports import flood, report, visit
from dozor.tests.waiting import until
from models.features import NAMES
from models.part import Part

URL = "/api/v1/incidents"


async def stored(parts) -> None:
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)


async def test_an_incident_tells_its_story(admin, parts, clock):
    await traffic(parts, clock)
    (incident,) = (await admin.get(URL)).json()["items"]
    assert (incident["kind"], incident["service"], incident["sources"]) == ("flood", "shop", 1)
    detail = (await admin.get(f"{URL}/{incident['id']}")).json()
    assert [entry["what"] for entry in detail["timeline"]] == ["started", "detected", "escalated"]
    (source,) = detail["decided_sources"]
    assert (source["source"], source["type"], source["active"]) == ("127.0.9.9", "ban", True)
    (decision,) = detail["latest_decisions"]
    assert (decision["incident_id"], decision["replaced"]) == (incident["id"], False)
    assert detail["spares"] == 1
    assert (await admin.get(f"{URL}/none")).status_code == 404


async def test_incidents_are_found_by_what_they_are_and_paged(admin, parts, clock):
    await traffic(parts, clock)
    await attack_once(parts, clock, "blog")
    assert [each["service"] for each in (await admin.get(URL)).json()["items"]] == ["blog", "shop"]
    first = (await admin.get(URL, params={"limit": 1})).json()
    second = (await admin.get(URL, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [page["items"][0]["service"] for page in (first, second)] == ["blog", "shop"]
    assert second["next_cursor"] is None
    assert len((await admin.get(URL, params={"service": "shop"})).json()["items"]) == 1
    assert (await admin.get(URL, params={"kind": "scan"})).json()["items"] == []
    assert (await admin.get(URL, params={"verdict": "attack"})).json()["items"] == []
    assert len((await admin.get(URL, params={"active": True})).json()["items"]) == 2
    assert (await admin.get(URL, params={"kind": "nothing"})).status_code == 422


async def test_a_harmless_incident_is_no_attack_lifts_its_bans_and_is_a_label(admin, parts, clock, database):
    await traffic(parts, clock)
    (incident,) = (await admin.get(URL)).json()["items"]
    said = {"verdict": "harmless", "reason": "our own load test"}
    answer = (await admin.post(f"{URL}/{incident['id']}/verdict", json=said)).json()
    assert (answer["verdict"], answer["verdict_by"], answer["verdict_reason"]) == ("harmless", "admin", said["reason"])
    assert (await admin.get("/api/v1/snapshot/anomalies")).json()["verdict"]["state"] == "quiet"
    assert (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"] == []
    await stored(parts)
    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT source, label, features::text, said_by FROM label")
    assert (row["source"], row["label"], row["said_by"]) == ("127.0.9.9", "harmless", "admin")
    assert msgspec.json.decode(row["features"]).keys() == set(NAMES)
    await admin.post(f"{URL}/{incident['id']}/verdict", json={"verdict": "open"})
    await stored(parts)
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM label") == 0


async def test_verdicts_that_make_no_sense_are_refused(admin, parts, clock):
    await traffic(parts, clock)
    (incident,) = (await admin.get(URL)).json()["items"]
    assert (await admin.post(f"{URL}/none/verdict", json={"verdict": "attack"})).status_code == 404
    assert (await admin.post(f"{URL}/{incident['id']}/verdict", json={"verdict": "?"})).status_code == 422


async def test_a_decision_gives_its_score_again_bit_for_bit_after_the_detectors_have_moved_on(
    admin, sign_in, parts, clock
):
    last = await traffic(parts, clock)
    (decision,) = (await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]
    before = (await admin.get(f"/api/v1/decisions/{decision['id']}")).json()
    for i in range(1, 40):
        second = last + 30 * i
        rows = [visit(f"10.{i}.{n >> 8}.{n & 255}", second, 1 + n % 5, service="shop") for n in range(300)]
        await parts.core.accept("n1", report(100 + i, rows), second + 1.0)
    clock.at = last + 1200.0
    await parts.core.accept("n1", report(200, [flood("127.0.9.8", last + 1199, 900)]), last + 1200.0)
    await stored(parts)
    viewer = await sign_in("viewer")
    later = (await viewer.get("/api/v1/decisions", params={"q": "127.0.9.8"})).json()["items"][0]
    newer = (await viewer.get(f"/api/v1/decisions/{later['id']}")).json()
    assert newer["parts"] != before["parts"]
    again = (await viewer.get(f"/api/v1/decisions/{decision['id']}")).json()
    for detail in (again, newer):
        assert detail["reproduction"]["equal"]
        assert detail["reproduction"]["missing"] == []
        assert detail["reproduction"]["p_value"] == detail["p_value"]
        assert all(vote["again"] == vote["stored"] for vote in detail["heads"])
        assert np.float32(detail["reproduction"]["score"]) == np.float32(detail["score"])
    assert again["contributions"][0]["surprisal"] >= again["contributions"][-1]["surprisal"]
    assert again["harm"]


async def test_a_part_that_was_tampered_with_does_not_count(admin, parts, clock, database):
    await traffic(parts, clock)
    (decision,) = (await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]
    async with database.connection() as connection:
        await connection.execute("UPDATE detector_part SET data = 'nothing' WHERE name = 'classifier'")
    again = (await admin.get(f"/api/v1/decisions/{decision['id']}")).json()["reproduction"]
    assert (again["equal"], again["missing"]) == (False, ["classifier"])


async def test_what_a_person_decided_has_no_score_to_make_again(admin):
    made = (await admin.post("/api/v1/decisions", json={"source": "198.51.100.7"})).json()
    detail = (await admin.get(f"/api/v1/decisions/{made['id']}")).json()
    assert (detail["reproduction"], detail["parts"], detail["incident_id"]) == (None, {}, None)


async def test_old_history_is_forgotten_with_the_parts_that_nobody_names(admin, parts, clock, database):
    await traffic(parts, clock)
    unused = Part("pot_tails", {"quantiles": np.zeros(3)})
    async with database.connection() as connection:
        query = "INSERT INTO detector_part VALUES ($1, $2, $3, to_timestamp($4::float8))"
        await connection.execute(query, unused.digest, unused.name, unused.to_bytes(), clock.at - 95 * 86_400)
        count = "SELECT count(*) FROM detector_part"
        assert await connection.fetchval(count) > 1
        await forget_history(database, clock.at, 90)
        assert await connection.fetchval("SELECT count(*) FROM detector_part WHERE digest = $1", unused.digest) == 0
        assert await connection.fetchval(count) > 0
        await forget_history(database, clock.at + 100 * 86_400, 90)
        for table in ("decision", "incident", "label", "detector_part"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_hostile_texts_are_stored_as_evidence(admin, parts, clock):
    sample = Sample(row=0, method="GET", path="/\x00'; DROP TABLE decision", status=200, user_agent="\x1b[2J")
    await attack_once(parts, clock, "shop", samples=[sample])
    (decision,) = (await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]
    detail = (await admin.get(f"/api/v1/decisions/{decision['id']}")).json()
    assert detail["samples"][0]["path"] == "/\ufffd'; DROP TABLE decision"


async def test_notes_about_an_incident_are_kept_for_those_who_come_after(admin, sign_in, parts, clock):
    await traffic(parts, clock)
    (incident,) = (await admin.get(URL)).json()["items"]
    notes = f"{URL}/{incident['id']}/notes"
    made = (await admin.post(notes, json={"text": "the partner's crawler, they were told"})).json()
    assert (await admin.get(notes)).json() == [made]
    analyst = await sign_in("analyst")
    assert (await analyst.delete(f"{notes}/{made['id']}")).status_code == 403
    clock.at += 1
    own = (await analyst.post(notes, json={"text": "seen again"})).json()
    assert [each["written_by"] for each in (await analyst.get(notes)).json()] == ["admin", own["written_by"]]
    assert (await analyst.delete(f"{notes}/{own['id']}")).status_code == 204
    assert (await admin.delete(f"{notes}/{own['id']}")).status_code == 404
    assert (await admin.post(notes, json={"text": ""})).status_code == 422
    assert (await admin.get(f"{URL}/none/notes")).status_code == 404
    assert [
        each["action"]
        for each in (await admin.get("/api/v1/audit", params={"subject": incident["id"]})).json()["items"]
    ] == [
        "remove_incident_note",
        "add_incident_note",
        "add_incident_note",
    ]
