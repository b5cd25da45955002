import dataclasses

import httpx
import pytest

from core.server.accounts.networks import network_of
from core.server.api.rate_limits import RateLimit, RateLimits
from core.server.api.tests.conftest import PASSWORD
from core.server.errors import Throttled

NOW = 1_900_000_000.0


def passed(limit, key, times, now=NOW):
    count = 0
    for _ in range(times):
        try:
            limit.take(key, now)
        except Throttled:
            continue
        count += 1
    return count


def test_ten_seconds_worth_pass_at_once_and_then_as_many_as_come_in():
    limit = RateLimit(5)
    assert passed(limit, "ann", 80) == 50
    assert passed(limit, "ann", 80, NOW + 2) == 10
    assert passed(limit, "ann", 80, NOW + 3600) == 50
    assert passed(limit, "ann", 80, NOW) == 0  # a clock that was set back gives nothing


def test_one_who_asks_for_too_much_takes_nothing_from_others_and_hears_how_long_to_wait():
    limit = RateLimit(0.1)
    assert passed(limit, "ann", 5) == 1
    assert passed(limit, "eve", 5) == 1
    with pytest.raises(Throttled) as caught:
        limit.take("ann", NOW)
    assert caught.value.retry_after_seconds == 10


def test_strangers_of_any_number_take_no_more_memory_than_so_much():
    limit = RateLimit(5)
    for number in range(21_000):
        limit.take(str(number), NOW)
    assert len(limit._buckets) == 20_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:0:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "", True),
    ],
)
def test_strangers_are_counted_by_what_one_host_has(one, other, same):
    assert (network_of(one) == network_of(other)) == same


@pytest.fixture
def limited(app, parts):
    """Limits of one request a second for people and for strangers, which is ten at once."""
    settings = dataclasses.replace(parts.settings, requests_per_second=1, guest_requests_per_second=1)
    before, app.state.rate_limits = app.state.rate_limits, RateLimits(settings)
    yield
    app.state.rate_limits = before


async def test_a_person_is_answered_429_with_when_to_come_again_and_others_are_not(
    admin, sign_in, client, limited, clock
):
    viewer = await sign_in("viewer")
    answers = [await admin.get("/api/v1/me") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert (await viewer.get("/api/v1/me")).status_code == 200
    clock.at += 1
    assert (await admin.get("/api/v1/me")).status_code == 200


async def test_strangers_are_limited_by_address_with_wrong_tokens_too_and_agents_are_apart(client, admin, limited):
    client.headers["Authorization"] = "Bearer none"
    codes = [(await client.get("/api/v1/me")).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    del client.headers["Authorization"]
    answer = await client.post("/api/v1/session", json={"login": "x", "password": "y"})
    assert (answer.status_code, answer.json()["title"]) == (429, "Too many attempts: wait a little.")
    assert answer.headers["x-frame-options"] == "DENY"
    assert (await client.get("/api/v1/agent/questions")).status_code == 401
    assert (await client.get("/")).status_code == 200
    assert (await admin.get("/api/v1/me")).status_code == 200


@pytest.mark.parametrize("authorization", ["Bearer none", "Basic eDp5", "x", "Bearer dzr_0a1b_x"])
async def test_a_header_that_opens_nothing_makes_nobody_less_of_a_stranger(client, limited, authorization):
    """Where no token is asked for, as at signing in, nobody would look at it."""
    headers = {"Authorization": authorization}
    for path in ("session", "session/refresh", "invitations/look", "invitations/take-up"):
        codes = [(await client.post(f"/api/v1/{path}", json={}, headers=headers)).status_code for _ in range(12)]
        assert codes[-1] == 429, path


async def test_a_token_from_where_it_is_not_for_is_a_strangers(new_client, admin, limited):
    wanted = {"name": "ci", "permissions": ["read"], "duration_seconds": 60, "networks": ["192.0.2.0/24"]}
    wanted["password"] = PASSWORD
    program = new_client()
    token = (await admin.post("/api/v1/me/tokens", json=wanted)).json()["token"]
    program.headers["Authorization"] = f"Bearer {token}"
    codes = [(await program.get("/api/v1/nodes")).status_code for _ in range(12)]
    assert codes == [403] * 10 + [429] * 2


async def test_limits_hold_below_the_path_under_which_a_proxy_shows_the_core(app, parts, limited):
    app.state.parts = parts
    transport = httpx.ASGITransport(app, root_path="/dozor")
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost/dozor/") as shown:
        answers = [await shown.get("api/v1/session/ways") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[0].headers["cache-control"] == "no-store"


async def test_a_report_may_be_large_below_such_a_path_too(app, parts):
    app.state.parts = parts
    node, key = await parts.fleet.create("edge-1")
    headers = {"Authorization": f"Bearer {node.id}.{key}", "Content-Type": "application/json"}
    transport = httpx.ASGITransport(app, root_path="/dozor")
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost/dozor/", headers=headers) as shown:
        answer = await shown.post("api/v1/agent/reports", content=b"x" * (parts.settings.body_bytes_max + 1))
    assert answer.status_code == 422
