import pytest

from core.server.accounts.api_tokens import MOST_OF_AN_ACCOUNT, Grant
from core.server.accounts.people import Change
from core.server.accounts.scope import EVERYTHING, Scope
from core.server.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn

HOUR = 3600


def grant(*permissions, scope=EVERYTHING, networks=(), seconds=HOUR):
    permitted = frozenset(permissions or ("read",))
    return Grant(name="deploy script", permissions=permitted, scope=scope, networks=networks, seconds=seconds)


@pytest.fixture
def tokens(accounts):
    return accounts.api_tokens


async def test_a_token_opens_for_its_owner_with_what_it_was_granted(accounts, ann, tokens):
    scope = Scope(services=("shop*",))
    token, text = await tokens.make(ann.person(), grant("read", scope=scope))
    person = accounts.person_of(text, "192.0.2.7")
    assert (person.id, person.login, person.kind, person.session) == (ann.id, "Ann", "token", token.id)
    assert person.permissions == {"read"}
    assert person.scope == scope


async def test_it_is_kept_as_a_hash_and_goes_on_opening_after_a_restart(ann, tokens, make_accounts, database):
    _, text = await tokens.make(ann.person(), grant())
    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM api_token")
    assert text.rpartition("_")[2] not in str(tuple(row.values()))
    assert (await make_accounts()).person_of(text, "").login == "Ann"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.upper(), lambda _: "dzr_", str.strip]
)
async def test_what_is_not_exactly_the_token_opens_nothing(accounts, ann, tokens, change):
    _, text = await tokens.make(ann.person(), grant())
    wrong = change(text) if change is not str.strip else "dzr_" + "0" * 12 + "_" + text.rpartition("_")[2]
    with pytest.raises(NotSignedIn):
        accounts.person_of(wrong, "192.0.2.7")
    with pytest.raises(NotSignedIn):
        accounts.person_of("dzr_\u0661\u0662_" + "x" * 90_000, "192.0.2.7")


async def test_it_is_never_good_for_more_than_its_owner_at_that_moment(accounts, ann, admin, tokens):
    with pytest.raises(Invalid, match="operate"):
        await tokens.make(ann.person(), grant("read", "operate"))
    _, text = await tokens.make(ann.person(), grant("read", "decide", scope=Scope(groups=("eu", "us"))))
    await accounts.people.change(ann.id, Change("viewer", Scope(groups=("us",)), enabled=True), admin)
    person = accounts.person_of(text, "")
    assert person.permissions == {"read"}
    assert person.scope.covers_node(("us",))
    assert not person.scope.covers_node(("eu",))


async def test_it_ends_with_its_owner_and_by_itself_and_when_it_is_revoked(accounts, ann, admin, tokens, clock):
    (_, first), (revoked, second), (_, third) = [await tokens.make(ann.person(), grant()) for _ in range(3)]
    with pytest.raises(NotFound):
        await tokens.revoke(revoked.id, of="somebody else")
    await tokens.revoke(revoked.id, of=ann.id)
    with pytest.raises(NotSignedIn):
        accounts.person_of(second, "")
    await accounts.people.change(ann.id, Change("analyst", EVERYTHING, enabled=False), admin)
    with pytest.raises(NotSignedIn):
        accounts.person_of(first, "")
    await accounts.people.change(ann.id, Change("analyst", EVERYTHING, enabled=True), admin)
    clock.at += HOUR
    with pytest.raises(NotSignedIn):
        accounts.person_of(first, "")
    _, fourth = await tokens.make(ann.person(), grant())
    await accounts.people.delete(ann.id, admin)
    for text in (third, fourth):
        with pytest.raises(NotSignedIn):
            accounts.person_of(text, "")


async def test_it_lasts_for_a_year_at_most(ann, tokens, clock):
    token, _ = await tokens.make(ann.person(), grant(seconds=10**9))
    assert token.expires_at - clock.at == 366 * 86_400


@pytest.mark.parametrize(
    ("network", "address", "opens"),
    [
        ("192.0.2.0/24", "192.0.2.200", True),
        ("192.0.2.0/24", "::ffff:192.0.2.200", True),
        ("::ffff:192.0.2.0/120", "192.0.2.200", True),
        ("192.0.2.0/24", "198.51.100.1", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7/24", "192.0.2.8", True),
        ("2001:db8::/32", "2001:db8:1::1", True),
        ("2001:db8::/32", "192.0.2.1", False),
        ("0.0.0.0/0", "telegram:7", False),
        ("0.0.0.0/0", "", False),
    ],
)
async def test_it_opens_from_its_networks_alone(accounts, ann, tokens, network, address, opens):
    _, text = await tokens.make(ann.person(), grant(networks=(network,)))
    if opens:
        assert accounts.person_of(text, address).login == "Ann"
    else:
        with pytest.raises(Forbidden):
            accounts.person_of(text, address)


async def test_what_is_no_network_is_refused(ann, tokens):
    with pytest.raises(Invalid, match="no network"):
        await tokens.make(ann.person(), grant(networks=("192.0.2.0/99",)))


async def test_its_last_use_is_known_at_once_and_written_down_later(accounts, ann, tokens, make_accounts, clock):
    token, text = await tokens.make(ann.person(), grant())
    assert tokens.of(ann.id)[0].used_at is None
    accounts.person_of(text, "192.0.2.7")
    assert (tokens.of(ann.id)[0].used_at, tokens.of(ann.id)[0].used_address) == (clock.at, "192.0.2.7")
    await tokens.keep()
    (found,) = (await make_accounts()).api_tokens.of(ann.id)
    assert (found.id, found.used_at, found.used_address) == (token.id, clock.at, "192.0.2.7")


async def test_what_is_long_over_is_forgotten(ann, tokens, make_accounts, clock):
    await tokens.make(ann.person(), grant())
    clock.at += 31 * 86_400
    await tokens.keep()
    assert tokens.all() == (await make_accounts()).api_tokens.all() == []


async def test_an_account_has_so_many_and_no_more(ann, tokens):
    for _ in range(MOST_OF_AN_ACCOUNT):
        await tokens.make(ann.person(), grant())
    with pytest.raises(Conflict):
        await tokens.make(ann.person(), grant())


async def test_who_was_let_in_by_it_is_not_any_more_once_it_is_revoked_or_over(accounts, ann, tokens, clock):
    (revoked, first), (_, second) = [await tokens.make(ann.person(), grant()) for _ in range(2)]
    people = [accounts.person_of(text, "192.0.2.7") for text in (first, second, accounts.local_token)]
    assert [accounts.is_still(person) for person in people] == [True, True, True]
    await tokens.revoke(revoked.id)
    assert [accounts.is_still(person) for person in people] == [False, True, True]
    clock.at += HOUR
    assert [accounts.is_still(person) for person in people] == [False, False, True]
