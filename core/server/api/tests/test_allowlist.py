import asyncio
from datetime import UTC, datetime

import pytest

from core.server.api.allowlist_shapes import shown_entry
from core.server.pipeline.tests.reports import report, visit


async def processed(parts):
    async with asyncio.timeout(60):
        while parts.core.health().processed_position < parts.core.health().log_position:
            await asyncio.sleep(0.02)


async def test_allowing_lifts_what_it_covers_and_nothing_else(admin, parts):
    inside = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    outside = (await admin.post("/api/v1/decisions", json={"source": "198.51.100.7"})).json()
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.9/24", "reason": "office"})).json()
    assert entry["network"] == "203.0.113.0/24"
    assert entry["lifted_decisions"] == [inside["id"]]
    held = (await admin.get("/api/v1/decisions", params={"active": True})).json()["items"]
    assert [each["id"] for each in held] == [outside["id"]]


async def test_the_list_still_knows_what_an_entry_lifted(admin, parts):
    made = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7"})).json()
    async with asyncio.timeout(60):
        while (await admin.get("/api/v1/allowlist")).json()["items"] != [entry]:
            await asyncio.sleep(0.02)
    assert entry["lifted_decisions"] == [made["id"]]
    assert (entry["made_by"], entry["until_at"]) == ("admin", None)


async def test_an_entry_ends_by_itself(admin, clock):
    await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7", "duration_seconds": 60})
    assert (await admin.get("/api/v1/allowlist")).json()["total"] == 1
    clock.at += 61
    assert (await admin.get("/api/v1/allowlist")).json()["items"] == []
    assert (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201


async def test_an_entry_taken_back_protects_no_longer(admin):
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7"})).json()
    assert (await admin.delete(f"/api/v1/allowlist/{entry['id']}")).status_code == 204
    assert (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).status_code == 201
    assert (await admin.delete(f"/api/v1/allowlist/{entry['id']}")).status_code == 404


@pytest.mark.parametrize("network", ["nonsense", "0.0.0.0/0", "::/0", "203.0.113.0/33", "1,2"])
async def test_what_is_no_network_or_all_of_them_is_refused(admin, network):
    assert (await admin.post("/api/v1/allowlist", json={"network": network})).status_code == 422


async def test_pasted_lines_are_told_one_by_one_and_change_nothing(admin, clock):
    held = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    await admin.post("/api/v1/allowlist", json={"network": "198.51.100.0/24"})
    text = """network,until_at,owner,reason
203.0.113.9/24 # the office
nonsense
# a note
198.51.100.7,30d,ann,"a partner, in Omsk"
0.0.0.0/0
203.0.113.0/24
2001:db8::/32,2001-01-01,,over
192.0.2.1,soon
"""
    lines = (await admin.post("/api/v1/allowlist/check", json={"text": text})).json()["lines"]
    assert [(each["number"], each["network"], each["fault"]) for each in lines] == [
        (2, "203.0.113.0/24", None),
        (3, None, "network"),
        (5, "198.51.100.7/32", None),
        (6, None, "everyone"),
        (7, None, "twice"),
        (8, None, "past"),
        (9, None, "until"),
    ]
    office, partner = lines[0], lines[2]
    assert (office["reason"], office["cut"], [each["id"] for each in office["lifts"]]) == (
        "the office",
        True,
        [held["id"]],
    )
    assert (partner["owner"], partner["reason"], partner["covered_by"]) == (
        "ann",
        "a partner, in Omsk",
        "198.51.100.0/24",
    )
    assert partner["until_at"] is not None
    assert (await admin.get("/api/v1/allowlist")).json()["total"] == 1


async def test_a_file_that_was_saved_is_read_by_the_names_of_its_values(admin):
    text = """network,reason,requests,until_at,owner
203.0.113.0/24,"the office, Berlin",17,,bob
198.51.100.7,"'=cmd()",0,2100-01-01T00:00:00Z,ann
"""
    office, other = (await admin.post("/api/v1/allowlist/check", json={"text": text})).json()["lines"]
    assert (office["network"], office["reason"], office["owner"], office["until_at"]) == (
        "203.0.113.0/24",
        "the office, Berlin",
        "bob",
        None,
    )
    assert (other["reason"], other["until_at"]) == ("=cmd()", "2100-01-01T00:00:00Z")


async def test_many_are_allowed_at_once_and_what_cannot_be_is_named(admin):
    entries = [{"network": "203.0.113.7", "owner": "ann"}, {"network": "nonsense"}, {"network": "198.51.100.0/24"}]
    answer = (await admin.post("/api/v1/allowlist/bulk", json={"entries": entries})).json()
    assert sorted(each["network"] for each in answer["made"]) == ["198.51.100.0/24", "203.0.113.7/32"]
    assert [(each["network"], each["code"]) for each in answer["refused"]] == [("nonsense", "no_network")]
    assert (await admin.get("/api/v1/allowlist")).json()["total"] == 2


async def test_what_is_said_of_an_entry_changes_and_what_it_covers_does_not(admin, clock):
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7", "reason": "a test"})).json()
    until = datetime.fromtimestamp(clock.at + 300, UTC).isoformat()
    path = f"/api/v1/allowlist/{entry['id']}"
    amended = (await admin.patch(path, json={"until_at": until, "owner": "bob"})).json()
    assert (amended["owner"], amended["reason"], amended["made_at"]) == ("bob", "a test", entry["made_at"])
    assert (await admin.patch(path, json={"until_at": None, "reason": "an office"})).json()["until_at"] is None
    past = datetime.fromtimestamp(clock.at - 1, UTC).isoformat()
    assert (await admin.patch(path, json={"until_at": past})).status_code == 422
    await admin.patch(path, json={"until_at": until})
    clock.at += 301
    assert (await admin.get("/api/v1/allowlist")).json()["items"] == []
    assert (await admin.patch(path, json={"owner": "cat"})).status_code == 404


async def test_what_an_entry_lets_through_is_counted_and_one_that_is_never_met_is_unused(clock, admin, parts):
    await admin.post("/api/v1/allowlist", json={"network": "203.0.113.0/24"})
    await admin.post("/api/v1/allowlist", json={"network": "192.0.2.0/24"})
    at = int(clock.at)
    await parts.core.accept("n1", report(1, [visit("203.0.113.9", at, 3), visit("198.51.100.1", at, 2)]), clock.at)
    await processed(parts)
    entries = (await admin.get("/api/v1/allowlist")).json()["items"]
    met, unmet = sorted(entries, key=lambda each: each["network"], reverse=True)
    assert (met["requests"], met["last_source"], met["last_service"]) == (3, "203.0.113.9", "shop")
    assert (unmet["requests"], unmet["last_at"], unmet["unused"]) == (0, None, False)
    clock.at += 89 * 86_400
    await parts.core.accept("n1", report(2, [visit("203.0.113.9", int(clock.at), 1)]), clock.at)
    await processed(parts)
    clock.at += 2 * 86_400
    entries = parts.core.live.read(lambda live: list(live.context.allowlist.values()))
    shown = {each.network: shown_entry(each, parts.core.allow_tally(each.id), [], [], clock.at) for each in entries}
    assert (shown["203.0.113.0/24"].unused, shown["192.0.2.0/24"].unused) == (False, True)


async def test_a_range_that_is_banned_around_an_entry_is_told(admin):
    await admin.post("/api/v1/decisions", json={"source": "203.0.113.0/24", "scope": "range"})
    entry = (await admin.post("/api/v1/allowlist", json={"network": "203.0.113.7"})).json()
    assert [each["value"] for each in entry["overlapping"]] == ["203.0.113.0/24"]
    assert entry["lifted_decisions"] == []
