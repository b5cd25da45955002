import asyncio

import pytest

from core.server.accounts.people import Change
from core.server.accounts.person import Person, permissions_of
from core.server.accounts.refusals import TakenLogin
from core.server.accounts.scope import EVERYTHING, Scope
from core.server.accounts.tests.conftest import HOME, PASSWORD, sign_in
from core.server.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, WrongCredentials

SHOP = Scope(services=("shop.*",), groups=("edge",))
LOCAL = Person(id="local", login="local", role="admin", permissions=permissions_of("admin"), kind="local")


async def test_a_login_is_found_in_any_case_and_is_unique_so(accounts, ann):
    assert accounts.directory.by_login("aNN") == ann
    with pytest.raises(TakenLogin):
        await accounts.people.add("ANN", PASSWORD, "viewer")


@pytest.mark.parametrize("login", ["", " ", "a b", "a\nb", "local", "System", "a" * 101, "a<b", "ﬁ", "a\u202eb"])
async def test_what_is_no_login_is_refused(accounts, login):
    with pytest.raises(Invalid):
        await accounts.people.add(login, PASSWORD, "viewer")


async def test_a_new_account_has_a_password_that_has_to_be_changed(accounts, admin):
    account, password = await accounts.people.create("ben", "operator", SHOP, admin)
    assert account.scope == SHOP
    person = (await sign_in(accounts, "ben", password)).tokens.person
    assert person.must_change
    await accounts.change_password(person, password, "another right horse", HOME)
    assert not accounts.directory.get(account.id).must_change
    assert not (await sign_in(accounts, "ben", "another right horse")).tokens.person.must_change


async def test_a_changed_password_ends_the_other_sessions_and_no_longer_opens(accounts, ann):
    here = (await sign_in(accounts, "ann")).tokens
    there = (await sign_in(accounts, "ann")).tokens
    await accounts.change_password(here.person, PASSWORD, "another right horse", HOME)
    assert accounts.person_of(here.access).login == "Ann"
    with pytest.raises(NotSignedIn):
        accounts.person_of(there.access)
    with pytest.raises(WrongCredentials):
        await sign_in(accounts, "ann")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("wrong", "another right horse", WrongCredentials),
        (PASSWORD, PASSWORD, Invalid),
        (PASSWORD, "password1234", Invalid),
    ],
)
async def test_a_password_changes_by_the_old_one_to_a_good_one(accounts, ann, old, new, error):
    with pytest.raises(error):
        await accounts.change_password(ann.person(), old, new, HOME)
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"


async def test_a_reset_password_ends_all_sessions_and_has_to_be_changed(accounts, ann, admin):
    tokens = (await sign_in(accounts, "ann")).tokens
    password = await accounts.people.reset_password(ann.id, admin)
    with pytest.raises(NotSignedIn):
        accounts.person_of(tokens.access)
    assert (await sign_in(accounts, "ann", password)).tokens.person.must_change


async def test_the_last_administrator_stays_one(accounts, admin):
    """Not even this machine's own administrator takes the last one away."""
    for change in (Change("viewer", EVERYTHING), Change("admin", SHOP), Change("admin", EVERYTHING, enabled=False)):
        with pytest.raises(Conflict, match="last administrator"):
            await accounts.people.change(admin.id, change, LOCAL)
    with pytest.raises(Conflict, match="last administrator"):
        await accounts.people.delete(admin.id, LOCAL)
    await accounts.people.add("second", PASSWORD, "admin")
    await accounts.people.delete(admin.id, LOCAL)


async def test_nobody_changes_their_own_rights(accounts, admin):
    await accounts.people.add("second", PASSWORD, "admin")
    with pytest.raises(Forbidden):
        await accounts.people.change(admin.id, Change("viewer", EVERYTHING), admin)
    with pytest.raises(Forbidden):
        await accounts.people.delete(admin.id, admin)


async def test_nobody_gives_more_than_they_have(accounts, ann, admin):
    few = Person(id="t", login="t", role="admin", permissions=frozenset({"manage", "read"}), kind="token")
    narrow = Person(id="n", login="n", role="admin", permissions=permissions_of("admin"), scope=SHOP)
    for giver, role, scope in ((few, "operator", EVERYTHING), (narrow, "viewer", EVERYTHING)):
        with pytest.raises(Forbidden):
            await accounts.people.create("ben", role, scope, giver)
        with pytest.raises(Forbidden):
            await accounts.people.change(ann.id, Change(role, scope), giver)
        with pytest.raises(Forbidden):
            await accounts.people.reset_password(admin.id, giver)
        with pytest.raises(Forbidden):
            await accounts.people.delete(admin.id, giver)
        with pytest.raises(Forbidden):
            await accounts.invitations.make(role, scope, "", giver)
    await accounts.people.create("ben", "viewer", SHOP, narrow)


async def test_a_deleted_account_is_gone_with_its_sessions(accounts, ann, admin, make_accounts):
    tokens = (await sign_in(accounts, "ann")).tokens
    await accounts.people.delete(ann.id, admin)
    for each in (accounts, await make_accounts()):
        with pytest.raises(NotSignedIn):
            each.person_of(tokens.access)
        with pytest.raises(WrongCredentials):
            await sign_in(each, "ann")
        with pytest.raises(NotFound):
            each.directory.get(ann.id)


async def test_what_was_changed_is_there_after_a_restart(accounts, ann, admin, make_accounts):
    await accounts.people.change(ann.id, Change("operator", SHOP, enabled=True), admin)
    await accounts.people.reset_password(ann.id, admin)
    assert (await make_accounts()).directory.get(ann.id) == accounts.directory.get(ann.id)


async def test_a_login_that_is_looked_up_as_somebodys_is_theirs(accounts):
    """PostgreSQL and Python have not the same small letters: nobody takes another one's place in the directory."""
    first = await accounts.people.add("ΑΣ", PASSWORD, "admin")
    with pytest.raises(TakenLogin):
        await accounts.people.add("ας", PASSWORD, "viewer")
    assert accounts.directory.by_login("ΑΣ") == first


async def test_nobody_resets_their_own_password_without_the_old_one(accounts, admin):
    """A stolen session or API token of an administrator is not to become the account."""
    with pytest.raises(Forbidden):
        await accounts.people.reset_password(admin.id, admin)
    assert (await sign_in(accounts, "root")).tokens.person.login == "root"


async def test_of_two_changes_at_once_none_takes_the_other_one_back(accounts, ann, admin):
    """Somebody narrows an account, as they see it, while another one disables it: it stays disabled."""
    async with accounts.directory.changing:
        disabling = asyncio.ensure_future(
            accounts.people.change(ann.id, Change("analyst", EVERYTHING, enabled=False), admin)
        )
        await asyncio.sleep(0)
        narrowing = asyncio.ensure_future(accounts.people.change(ann.id, Change("analyst", SHOP), admin, seen=ann))
        await asyncio.sleep(0)
    await disabling
    with pytest.raises(Conflict, match="same moment"):
        await narrowing
    assert not accounts.directory.get(ann.id).enabled
