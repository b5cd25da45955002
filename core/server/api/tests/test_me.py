import pyotp
import pytest

from core.server.api.tests.conftest import PASSWORD

NEW = "another right horse"


async def sign_in(client, login, password):
    answer = await client.post("/api/v1/session", json={"login": login, "password": password})
    client.headers["Authorization"] = f"Bearer {answer.json().get('access_token')}"
    return answer


@pytest.fixture
async def newcomer(client, admin):
    """Somebody whose first password an administrator knows."""
    made = (await admin.post("/api/v1/accounts", json={"login": "ben", "role": "operator"})).json()
    await sign_in(client, "ben", made["password"])
    return client, made["password"]


async def test_until_the_first_password_is_changed_everything_else_is_refused_with_a_type_that_says_so(newcomer):
    ben, first = newcomer
    assert (await ben.get("/api/v1/me")).json()["must_change_password"]
    for path in ("/api/v1/nodes", "/api/v1/me/sessions", "/api/v1/accounts"):
        refused = await ben.get(path)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:dozor:password-change-wanted")
    assert (await ben.put("/api/v1/me/password", json={"old": first, "new": NEW})).status_code == 204
    assert (await ben.get("/api/v1/nodes")).status_code == 200
    assert not (await ben.get("/api/v1/me")).json()["must_change_password"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"old": "wrong", "new": NEW}, 401),
        ({"old": PASSWORD, "new": "too short"}, 422),
        ({"old": PASSWORD, "new": "password12345"}, 422),
        ({"old": PASSWORD, "new": PASSWORD}, 422),
    ],
)
async def test_a_password_is_changed_by_the_old_one_to_a_good_one(admin, change, status):
    answer = await admin.put("/api/v1/me/password", json=change)
    assert answer.status_code == status
    assert change["new"] not in answer.text


async def test_a_stolen_session_cannot_guess_the_password(admin):
    statuses = [
        (await admin.put("/api/v1/me/password", json={"old": f"guess {number}", "new": NEW})).status_code
        for number in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2


async def test_sessions_are_listed_with_the_one_that_asks_and_ended(admin, new_client):
    elsewhere = new_client()
    await sign_in(elsewhere, "admin", PASSWORD)
    listed = (await admin.get("/api/v1/me/sessions")).json()
    assert sorted(each["current"] for each in listed) == [False, True]
    other = next(each["id"] for each in listed if not each["current"])
    assert (await admin.delete(f"/api/v1/me/sessions/{other}")).status_code == 204
    assert (await elsewhere.get("/api/v1/me")).status_code == 401
    assert (await admin.delete(f"/api/v1/me/sessions/{other}")).status_code == 404
    await sign_in(elsewhere, "admin", PASSWORD)
    assert (await admin.delete("/api/v1/me/sessions")).status_code == 204
    assert (await elsewhere.get("/api/v1/me")).status_code == 401
    assert (await admin.get("/api/v1/me")).status_code == 200


async def test_a_program_with_the_local_token_is_nobody_with_a_password(parts, new_client):
    local = new_client()
    local.headers["Authorization"] = f"Bearer {parts.accounts.local_token}"
    assert (await local.get("/api/v1/me")).json()["kind"] == "local"
    assert (await local.get("/api/v1/me/sessions")).status_code == 403
    assert (await local.put("/api/v1/me/password", json={"old": "x", "new": NEW})).status_code == 403


async def test_a_role_that_needs_a_second_factor_does_nothing_before_it_is_set_up(
    admin, parts, clock, new_client, monkeypatch
):
    monkeypatch.setattr(parts.accounts, "_second_factor_roles", frozenset({"admin"}))
    refused = await admin.get("/api/v1/nodes")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:dozor:second-factor-setup-wanted")
    assert (await admin.get("/api/v1/me")).json()["must_set_up_second_factor"]
    spoken_for, account = new_client(), parts.accounts.directory.by_login("admin")
    spoken_for.headers["Authorization"] = f"Bearer {parts.accounts.telegram_token(account.id)}"
    assert (await spoken_for.get("/api/v1/nodes")).status_code == 403
    secret = (await admin.post("/api/v1/me/second-factor", json={"password": PASSWORD})).json()["secret"]
    code = pyotp.TOTP(secret).at(int(clock.at))
    assert (await admin.post("/api/v1/me/second-factor/confirm", json={"code": code})).status_code == 200
    assert (await admin.get("/api/v1/nodes")).status_code == 200


async def test_a_second_factor_is_turned_on_and_off(admin, clock):
    assert (await admin.post("/api/v1/me/second-factor", json={"password": "wrong"})).status_code == 401
    await admin.post("/api/v1/me/second-factor", json={"password": PASSWORD})
    assert (await admin.get("/api/v1/me/second-factor")).json() == {"on": False, "recovery_codes_left": 0}
    assert (await admin.post("/api/v1/me/second-factor/confirm", json={"code": "1"})).status_code == 401
    off = await admin.post("/api/v1/me/second-factor/off", json={"password": PASSWORD, "code": "1"})
    assert off.status_code == 409
