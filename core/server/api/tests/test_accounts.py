import pytest

from core.server.api.tests.conftest import PASSWORD

BEN = {"login": "ben", "role": "operator", "services": ["shop.*"], "groups": None}


@pytest.fixture
async def ben(admin):
    return (await admin.post("/api/v1/accounts", json=BEN)).json()


async def noted(parts, action):
    await parts.audit.store()
    async with parts.database.connection() as connection:
        rows = await connection.fetch("SELECT * FROM audit WHERE action = $1 ORDER BY id", action)
    return [dict(row) for row in rows]


async def test_an_account_is_made_changed_disabled_and_deleted(admin, ben, client):
    path = f"/api/v1/accounts/{ben['account']['id']}"
    assert (await admin.get(path)).json() == ben["account"]
    changed = (await admin.patch(path, json={"role": "viewer", "services": None, "groups": ["edge"]})).json()
    assert (changed["role"], changed["services"], changed["groups"]) == ("viewer", None, ["edge"])
    assert not (await admin.patch(path, json={"enabled": False})).json()["enabled"]
    shown = {"login": "ben", "password": ben["password"]}
    assert (await client.post("/api/v1/session", json=shown)).status_code == 401
    assert (await admin.patch(path, json={"enabled": True})).json()["groups"] == ["edge"]
    assert (await client.post("/api/v1/session", json=shown)).status_code == 200
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404


async def test_what_happened_to_accounts_is_audited_before_and_after_without_secrets(admin, ben, parts):
    path = f"/api/v1/accounts/{ben['account']['id']}"
    await admin.patch(path, json={"role": "viewer"})
    reset = (await admin.post(f"{path}/password")).json()["password"]
    await admin.delete(path)
    (change,) = await noted(parts, "change_account")
    assert '"role":"operator"' in change["before"]
    assert '"role":"viewer"' in change["after"]
    entries = [await noted(parts, action) for action in ("create_account", "reset_password", "delete_account")]
    assert [entry["subject"] for (entry,) in entries] == ["ben", "ben", "ben"]
    for secret in (ben["password"], reset):
        assert secret not in str(entries)


@pytest.mark.parametrize(
    "body",
    [
        {"login": "b n", "role": "viewer"},
        {"login": "local", "role": "viewer"},
        {"login": "x", "role": "root"},
        {"login": "x", "role": "viewer", "services": [""]},
        {"login": "x", "role": "viewer", "password": "a right long horse"},
    ],
)
async def test_what_is_no_account_is_refused(admin, body):
    assert (await admin.post("/api/v1/accounts", json=body)).status_code == 422


async def test_a_login_is_somebodys_alone_and_the_last_administrator_stays(admin, ben, parts, new_client):
    assert (await admin.post("/api/v1/accounts", json={**BEN, "login": "BEN"})).status_code == 409
    own = next(each for each in (await admin.get("/api/v1/accounts")).json() if each["login"] == "admin")
    path = f"/api/v1/accounts/{own['id']}"
    assert (await admin.patch(path, json={"role": "viewer"})).status_code == 403
    local = new_client()
    local.headers["Authorization"] = f"Bearer {parts.accounts.local_token}"
    assert (await local.delete(path)).status_code == 409


async def test_an_administrator_sees_and_ends_sessions_of_others(admin, ben, client):
    path = f"/api/v1/accounts/{ben['account']['id']}/sessions"
    answer = await client.post("/api/v1/session", json={"login": "ben", "password": ben["password"]})
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    (session,) = (await admin.get(path)).json()
    assert (await admin.delete(f"{path}/{session['id']}")).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).json() == []


async def test_who_is_invited_chooses_login_and_password(admin, client, parts):
    made = (await admin.post("/api/v1/invitations", json={"role": "analyst", "note": "the new one"})).json()
    looked = (await client.post("/api/v1/invitations/look", json={"token": made["token"]})).json()
    assert (looked["role"], looked["made_by"]) == ("analyst", "admin")
    taken = {"token": made["token"], "login": "eve", "password": PASSWORD}
    assert (await client.post("/api/v1/invitations/take-up", json={**taken, "password": "short"})).status_code == 422
    assert (await client.post("/api/v1/invitations/take-up", json=taken)).json() == {"login": "eve"}
    assert (await client.post("/api/v1/invitations/take-up", json=taken)).status_code == 404
    assert (await client.post("/api/v1/session", json={"login": "eve", "password": PASSWORD})).status_code == 200
    assert made["token"] not in str([await noted(parts, "invite"), await noted(parts, "take_up_invitation")])


async def test_an_invitation_is_taken_back(admin, client):
    made = (await admin.post("/api/v1/invitations", json={"role": "admin"})).json()
    assert [each["id"] for each in (await admin.get("/api/v1/invitations")).json()] == [made["invitation"]["id"]]
    assert (await admin.delete(f"/api/v1/invitations/{made['invitation']['id']}")).status_code == 204
    assert (await client.post("/api/v1/invitations/look", json={"token": made["token"]})).status_code == 404


async def test_signing_keys_change_without_anybody_being_signed_out(admin, parts):
    (before,) = (await admin.get("/api/v1/signing-keys")).json()["keys"]
    after = (await admin.post("/api/v1/signing-keys", json={})).json()["keys"]
    assert [each["id"] for each in after][1] == before["id"]
    assert (await admin.get("/api/v1/me")).status_code == 200
    await admin.post("/api/v1/signing-keys", json={"forget_others": True})
    assert (await admin.get("/api/v1/me")).status_code == 401
    assert (await admin.post("/api/v1/session/refresh")).status_code == 200
    assert len(await noted(parts, "rotate_signing_keys")) == 2
