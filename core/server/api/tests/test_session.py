import logging

import pyotp
import pytest

from core.server.accounts.tokens import SKEW_SECONDS
from core.server.api.tests.conftest import PASSWORD

WRONG = {"login": "admin", "password": "wrong"}


async def test_signing_in_gives_a_token_that_opens(client, admin, parts):
    answer = await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})
    body = answer.json()
    assert body["me"] == {
        "login": "admin",
        "role": "admin",
        "kind": "person",
        "permissions": ["read", "logs", "decide", "operate", "train", "manage"],
        "services": None,
        "groups": None,
        "must_change_password": False,
        "has_password": True,
        "second_factor": False,
        "must_set_up_second_factor": False,
    }
    assert answer.headers["cache-control"] == "no-store"
    me = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert me.json() == body["me"]


async def test_the_access_token_ends_after_its_seconds(client, admin, clock):
    seconds = (await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})).json()
    clock.at += seconds["expires_in_seconds"] + SKEW_SECONDS
    assert (await admin.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(("host", "secure"), [("localhost", False), ("127.0.0.1:7700", False), ("dozor.lan", True)])
async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, admin, host, secure):
    answer = await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD}, headers={"Host": host})
    cookies = [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["dozor_device", "dozor_refresh"]
    for cookie in cookies:
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/api/v1/session" in cookie
        assert ("secure" in cookie) is secure


FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
async def test_what_another_site_asks_in_somebodys_browser_is_refused(admin, headers):
    for method, path in (("POST", "/api/v1/session/refresh"), ("DELETE", "/api/v1/session")):
        assert (await admin.request(method, path, headers=headers)).status_code == 403
    shown = {"login": "admin", "password": PASSWORD}  # nobody is signed in unawares to another one's account
    assert (await admin.post("/api/v1/session", json=shown, headers=headers)).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert (await admin.post("/api/v1/session/refresh", headers=own)).status_code == 200
    assert (await admin.delete("/api/v1/session", headers={"Origin": "http://localhost"})).status_code == 204


async def test_a_refresh_token_used_twice_is_in_the_audit_log(admin, clock, parts, database):
    stolen = admin.cookies["dozor_refresh"]
    await admin.post("/api/v1/session/refresh")
    clock.at += 60
    admin.cookies.clear()
    answer = await admin.post("/api/v1/session/refresh", headers={"Cookie": f"dozor_refresh={stolen}"})
    assert answer.status_code == 401
    await parts.audit.store()
    async with database.connection() as connection:
        why = await connection.fetchval("SELECT after->>'why' FROM audit WHERE action = 'end_session'")
    assert why == "reused"


async def test_the_second_factor_is_asked_for_by_a_problem_of_its_own(client, admin, clock):
    setup = (await admin.post("/api/v1/me/second-factor", json={"password": PASSWORD})).json()
    totp = pyotp.TOTP(setup["secret"])
    confirmed = await admin.post("/api/v1/me/second-factor/confirm", json={"code": totp.at(int(clock.at))})
    assert len(confirmed.json()["codes"]) == 10
    clock.at += 60
    shown = {"login": "admin", "password": PASSWORD}
    wanted = await client.post("/api/v1/session", json=shown)
    assert (wanted.status_code, wanted.json()["type"]) == (401, "urn:dozor:second-factor-wanted")
    wrong = await client.post("/api/v1/session", json={**shown, "code": "000000"})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "urn:dozor:wrong-code")
    right = await client.post("/api/v1/session", json={**shown, "code": totp.at(int(clock.at))})
    assert right.json()["me"]["second_factor"]


async def test_refreshing_rotates_and_reuse_ends_the_session(admin, clock):
    first = admin.cookies["dozor_refresh"]
    answer = await admin.post("/api/v1/session/refresh")
    assert answer.status_code == 200
    second = admin.cookies["dozor_refresh"]
    assert second != first
    admin.cookies.clear()
    clock.at += 60
    for stale in (first, second):
        again = await admin.post("/api/v1/session/refresh", headers={"Cookie": f"dozor_refresh={stale}"})
        assert again.status_code == 401


async def test_signing_out_ends_the_session_and_the_cookie(admin):
    cookie = admin.cookies["dozor_refresh"]
    answer = await admin.delete("/api/v1/session")
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    again = await admin.post("/api/v1/session/refresh", headers={"Cookie": f"dozor_refresh={cookie}"})
    assert again.status_code == 401


async def test_without_a_cookie_there_is_nothing_to_refresh_and_nothing_to_end(client):
    assert (await client.post("/api/v1/session/refresh")).status_code == 401
    assert (await client.delete("/api/v1/session")).status_code == 204


async def test_guessing_is_throttled_with_a_time_to_wait(client, admin, clock):
    answers = [await client.post("/api/v1/session", json=WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    wait = int(answers[-1].headers["retry-after"])
    assert (await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})).status_code == 429
    clock.at += wait + 1
    assert (await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Ünïcode", "x" * 9000])
async def test_a_token_that_is_none_is_refused(client, token):
    answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_sign_in_that_is_refused_is_in_the_log_with_its_place_and_without_its_password(client, admin, caplog):
    caplog.set_level(logging.INFO, "core.server.api.session")
    for login in ("admin", "a\nb"):
        await client.post("/api/v1/session", json={"login": login, "password": "a guess"})
    first, second = (record.getMessage() for record in caplog.records)
    assert first == "sign-in as 'admin' from 127.0.0.1 refused: The login or the password is wrong."
    assert "\n" not in second
