"""What is let in by a provider's word, and everything that is not."""

import dataclasses
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.server.accounts.oidc.errors import NoRoleHere, NotVouchedFor, ProviderAway
from core.server.accounts.oidc.provider import _metadata_of
from core.server.accounts.oidc.signing_in import Answer, ProviderSignIn
from core.server.accounts.oidc.tests.conftest import CLIENT
from core.server.accounts.people import Change
from core.server.accounts.person import Person, permissions_of
from core.server.accounts.scope import EVERYTHING
from core.server.accounts.sessions import Place
from core.server.accounts.tests.conftest import PASSWORD, accounts, make_accounts  # noqa: F401 - fixtures
from core.server.errors import NotSignedIn
from core.server.seal import Seal

ROOT = Person(id="r", login="root", role="admin", permissions=permissions_of("admin"))


@pytest.fixture
def make_sign_in(accounts, clock, oidc):  # noqa: F811 - the fixture
    def make(**settings):
        changed = dataclasses.replace(oidc, **settings)
        return ProviderSignIn(changed, clock, accounts.directory, accounts.people, Seal(b"k" * 32))

    return make


@pytest.fixture
def sign_in(make_sign_in):
    return make_sign_in()


async def come_back(sign_in, provider, *, state=None, **claims):
    """Go to the provider and come back with what it says."""
    url, cookie = await sign_in.begin()
    code, right_state = provider.come(url, **{"groups": ["soc"], "preferred_username": "ann", **claims})
    return (await sign_in.finish(Answer(code, right_state if state is None else state), cookie)).account


async def is_believed(sign_in, provider):
    try:
        return (await come_back(sign_in, provider)).login == "ann"
    except NotVouchedFor:
        return False


async def test_who_the_provider_vouches_for_gets_an_account_with_the_role_of_their_group(sign_in, provider):
    account = await come_back(sign_in, provider, groups=["staff", "soc", "dozor-admins"])
    assert (account.login, account.role, account.issuer, account.subject) == ("ann", "admin", provider.issuer, "u-1")
    assert account.password_hash is None


async def test_the_second_time_it_is_the_same_account_and_the_role_follows_the_groups(sign_in, provider):
    first = await come_back(sign_in, provider)
    again = await come_back(sign_in, provider, groups=["soc"], preferred_username="ann.newname")
    assert again == first
    await come_back(sign_in, provider, sub="u-2", preferred_username="chief", groups=["dozor-admins"])
    promoted = await come_back(sign_in, provider, groups=["dozor-admins"])
    assert (promoted.id, promoted.role) == (first.id, "admin")
    with pytest.raises(NoRoleHere):
        await come_back(sign_in, provider, groups=[])


async def test_the_same_login_as_somebodys_here_makes_nobody_that_somebody(sign_in, provider, accounts):  # noqa: F811
    here = await accounts.people.add("ann", PASSWORD, "admin")
    account = await come_back(sign_in, provider)
    assert account.id != here.id
    assert account.login.startswith("ann-")
    assert account.role == "analyst"


async def test_a_disabled_account_begins_no_session(sign_in, provider, accounts):  # noqa: F811
    account = await come_back(sign_in, provider)
    await accounts.people.change(account.id, Change("analyst", EVERYTHING, enabled=False), ROOT)
    with pytest.raises(NotSignedIn):
        await accounts.sign_in_vouched(await come_back(sign_in, provider), Place("192.0.2.1"))


async def test_without_a_role_nobody_comes_in_but_where_there_is_a_default(make_sign_in, provider):
    with pytest.raises(NoRoleHere):
        await come_back(make_sign_in(), provider, groups=["staff"])
    account = await come_back(make_sign_in(default_role="viewer"), provider, groups=None)
    assert account.role == "viewer"


async def test_a_role_may_lie_within_a_claim(make_sign_in, provider):
    nested = make_sign_in(role_claim="realm_access.roles")
    assert (await come_back(nested, provider, realm_access={"roles": ["soc"]})).role == "analyst"


async def test_a_hostile_login_becomes_a_plain_one(sign_in, provider):
    for number, login in enumerate(("a b<script>", "local", "", "\u202e", "x" * 500)):
        account = await come_back(sign_in, provider, preferred_username=login, sub=f"s{number}")
        assert account.login.replace("-", "").isalnum()
        assert account.login != "local"


async def test_the_whole_way_is_bound_to_one_browser(sign_in, provider, clock):
    url, cookie = await sign_in.begin()
    _, other_cookie = await sign_in.begin()
    for answer, shown in (
        (Answer(*provider.come(url)), ""),
        (Answer(*provider.come(url)), other_cookie),
        (Answer(provider.come(url)[0], "another state"), cookie),
        (Answer(*provider.come(url), issuer="https://evil.example"), cookie),
        (Answer("no such code", provider.come(url)[1]), cookie),
    ):
        with pytest.raises(NotVouchedFor):
            await sign_in.finish(answer, shown)
    clock.at += 601
    with pytest.raises(NotVouchedFor):
        await sign_in.finish(Answer(*provider.come(url, groups=["soc"])), cookie)


async def test_a_code_stolen_on_the_way_opens_nothing_without_the_verifier(sign_in, provider):
    stolen, _ = provider.come((await sign_in.begin())[0])
    url, cookie = await sign_in.begin()
    state = provider.come(url)[1]
    with pytest.raises(NotVouchedFor):
        await sign_in.finish(Answer(stolen, state), cookie)


ODD_CLAIMS = [
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another-client"},
    {"aud": [CLIENT, "another-client"]},
    {"azp": "another-client"},
    {"iss": "https://evil.example"},
    {"exp": 1_900_000_000 - 61},
    {"exp": None},
    {"exp": "never"},
    {"iat": 1_900_000_000 + 61},
    {"iat": True},
    {"nbf": 1_900_000_000 + 61},
    {"nbf": "x"},
    {"sub": ""},
    {"sub": None},
    {"sub": "a\0b"},
    {"sub": "x" * 256},
]


async def test_a_token_with_an_odd_claim_is_not_believed(sign_in, provider):
    believed = []
    for provider.claims in ODD_CLAIMS:
        if await is_believed(sign_in, provider):
            believed.append(provider.claims)
    assert believed == []
    provider.claims = {}
    assert await is_believed(sign_in, provider)


async def test_the_providers_clock_may_differ_by_a_minute(sign_in, provider):
    for seconds in (-59, 59):
        provider.claims = {"iat": 1_900_000_000 + seconds, "exp": 1_900_000_000 + seconds + 1}
        assert await is_believed(sign_in, provider)


async def test_several_audiences_are_fine_where_we_are_the_one_it_is_for(sign_in, provider):
    provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert (await come_back(sign_in, provider)).login == "ann"


def unsigned(provider):
    return lambda claims: jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})


def signed_with_the_public_key(provider):
    """The classic: HS256 with the provider's public key as the shared secret."""

    def token(claims):
        made = jwt.api_jws.PyJWS()
        made._algorithms["HS256"].prepare_key = lambda key: key  # PyJWT itself refuses to make such a token
        content = jwt.utils.force_bytes(json.dumps(claims))
        return made.encode(content, provider.public_pem("k1"), algorithm="HS256", headers={"kid": "k1"})

    return token


def signed_by_another_key_with_that_id(provider):
    other = rsa.generate_private_key(65537, 2048)
    return lambda claims: jwt.encode(claims, other, algorithm="RS256", headers={"kid": "k1"})


def signed_by_a_key_it_brings_along(provider):
    other = rsa.generate_private_key(65537, 2048)
    key = jwt.algorithms.RSAAlgorithm.to_jwk(other.public_key(), as_dict=True)
    return lambda claims: jwt.encode(claims, other, algorithm="RS256", headers={"kid": "k1", "jwk": key})


def without_a_key_id(provider):
    return lambda claims: jwt.encode(claims, provider.keys["k1"], algorithm="RS256")


def broken(provider):
    return lambda claims: provider.signed(claims)[:-9]


def huge(provider):
    return lambda claims: provider.signed({**claims, "more": "x" * 40_000})


async def test_a_forged_token_is_not_believed(sign_in, provider):
    forgers = (
        unsigned,
        signed_with_the_public_key,
        signed_by_another_key_with_that_id,
        signed_by_a_key_it_brings_along,
        without_a_key_id,
        broken,
        huge,
    )
    believed = []
    for forge in forgers:
        provider.token = forge(provider)
        if await is_believed(sign_in, provider):
            believed.append(forge)
    assert believed == []


async def test_rotated_keys_are_fetched_and_unknown_ones_no_more_than_once_a_minute(sign_in, provider, clock):
    await come_back(sign_in, provider)
    provider.rotate()
    for _ in range(3):
        with pytest.raises(NotVouchedFor):
            await come_back(sign_in, provider)
    clock.at += 60
    assert (await come_back(sign_in, provider)).login == "ann"
    assert sum(path.endswith("/keys") for path in provider.asked) == 2


async def test_a_provider_that_tells_odd_things_of_itself_is_none(make_sign_in, provider):
    for provider.metadata in (
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
    ):
        with pytest.raises(ProviderAway):
            await make_sign_in().begin()


async def test_a_provider_that_is_away_is_told_so(make_sign_in):
    with pytest.raises(ProviderAway):
        await make_sign_in(issuer="http://127.0.0.1:9/realm").begin()


def test_the_secret_is_shown_by_no_repr(oidc):
    assert oidc.client_secret not in repr(oidc)


async def test_who_lost_their_role_at_the_provider_is_signed_out_here(sign_in, provider, accounts):  # noqa: F811
    tokens = (await accounts.sign_in_vouched(await come_back(sign_in, provider), Place("192.0.2.1"))).tokens
    with pytest.raises(NoRoleHere):
        await come_back(sign_in, provider, groups=[])
    with pytest.raises(NotSignedIn):
        accounts.person_of(tokens.access)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_elsewhere_sends_nobody_to_what_listens_on_this_machine(name):
    issuer = "https://id.example"
    told = {"issuer": issuer} | dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{issuer}/x")
    assert _metadata_of(told, issuer, 0.0).jwks_uri == f"{issuer}/x"
    with pytest.raises(ProviderAway):
        _metadata_of({**told, name: "http://127.0.0.1:5432/"}, issuer, 0.0)
