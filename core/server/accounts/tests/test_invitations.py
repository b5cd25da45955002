import asyncio

import pytest

from core.server.accounts.people import Change
from core.server.accounts.refusals import TakenLogin
from core.server.accounts.scope import EVERYTHING, Scope
from core.server.accounts.tests.conftest import PASSWORD, sign_in
from core.server.errors import Invalid, NotFound

SHOP = Scope(services=("shop.*",))


@pytest.fixture
async def token(accounts, admin):
    return (await accounts.invitations.make("operator", SHOP, "for the shop", admin))[1]


async def test_who_takes_it_up_is_what_they_were_invited_to_be(accounts, token):
    assert (await accounts.invitations.of(token)).role == "operator"
    await accounts.invitations.take_up(token, "ben", PASSWORD)
    person = (await sign_in(accounts, "ben")).tokens.person
    assert (person.role, person.scope, person.must_change) == ("operator", SHOP, False)


async def test_it_opens_once_even_for_two_at_once(accounts, token):
    tries = [accounts.invitations.take_up(token, login, PASSWORD) for login in ("ben", "eve")]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, NotFound) for each in answers) == 1
    assert len([each for each in accounts.directory.all() if each.role == "operator"]) == 1


async def test_it_is_over_after_three_days(accounts, token, clock, database):
    clock.at += 72 * 3600
    with pytest.raises(NotFound):
        await accounts.invitations.take_up(token, "ben", PASSWORD)
    await accounts.keep()
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM invitation") == 0


async def test_it_stands_after_a_login_or_a_password_that_cannot_be(accounts, token, ann):
    for login, password, error in (
        ("ann", PASSWORD, TakenLogin),
        ("b n", PASSWORD, Invalid),
        ("ben", "short", Invalid),
    ):
        with pytest.raises(error):
            await accounts.invitations.take_up(token, login, password)
    await accounts.invitations.take_up(token, "ben", PASSWORD)


async def test_one_that_was_taken_back_opens_nothing(accounts, token):
    await accounts.invitations.take_back((await accounts.invitations.all())[0].id)
    with pytest.raises(NotFound):
        await accounts.invitations.of(token)


async def test_its_token_is_kept_hashed(accounts, token, database):
    async with database.connection() as connection:
        assert token not in str(await connection.fetchrow("SELECT * FROM invitation"))


@pytest.mark.parametrize("change", [Change("operator", EVERYTHING), Change("admin", EVERYTHING, enabled=False), None])
async def test_it_is_over_once_who_made_it_may_invite_nobody_any_more(accounts, token, admin, change):
    """An administrator who is sent away must not come back by an invitation made before."""
    second = (await accounts.people.add("second", PASSWORD, "admin")).person()
    if change is None:
        await accounts.people.delete(admin.id, second)
    else:
        await accounts.people.change(admin.id, change, second)
    for attempt in (accounts.invitations.of(token), accounts.invitations.take_up(token, "ben", PASSWORD)):
        with pytest.raises(NotFound):
            await attempt


async def test_one_made_on_the_core_s_machine_has_no_account_behind_it(accounts):
    local = accounts.person_of(accounts.local_token)
    _, token = await accounts.invitations.make("admin", EVERYTHING, "", local)
    assert (await accounts.invitations.of(token)).made_by == "local"
