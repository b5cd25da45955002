from collections.abc import Iterable
from datetime import datetime

import pytest

from agent.contract.wire import Sample
from core.server.ingest.commands import SetMode
from core.server.pipeline.tests.reports import flood, report
from dozor.tests.waiting import until

POLICY = "/api/v1/policy"


async def attack_once(parts, clock, service: str, *, source: str = "127.0.9.9", samples: Iterable[Sample] = ()) -> None:
    """Have one source flood a service that enforces, a second before now, and wait until that is stored."""
    now = int(clock.now())
    await parts.core.command(SetMode(at=now - 1, service=service, mode="enforce", by="admin"))
    rows = [flood(source, now - 1, 900) | {"service": service}]
    await parts.core.accept("n2", report(1, rows, outbox=f"{service}-{source}", samples=samples), float(now))
    await until(lambda: parts.core.health().stored_position == parts.core.health().log_position)


async def test_the_policy_begins_as_it_is_shipped(admin):
    policy = (await admin.get(POLICY)).json()
    assert (policy["frozen"], policy["max_step"], policy["distrusted_heads"]) == (False, "ban", [])
    assert policy["thresholds"]["ban"] == 1e-4


async def test_a_frozen_core_says_so_everywhere_and_decides_nothing(admin, parts, clock):
    policy = (await admin.patch(POLICY, json={"frozen": True})).json()
    assert (policy["frozen"], policy["frozen_by"]) == (True, "admin")
    await attack_once(parts, clock, "shop")
    assert (await admin.get("/api/v1/decisions")).json()["items"] == []
    assert (await admin.get("/api/v1/snapshot/anomalies")).json()["frozen"] is True
    await admin.patch(POLICY, json={"frozen": False})
    await attack_once(parts, clock, "shop", source="127.0.9.8")
    assert len((await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]) == 1


async def test_a_service_has_its_own_thresholds_and_strongest_step(admin, parts, clock):
    change = {"max_step": "limit", "thresholds": {"ban": 1e-6}}
    service = (await admin.patch("/api/v1/services/shop", json=change)).json()
    assert (service["mode"], service["max_step"], service["thresholds"]["ban"]) == ("observe", "limit", 1e-6)
    assert (await admin.get(POLICY)).json()["thresholds"]["ban"] == 1e-4
    await attack_once(parts, clock, "shop")
    assert (await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"] == []
    await attack_once(parts, clock, "blog")
    assert len((await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]) == 1


async def test_the_defaults_hold_where_nobody_said_otherwise(admin):
    await admin.patch(POLICY, json={"max_step": "challenge", "thresholds": {"observe": 5e-3}})
    service = (await admin.patch("/api/v1/services/shop", json={"mode": "enforce"})).json()
    assert (service["mode"], service["max_step"], service["thresholds"]["observe"]) == ("enforce", "challenge", 5e-3)


async def test_durations_and_the_budget_are_what_was_said_until_they_are_as_shipped_again(admin, parts, clock):
    shipped = (await admin.get(POLICY)).json()
    assert (shipped["durations"]["bans"][:3], shipped["durations"]["bans"][-1]) == ([600, 1200, 2400], 76_800)
    assert (shipped["budget"]["least_bans"], shipped["budget"]["window_seconds"]) == (30, 600)
    change = {"durations": {"ban_seconds": 3600, "longest_ban_seconds": 5000}, "budget": {"least_bans": 7}}
    policy = (await admin.patch(POLICY, json=change)).json()
    assert (policy["durations"]["bans"], policy["durations"]["step_seconds"]) == ([3600, 5000], 600)
    assert policy["budget"] == shipped["budget"] | {"least_bans": 7}
    await attack_once(parts, clock, "shop")
    (ban,) = (await admin.get("/api/v1/decisions", params={"type": "ban"})).json()["items"]
    decided, until_at = (datetime.fromisoformat(ban[name]) for name in ("decided_at", "until_at"))
    assert (until_at - decided).total_seconds() == 3600
    noted = (await admin.get("/api/v1/audit", params={"action": "change_policy"})).json()["items"][0]
    assert (noted["before"]["budget"]["least_bans"], noted["after"]["budget"]["least_bans"]) == (30, 7)
    assert (await admin.patch(POLICY, json={"durations": {}, "budget": {}})).json() == shipped


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"durations": {"step_seconds": 59}}, "duration_out_of_bounds"),
        ({"durations": {"longest_ban_seconds": 86_401}}, "duration_out_of_bounds"),
        ({"durations": {"ban_seconds": 7200, "longest_ban_seconds": 3600}}, "longest_ban_too_short"),
        ({"budget": {"least_bans": -1}}, "bans_out_of_bounds"),
        ({"budget": {"share_of_sources": 0.11}}, "sources_out_of_bounds"),
        ({"budget": {"share_of_traffic": 0.21}}, "traffic_out_of_bounds"),
        ({"budget": {"outsiders": 100_001}}, "outsiders_out_of_bounds"),
    ],
)
async def test_durations_and_budgets_beyond_their_bounds_are_refused_with_a_code(admin, body, code):
    before = (await admin.get(POLICY)).json()
    answer = await admin.patch(POLICY, json={"frozen": True, **body})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await admin.get(POLICY)).json() == before


@pytest.mark.parametrize(
    "body",
    [
        {"thresholds": {"ban": 0.05}},
        {"thresholds": {"limit": 2}},
        {"max_step": "destroy"},
        {"trusted_head": "nobody"},
        {"melted": True},
    ],
)
async def test_a_policy_that_makes_no_sense_is_refused_and_changes_nothing(admin, body):
    before = (await admin.get(POLICY)).json()
    assert (await admin.patch(POLICY, json=body)).status_code == 422
    assert (await admin.get(POLICY)).json() == before


async def test_a_budget_that_is_spent_is_seen(admin, sign_in, parts, clock):
    now = int(clock.now())
    await parts.core.command(SetMode(at=now - 1, service="shop", mode="enforce", by="admin"))
    rows = [flood(f"127.1.0.{n}", now - 1, 900) for n in range(1, 41)]
    await parts.core.accept("n2", report(1, rows), float(now))
    await until(lambda: parts.core.health().processed_position == parts.core.health().log_position)
    policy = (await admin.get(POLICY)).json()
    assert [each["service"] for each in policy["budget_exhausted"]] == ["shop"]
    assert "shop" not in (await admin.get("/api/v1/health")).text  # which anybody may ask
    assert (await admin.get("/api/v1/snapshot/anomalies")).json()["budget_exhausted"] == ["shop"]
    clock.at += 601
    assert (await (await sign_in("viewer")).get(POLICY)).json()["budget_exhausted"] == []
