import pytest

API = "/api/v1/config"
SECRETS = f"{API}/secrets"
PASSWORD = {"kind": "password", "value": "open sesame"}


async def test_a_secret_goes_in_and_never_comes_out(admin, parts, database):
    made = await admin.put(f"{SECRETS}/door", json=PASSWORD)
    assert (made.status_code, made.json()["kind"], made.json()["made_by"]) == (200, "password", "admin")
    variables = {"CF_Token": "hush hush"}
    assert (await admin.put(f"{SECRETS}/dns", json={"kind": "credentials", "variables": variables})).status_code == 200
    await parts.audit.store()
    async with database.connection() as connection:
        audited = str(await connection.fetch("SELECT * FROM audit"))
    seen = [(await admin.get(path)).text for path in (SECRETS, f"{SECRETS}/door", API, f"{API}/export")]
    for text in (*seen, made.text, audited):
        assert "sesame" not in text
        assert "hush" not in text
        assert "$2b$" not in text
    assert "put_secret" in audited


async def test_a_secret_that_a_document_names_stays(admin, parts):
    await parts.fleet.create("one")
    await admin.put(f"{SECRETS}/door", json=PASSWORD)
    await admin.put(f"{API}/service/shop", json={})
    site = {"names": ["a.example"], "service": "shop", "nodes": ["one"], "basic_auth": {"users": {"ann": "door"}}}
    assert (await admin.put(f"{API}/domain/shop", json=site)).status_code == 200
    assert (await admin.get(f"{SECRETS}/door")).json()["used_by"] == ["domain shop"]
    assert (await admin.delete(f"{SECRETS}/door")).status_code == 409
    token = {"kind": "token", "value": "abcdefgh12"}
    assert (await admin.put(f"{SECRETS}/door", json=token)).status_code == 409
    await admin.delete(f"{API}/domain/shop")
    assert (await admin.delete(f"{SECRETS}/door")).status_code == 200
    assert (await admin.get(f"{SECRETS}/door")).status_code == 404


async def test_a_dry_run_keeps_and_forgets_nothing(admin):
    assert (await admin.put(f"{SECRETS}/door", json=PASSWORD, params={"dry_run": True})).status_code == 200
    assert (await admin.get(SECRETS)).json() == []
    await admin.put(f"{SECRETS}/door", json=PASSWORD)
    assert (await admin.delete(f"{SECRETS}/door", params={"dry_run": True})).status_code == 200
    assert [each["name"] for each in (await admin.get(SECRETS)).json()] == ["door"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "password"},
        {"kind": "password", "value": "short"},
        {"kind": "password", "value": "ж" * 40},
        {"kind": "token", "value": "with spaces in it"},
        {"kind": "token", "value": 'x";}evil{'},
        {"kind": "credentials", "value": "secretish"},
        {"kind": "credentials", "variables": {}},
        {"kind": "credentials", "variables": {"A B": "secretish"}},
        {"kind": "credentials", "variables": {"A": "secretish\nx"}},
        {"kind": "credentials", "variables": {"LOG_FILE": "secretish"}},
        {"kind": "credentials", "variables": {"Le_ReloadCmd": "secretish"}},
        {"kind": "key", "value": "secretish"},
    ],
)
async def test_what_is_no_secret_is_refused_and_not_repeated(admin, body):
    answer = await admin.put(f"{SECRETS}/door", json=body)
    assert answer.status_code == 422
    assert "secretish" not in answer.text


async def test_a_secret_that_is_deployed_stays_until_it_is_deployed_no_more(admin, parts):
    await parts.fleet.create("one")
    await admin.put(f"{SECRETS}/door", json=PASSWORD)
    await admin.put(f"{API}/service/shop", json={})
    site = {"names": ["a.example"], "service": "shop", "nodes": ["one"], "basic_auth": {"users": {"ann": "door"}}}
    await admin.put(f"{API}/domain/shop", json=site)
    await parts.proxy.deployer.deploy(by="ann", note="")
    await admin.delete(f"{API}/domain/shop")
    assert (await admin.delete(f"{SECRETS}/door")).status_code == 409
    token = {"kind": "token", "value": "abcdefgh12"}
    assert (await admin.put(f"{SECRETS}/door", json=token)).status_code == 409
