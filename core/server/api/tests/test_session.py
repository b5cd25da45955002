import pytest

from core.server.api.tests.conftest import PASSWORD

WRONG = {"login": "admin", "password": "wrong"}


async def test_signing_in_gives_a_token_that_opens(client, admin, parts):
    answer = await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})
    body = answer.json()
    assert body["me"] == {"login": "admin", "role": "admin", "permissions": ["read", "decide", "operate", "train"]}
    assert answer.headers["cache-control"] == "no-store"
    me = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert me.json() == body["me"]


async def test_the_access_token_ends_after_its_seconds(client, admin, clock):
    seconds = (await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})).json()
    clock.at += seconds["expires_in_seconds"]
    assert (await admin.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(("host", "secure"), [("localhost", False), ("127.0.0.1:7700", False), ("dozor.lan", True)])
async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, admin, host, secure):
    answer = await client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD}, headers={"Host": host})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("dozor_refresh=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/api/v1/session" in cookie
    assert ("secure" in cookie) is secure


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
