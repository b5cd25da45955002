"""A study of what was kept, whom it asks people about, and what becomes of their answers."""

import asyncio

import pytest

from core.server.api import studies
from core.server.api.tests.test_lab import TWIN, send, upload
from core.server.errors import Invalid
from core.server.lab.lessons import HELD_SECONDS
from core.server.pipeline.tests.reports import T0, report, visit
from dozor.tests.waiting import until
from models.features import NAMES


@pytest.fixture(autouse=True)
def now(clock):
    clock.at = T0 + 20.0


@pytest.fixture
async def kept(parts):
    """Fifteen seconds of visitors and of one who floods, stored."""
    await send(parts, 15)
    await stored(parts)


async def stored(parts):
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)


async def queue(client, **asked):
    answer = await client.get("/api/v1/labels/queue", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def say(client, item, label, **more):
    wish = {name: item[name] for name in ("service", "source", "at", "position")} | {"label": label, **more}
    answer = await client.post("/api/v1/labels", json=wish)
    assert answer.status_code == 204, answer.text


async def test_a_study_tells_what_thresholds_would_flag_and_what_has_moved(admin, kept):
    study = (await admin.get("/api/v1/lab/study")).json()
    assert study["rows"] > 0
    points = study["champion"]["points"]
    assert points[0]["p"] == pytest.approx(0.1)
    falling = [point["sources_per_day"] for point in points]
    assert falling == sorted(falling, reverse=True)
    assert sum(study["champion"]["sampled"]) == study["sampled_sources"]
    assert {each["feature"] for each in study["drift"]} == set(NAMES)
    assert (study["challenger"], study["compared"]) == (None, None)


async def test_a_study_of_nothing_says_so(admin):
    study = (await admin.get("/api/v1/lab/study")).json()
    assert (study["rows"], study["champion"], study["from_at"]) == (0, None, None)


async def test_a_study_that_fails_is_not_begun_anew_for_everyone_who_asks(admin, clock, kept, monkeypatch):
    asked = []

    async def answer(question):
        asked.append(question)
        raise Invalid("This takes longer than a minute.")

    monkeypatch.setattr(studies, "answer_apart", answer)
    for _ in range(3):
        told = await admin.get("/api/v1/lab/study")
        assert (told.status_code, told.json()["detail"]) == (422, "This takes longer than a minute.")
    clock.at += 61
    await admin.get("/api/v1/labels/queue")
    assert len(asked) == 2


async def test_an_older_study_is_shown_at_once_while_the_next_is_made(admin, clock, kept, parts):
    async def made_at():
        return (await admin.get("/api/v1/lab/study")).json()["as_of"]

    first = await made_at()
    clock.at += 301
    assert await made_at() == first
    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(parts.studies.run())
        while await made_at() == first:
            await asyncio.sleep(0)
        running.cancel()


async def test_two_versions_stand_side_by_side_while_one_is_on_trial(admin, kept):
    version = await upload(admin)
    await admin.put("/api/v1/lab/challenger", json={"version_id": version["id"]})
    compared = (await admin.get("/api/v1/lab/study")).json()["compared"]
    assert compared["both"] > 0  # it is a twin
    assert compared["champion_alone"] == compared["challenger_alone"] == 0
    trial = (await admin.get("/api/v1/lab/trial")).json()
    assert trial["conditions"] == {
        "hours": 0,
        "hours_needed": 24,
        "sources": 0,
        "sources_needed": 1000,
        "alike": True,
        "champion_sources": 0,
        "challenger_sources": 0,
        "day": None,
    }
    anatomy = (await admin.get(f"/api/v1/lab/versions/{version['id']}/anatomy")).json()
    assert sum(each["weight"] for each in anatomy["features"]) == pytest.approx(1)
    assert anatomy["probes_found"] == anatomy["probes"] > 0
    assert TWIN.version.trees["root"].size == anatomy["trees"]


async def test_a_label_is_stored_audited_and_not_asked_for_again(admin, kept, parts):
    (first, *_) = (await queue(admin))["items"]
    assert (first["why"], first["source"]) == ("undecided", "10.9.9.9")
    await say(admin, first, "attack", reason="our own load test")
    await stored(parts)
    after = await queue(admin)
    assert "10.9.9.9" not in {item["source"] for item in after["items"]}
    assert after["counts"] == {"attack": 1, "harmless": 0, "unsure": 0}
    (label,) = (await admin.get("/api/v1/labels")).json()["items"]
    assert (label["source"], label["label"], label["said_by"]) == ("10.9.9.9", "attack", "admin")
    assert label["incident_id"] is None
    (entry,) = (await admin.get("/api/v1/audit", params={"action": "label_source"})).json()["items"]
    assert entry["after"]["label"] == "attack"


async def test_what_is_taken_back_in_time_was_never_learned(admin, kept, parts):
    learned = parts.core.judging.champion["classifier"]
    (first, *_) = (await queue(admin))["items"]
    await say(admin, first, "harmless")
    mistaken = {"service": first["service"], "source": first["source"]}
    assert (await admin.delete("/api/v1/labels", params=mistaken)).status_code == 204
    await a_report_later(parts, 100)
    assert parts.core.judging.champion["classifier"] is learned
    assert (await admin.get("/api/v1/labels")).json()["items"] == []


async def test_what_stands_is_learned_after_a_while(admin, kept, parts):
    learned = parts.core.judging.champion["classifier"]
    (first, *_) = (await queue(admin))["items"]
    await say(admin, first, "harmless")
    assert parts.core.judging.champion["classifier"] is learned
    await a_report_later(parts, 100)
    assert parts.core.judging.champion["classifier"] is not learned


async def a_report_later(parts, number):
    at = int(T0 + 20 + HELD_SECONDS + 5)
    await parts.core.accept("n1", report(number, [visit("10.1.1.1", at)]), at + 1.0)
    await until(lambda: parts.core.health().processed_position == parts.core.health().log_position)
    await stored(parts)


async def test_who_is_unsure_teaches_nothing_and_is_heard(admin, kept, parts):
    (first, *_) = (await queue(admin))["items"]
    await say(admin, first, "unsure")
    await stored(parts)
    assert (await queue(admin))["counts"]["unsure"] == 1


async def test_a_label_of_what_is_no_longer_kept_is_refused(admin, kept):
    (first, *_) = (await queue(admin))["items"]
    wish = {name: first[name] for name in ("service", "source", "at")} | {"position": 10**9, "label": "attack"}
    assert (await admin.post("/api/v1/labels", json=wish)).status_code == 404


async def test_labels_come_in_pages(admin, kept, parts):
    items = (await queue(admin))["items"]
    for item in items[:1]:
        await say(admin, item, "attack")
    ordinary = [item for item in items if item["why"] == "ordinary"]
    for item in ordinary[:2]:
        await say(admin, item, "harmless")
    await stored(parts)
    seen, cursor = [], ""
    while cursor is not None:
        page = (await admin.get("/api/v1/labels", params={"limit": 1, "cursor": cursor})).json()
        seen += [label["source"] for label in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted({item["source"] for item in [*items[:1], *ordinary[:2]]})
