from urllib.parse import parse_qs, urlsplit

import pytest

from core.server.accounts.oidc.signing_in import ProviderSignIn
from core.server.accounts.oidc.tests.conftest import oidc, provider  # noqa: F401 - fixtures
from core.server.seal import Seal

CALLBACK = "/api/v1/session/provider/callback"


@pytest.fixture
def vouching(parts, provider, oidc):  # noqa: F811 - the fixtures
    accounts = parts.accounts
    seal = Seal(*parts.settings.seal_keys)
    accounts.provider = ProviderSignIn(oidc, parts.clock, accounts.directory, accounts.people, seal)
    return provider


async def come_back(client, provider, **claims):  # noqa: F811 - the fixture
    url = (await client.post("/api/v1/session/provider")).json()["url"]
    code, state = provider.come(url, **{"preferred_username": "ann", "groups": ["soc"], **claims})
    return await client.get(CALLBACK, params={"code": code, "state": state})


async def test_without_a_provider_people_sign_in_by_password(client):
    assert (await client.get("/api/v1/session/ways")).json() == {"provider": None}
    assert (await client.post("/api/v1/session/provider")).status_code == 404


async def test_who_comes_back_from_the_provider_has_a_session(client, vouching, parts):
    assert (await client.get("/api/v1/session/ways")).json() == {"provider": "Corp"}
    answer = await come_back(client, vouching)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    session = (await client.post("/api/v1/session/refresh")).json()
    assert (session["me"]["login"], session["me"]["has_password"]) == ("ann", False)
    client.headers["Authorization"] = f"Bearer {session['access_token']}"
    assert [each["way"] for each in (await client.get("/api/v1/me/sessions")).json()] == ["provider"]
    assert (await client.put("/api/v1/me/password", json={"old": "x", "new": "a right long horse"})).status_code == 401
    assert (await client.post("/api/v1/session", json={"login": "ann", "password": "x"})).status_code == 401


async def test_who_has_no_role_is_sent_to_the_application_with_the_reason(client, vouching):
    answer = await come_back(client, vouching, groups=[])
    problem = parse_qs(urlsplit(answer.headers["location"]).query)["sign_in_problem"]
    assert "nothing says what you may do here" in problem[0]
    assert (await client.post("/api/v1/session/refresh")).status_code == 401


async def test_nobody_is_signed_in_by_a_link_that_another_made(client, new_client, vouching):
    """The attacker's own code and state, opened in the victim's browser, begin no session there."""
    url = (await new_client().post("/api/v1/session/provider")).json()["url"]
    code, state = vouching.come(url, groups=["soc"])
    answer = await client.get(CALLBACK, params={"code": code, "state": state})
    assert "sign_in_problem" in answer.headers["location"]
    assert "dozor_refresh" not in client.cookies


async def test_an_error_of_the_provider_and_hostile_words_are_sent_home_as_text(client, vouching):
    answer = await client.get(CALLBACK, params={"error": "access_denied", "code": "", "state": "//evil.example"})
    assert urlsplit(answer.headers["location"]).path == "/"
    assert urlsplit(answer.headers["location"]).netloc == ""


async def test_what_the_provider_s_word_makes_of_an_account_is_in_the_audit_log(client, vouching, database):
    for groups in (["soc"], ["soc"], ["dozor-admins"]):
        await come_back(client, vouching, groups=groups)
    async with database.connection() as connection:
        noted = await connection.fetch(
            "SELECT action, before->>'role' AS before, after->>'role' AS after FROM audit WHERE action <> 'sign_in'"
        )
    assert [tuple(each) for each in noted] == [
        ("create_account", None, "analyst"),
        ("change_account", "analyst", "admin"),
    ]
