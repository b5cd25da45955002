import json

from core.server.api.tests.conftest import PASSWORD

TOKEN = {"name": "script", "permissions": ["read"], "duration_seconds": 3600, "password": PASSWORD}


async def make(person, **said):
    answer = await person.post("/api/v1/me/tokens", json={**TOKEN, **said})
    assert answer.status_code == 201, answer.text
    return answer.json()


def by(client, made):
    client.headers["Authorization"] = f"Bearer {made['token']}"
    return client


async def test_a_token_is_shown_once_and_opens_what_it_is_for(sign_in, client):
    analyst = await sign_in("analyst")
    made = await make(analyst, networks=["127.0.0.0/8"])
    program = by(client, made)
    me = (await program.get("/api/v1/me")).json()
    assert (me["login"], me["kind"], me["permissions"]) == ("analyst", "token", ["read"])
    assert (await program.get("/api/v1/decisions")).status_code == 200
    assert (await program.post("/api/v1/allowlist", json={"network": "192.0.2.1"})).status_code == 403
    (shown,) = (await analyst.get("/api/v1/me/tokens")).json()
    assert shown["used_address"] == "127.0.0.1"
    assert made["token"] not in json.dumps(shown)


async def test_a_stolen_session_makes_no_token_without_the_password(sign_in):
    analyst = await sign_in("analyst")
    for password in ("", "a guess"):
        answer = await analyst.post("/api/v1/me/tokens", json={**TOKEN, "password": password})
        assert answer.status_code == 401
    assert (await analyst.get("/api/v1/me/tokens")).json() == []


async def test_a_token_makes_no_tokens_and_is_no_person(sign_in, client):
    made = await make(await sign_in("admin"), permissions=["read", "manage"])
    program = by(client, made)
    assert (await program.get("/api/v1/audit")).status_code == 200
    for method, path in (
        ("GET", "/me/tokens"),
        ("POST", "/me/tokens"),
        ("DELETE", "/me/tokens/x"),
        ("GET", "/me/sessions"),
    ):
        assert (await program.request(method, f"/api/v1{path}", json=TOKEN)).status_code == 403, (method, path)


async def test_owners_and_administrators_revoke_it_and_nobody_else(sign_in, admin, client):
    analyst, viewer = await sign_in("analyst"), await sign_in("viewer")
    one, two = await make(analyst), await make(analyst)
    path = f"/api/v1/me/tokens/{one['about']['id']}"
    assert (await viewer.delete(path)).status_code == 404
    assert (await viewer.delete(f"/api/v1/api-tokens/{one['about']['id']}")).status_code == 403
    assert (await analyst.delete(path)).status_code == 204
    assert (await by(client, one).get("/api/v1/me")).status_code == 401
    assert [each["login"] for each in (await admin.get("/api/v1/api-tokens")).json()] == ["analyst"]
    assert (await admin.delete(f"/api/v1/api-tokens/{two['about']['id']}")).status_code == 204
    assert (await by(client, two).get("/api/v1/me")).status_code == 401


async def test_what_a_token_did_is_noted_as_its_own(admin, client):
    made = await make(admin, permissions=["operate"])
    assert (await by(client, made).post("/api/v1/nodes", json={"name": "edge-1"})).status_code == 201
    created, granted = (await admin.get("/api/v1/audit", params={"limit": 2})).json()["items"]
    assert (created["by"], created["kind"], created["session"]) == ("admin", "token", made["about"]["id"])
    assert (granted["action"], granted["after"]["permissions"]) == ("make_api_token", ["operate"])
    assert made["token"].rpartition("_")[2] not in json.dumps(granted)
