import asyncio

import pytest

from core.server.api.decision_history import _SQL, decision_of
from core.server.series.partitions import Partitions

BAN = {"source": "203.0.113.7", "service": "shop.example", "duration_seconds": 60, "reason": "probing"}


async def stored(parts):
    """Wait until the database has everything that was decided."""
    async with asyncio.timeout(60):
        while (now := parts.core.health()).stored_position < now.log_position:
            await asyncio.sleep(0.01)


async def test_a_ban_holds_at_once_and_says_who_and_until_when(admin, clock):
    answer = await admin.post("/api/v1/decisions", json=BAN)
    assert answer.status_code == 201
    made = answer.json()
    assert made["active"]
    assert (made["type"], made["value"], made["service"]) == ("ban", "203.0.113.7", "shop.example")
    assert (made["origin"], made["decided_by"], made["simulated"]) == ("person", "admin", False)
    page = (await admin.get("/api/v1/decisions", params={"active": True})).json()
    assert [each["id"] for each in page["items"]] == [made["id"]]
    clock.at += 61
    assert (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"] == []


async def test_the_reason_that_a_person_gave_is_shown_in_the_list_and_in_detail(admin, parts):
    reason = "<b>probing</b> & more"
    made = (await admin.post("/api/v1/decisions", json={**BAN, "reason": reason})).json()
    await stored(parts)
    detail = (await admin.get(f"/api/v1/decisions/{made['id']}")).json()
    await admin.delete(f"/api/v1/decisions/{made['id']}")
    await stored(parts)
    (listed,) = (await admin.get("/api/v1/decisions", params={"active": False})).json()["items"]
    assert [each["said"] for each in (made, detail, listed)] == [reason] * 3
    assert not listed["replaced"]


async def test_a_decision_in_whose_place_another_one_stands_is_replaced_and_not_lifted(parts, database, admin):
    made = (await admin.post("/api/v1/decisions", json={**BAN, "type": "challenge"})).json()
    await stored(parts)
    async with database.connection() as connection:
        await connection.execute("UPDATE decision SET origin = 'detector', lifted_at = decided_at + '1s'::interval")
        await connection.execute(
            "INSERT INTO decision SELECT (jsonb_populate_record(d, jsonb_build_object("
            "'id', 'b', 'type', 'ban', 'decided_at', d.lifted_at, 'lifted_at', NULL))).* FROM decision AS d"
        )
    items = (await admin.get("/api/v1/decisions")).json()["items"]
    assert {each["id"]: each["replaced"] for each in items if each["id"] != made["id"]} == {"b": False}
    async with database.connection() as connection:
        row = await connection.fetchrow(_SQL["one"], made["id"])
    assert decision_of(row).replaced


async def test_an_address_is_known_by_one_name(admin):
    four = (await admin.post("/api/v1/decisions", json={"source": "::ffff:203.0.113.9"})).json()
    six = (await admin.post("/api/v1/decisions", json={"source": "2001:DB8:0:1::dead"})).json()
    assert (four["value"], six["value"]) == ("203.0.113.9", "2001:db8:0:1::")


@pytest.mark.parametrize("source", ["nonsense", "203.0.113.0/24", "203.0.113.256", "1\x002"])
async def test_what_is_no_address_is_refused(admin, source):
    answer = await admin.post("/api/v1/decisions", json={"source": source})
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [{**BAN, "colour": "red"}, {**BAN, "duration_seconds": 1}, {**BAN, "type": "observe"}])
async def test_fields_that_are_unknown_or_out_of_bounds_are_named(admin, body):
    answer = await admin.post("/api/v1/decisions", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("body.")


@pytest.mark.parametrize("source", ["127.0.0.1", "::1"])
async def test_the_fleets_own_addresses_are_protected(admin, source):
    answer = await admin.post("/api/v1/decisions", json={"source": source})
    assert answer.status_code == 409
    assert "protected" in answer.json()["detail"]


async def test_what_is_allowed_cannot_be_banned(admin):
    await admin.post("/api/v1/allowlist", json={"network": "203.0.113.0/24"})
    answer = await admin.post("/api/v1/decisions", json=BAN)
    assert answer.status_code == 409
    assert "203.0.113.0/24" in answer.json()["detail"]


async def test_asking_twice_with_one_key_decides_once(admin):
    headers = {"Idempotency-Key": "the-same-click"}
    first, second = [(await admin.post("/api/v1/decisions", json=BAN, headers=headers)).json() for _ in range(2)]
    assert first == second
    assert (await admin.get("/api/v1/decisions")).json()["total"] == 1


async def test_one_key_for_two_things_is_refused(admin):
    headers = {"Idempotency-Key": "the-same-click"}
    await admin.post("/api/v1/decisions", json=BAN, headers=headers)
    answer = await admin.post("/api/v1/decisions", json={**BAN, "type": "limit"}, headers=headers)
    assert answer.status_code == 409


async def test_a_lifted_decision_no_longer_holds_and_lifting_again_changes_nothing(admin, clock):
    made = (await admin.post("/api/v1/decisions", json=BAN)).json()
    clock.at += 5
    lifted = (await admin.delete(f"/api/v1/decisions/{made['id']}")).json()
    assert not lifted["active"]
    assert lifted["lifted_at"] > made["decided_at"]
    clock.at += 5
    assert (await admin.delete(f"/api/v1/decisions/{made['id']}")).json() == lifted
    assert (await admin.delete("/api/v1/decisions/0123456789abcdef")).status_code == 404


async def test_bulk_names_what_it_refuses(admin):
    sources = ["203.0.113.1", "203.0.113.2", "127.0.0.1", "nonsense"]
    answer = (await admin.post("/api/v1/decisions/bulk", json={"sources": sources, "type": "limit"})).json()
    assert [each["value"] for each in answer["made"]] == sources[:2]
    refused = [(each["source"], each["code"]) for each in answer["refused"]]
    assert refused == [("127.0.0.1", "decision_of_own"), ("nonsense", "no_ip")]


async def test_pages_cover_everything_once_from_new_to_old(admin, parts, clock):
    for number in range(7):
        clock.at += 1
        await admin.post("/api/v1/decisions", json={**BAN, "source": f"203.0.113.{number}", "duration_seconds": 10})
    clock.at += 6  # four still hold
    await stored(parts)
    for params, expected in (({}, 7), ({"active": True}, 4), ({"active": False}, 3)):
        values, cursor = [], ""
        while cursor is not None:
            page = (await admin.get("/api/v1/decisions", params={**params, "limit": 2, "cursor": cursor})).json()
            assert page["total"] == expected
            values += [each["value"] for each in page["items"]]
            cursor = page["next_cursor"]
        newest = 6 if params.get("active") is not False else 2
        assert values == [f"203.0.113.{number}" for number in range(newest, newest - expected, -1)]


async def test_a_search_takes_its_text_as_text(admin, parts):
    await admin.post("/api/v1/decisions", json=BAN)
    await stored(parts)
    for q, found in (("113.7", 1), ("SHOP", 1), ("%", 0), ("_03", 0), ("'; --", 0), ("admin", 1)):
        for active in ({}, {"active": True}):
            page = (await admin.get("/api/v1/decisions", params={"q": q, **active})).json()
            assert (page["total"], len(page["items"])) == (found, found), q


async def test_a_cursor_that_is_none_of_ours_is_refused(admin):
    for cursor in ("nonsense", "AAAA", "!!!"):
        assert (await admin.get("/api/v1/decisions", params={"cursor": cursor})).status_code == 422


async def test_a_decision_is_shown_with_its_evidence_once_it_is_stored(admin, parts):
    made = (await admin.post("/api/v1/decisions", json=BAN)).json()
    await stored(parts)
    detail = (await admin.get(f"/api/v1/decisions/{made['id']}")).json()
    assert {name: detail[name] for name in made} == made
    assert detail["nodes"] == []
    assert (await admin.get("/api/v1/decisions/none")).status_code == 404


async def test_a_range_is_decided_about_by_its_one_name_and_told_to_the_nodes(admin, parts, clock):
    wanted = {"source": "203.0.113.77/24", "scope": "range", "type": "challenge"}
    made = (await admin.post("/api/v1/decisions", json=wanted)).json()
    assert (made["scope"], made["value"], made["type"]) == ("range", "203.0.113.0/24", "challenge")
    (told,) = parts.core.decisions.orders_for(0, clock.now()).actions
    assert (told.kind, told.scope, told.value) == ("challenge", "range", "203.0.113.0/24")
    six = (await admin.post("/api/v1/decisions", json={"source": "2001:db8::/48", "scope": "range"})).json()
    assert (six["scope"], six["value"]) == ("range", "2001:db8::/48")


@pytest.mark.parametrize(
    ("source", "value"),
    [("203.0.113.7/32", "203.0.113.7"), ("2001:db8:0:1::/64", "2001:db8:0:1::"), ("203.0.113.8", "203.0.113.8")],
)
async def test_a_range_of_one_source_is_that_source(admin, source, value):
    made = (await admin.post("/api/v1/decisions", json={"source": source, "scope": "range"})).json()
    assert (made["scope"], made["value"]) == ("ip", value)


@pytest.mark.parametrize(
    "source",
    ["10.0.0.0/7", "0.0.0.0/0", "2001::/31", "::ffff:10.0.0.0/120", "10.0.0.0/33", "shop.example/24", "10/8/8"],
)
async def test_a_range_too_wide_or_none_at_all_is_refused(admin, source):
    assert (await admin.post("/api/v1/decisions", json={"source": source, "scope": "range"})).status_code == 422


async def test_what_is_allowed_inside_of_a_banned_range_is_told_to_be_left_alone(admin, parts, clock):
    await admin.post("/api/v1/allowlist", json={"network": "203.0.113.16/28"})
    wanted = {"source": "203.0.113.0/24", "scope": "range"}
    assert (await admin.post("/api/v1/decisions", json=wanted)).status_code == 201
    told = parts.core.decisions.orders_for(0, clock.now()).actions
    assert ("allow", "203.0.113.16/28") in [(action.kind, action.value) for action in told]
    assert told[-1].kind == "ban"


async def test_a_range_that_is_allowed_as_a_whole_cannot_be_banned_and_is_freed(admin):
    wanted = {"source": "203.0.113.0/24", "scope": "range"}
    made = (await admin.post("/api/v1/decisions", json=wanted)).json()
    await admin.post("/api/v1/allowlist", json={"network": "203.0.0.0/16"})
    assert not (await admin.get(f"/api/v1/decisions/{made['id']}")).json()["active"]
    assert (await admin.post("/api/v1/decisions", json=wanted)).status_code == 409


async def test_a_decision_is_made_longer_or_another_one_without_a_moment_between(admin, parts, clock):
    made = (await admin.post("/api/v1/decisions", json=BAN)).json()
    clock.at += 20
    longer = (await admin.patch(f"/api/v1/decisions/{made['id']}", json={"duration_seconds": 3600})).json()
    assert (longer["type"], longer["said"], longer["value"]) == ("ban", "probing", "203.0.113.7")
    clock.at += 100  # the first one would be over
    changed = (await admin.patch(f"/api/v1/decisions/{longer['id']}", json={"type": "challenge"})).json()
    assert (changed["type"], changed["until_at"]) == ("challenge", longer["until_at"])
    held = (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"]
    assert [each["id"] for each in held] == [changed["id"]]
    await stored(parts)
    ended = (await admin.get("/api/v1/decisions", params={"active": False})).json()["items"]
    assert {each["id"]: each["replaced"] for each in ended} == {made["id"]: True, longer["id"]: True}


async def test_what_holds_until_it_is_lifted_stays_so_when_it_becomes_something_else(admin, clock):
    made = (await admin.post("/api/v1/decisions", json=BAN | {"duration_seconds": None})).json()
    changed = (await admin.patch(f"/api/v1/decisions/{made['id']}", json={"type": "limit"})).json()
    assert changed["until_at"] == made["until_at"]
    shorter = (await admin.patch(f"/api/v1/decisions/{changed['id']}", json={"duration_seconds": 600})).json()
    assert shorter["until_at"] < made["until_at"]


async def test_what_has_ended_is_not_changed(admin):
    made = (await admin.post("/api/v1/decisions", json=BAN)).json()
    await admin.delete(f"/api/v1/decisions/{made['id']}")
    answer = await admin.patch(f"/api/v1/decisions/{made['id']}", json={"duration_seconds": 3600})
    assert answer.status_code == 409


async def test_what_decisions_do_is_told_of_those_asked_for(admin, parts, database, clock):
    made = (await admin.post("/api/v1/decisions", json=BAN)).json()
    wide = (await admin.post("/api/v1/decisions", json=BAN | {"source": "198.51.100.0/24", "scope": "range"})).json()
    t = int(clock.at) // 10 * 10
    async with database.connection() as connection:
        await Partitions().make(connection, "source_traffic", {t - 600, t + 10}, t)
        await connection.executemany(
            "INSERT INTO source_traffic VALUES (10, $1, $2, '203.0.113.7', 0, $3, 0, 0, 0.9)",
            [(t, "shop.example", 5), (t + 10, "shop.example", 7), (t - 600, "shop.example", 90), (t, "blog", 40)],
        )
    params = [("id", made["id"]), ("id", wide["id"]), ("id", "none")]
    items = (await admin.get("/api/v1/decisions/effects", params=params)).json()["items"]
    assert [(each["id"], each["refused"], each["nodes"]) for each in items] == [
        (made["id"], 12, 0),
        (wide["id"], None, 0),
    ]
    assert items[0]["last_refused_at"] is not None
