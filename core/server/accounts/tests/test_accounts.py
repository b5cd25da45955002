import asyncio

import asyncpg
import pytest

from core.server.accounts.accounts import Accounts
from core.server.errors import NotSignedIn, Throttled, WrongCredentials


@pytest.fixture
def accounts(database, clock):
    return Accounts(database, clock, b"s" * 32, refresh_days=14)


@pytest.fixture
async def admin(accounts):
    return await accounts.sign_in("admin", await accounts.ensure_first_admin(), "192.0.2.1")


async def test_the_first_admin_is_made_once(accounts):
    first, second = await asyncio.gather(accounts.ensure_first_admin(), accounts.ensure_first_admin())
    assert (first is None) != (second is None)
    assert await accounts.ensure_first_admin() is None


async def test_a_password_is_kept_as_an_argon2_hash_only(accounts, database):
    password = await accounts.ensure_first_admin()
    async with database.connection() as connection:
        kept = await connection.fetchval("SELECT password_hash FROM account")
    assert kept.startswith("$argon2id$")
    assert password not in kept


async def test_a_login_is_found_in_any_case_and_is_unique_so(accounts):
    await accounts.add("Ann", "right horse", "viewer")
    assert (await accounts.sign_in("aNN", "right horse", "192.0.2.1")).person.login == "Ann"
    with pytest.raises(asyncpg.UniqueViolationError):
        await accounts.add("ANN", "other", "viewer")


@pytest.mark.parametrize("login", ["admin", "nobody"])
async def test_a_wrong_password_and_an_unknown_login_are_told_alike(accounts, login):
    await accounts.ensure_first_admin()
    with pytest.raises(WrongCredentials, match=r"^The login or the password is wrong\.$"):
        await accounts.sign_in(login, "wrong", "192.0.2.1")


async def test_many_tries_at_once_are_throttled_like_tries_in_turn(accounts):
    await accounts.ensure_first_admin()
    tries = [accounts.sign_in("admin", f"guess {number}", "192.0.2.1") for number in range(12)]
    errors = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(error, Throttled) for error in errors) == 7


async def test_a_refresh_token_is_changed_for_another_of_its_family(accounts, admin):
    second = await accounts.refresh(admin.refresh)
    third = await accounts.refresh(second.refresh)
    assert accounts.person_of(third.access).login == "admin"
    assert len({admin.refresh, second.refresh, third.refresh}) == 3


async def test_a_token_used_again_later_ends_all_that_came_from_it(accounts, admin, clock):
    second = await accounts.refresh(admin.refresh)
    clock.at += 11
    with pytest.raises(NotSignedIn):
        await accounts.refresh(admin.refresh)
    with pytest.raises(NotSignedIn):
        await accounts.refresh(second.refresh)


async def test_of_two_refreshes_at_once_both_go_on(accounts, admin):
    answers = await asyncio.gather(accounts.refresh(admin.refresh), accounts.refresh(admin.refresh))
    for answer in answers:
        assert (await accounts.refresh(answer.refresh)).person == admin.person


async def test_a_page_that_lost_the_answer_may_ask_again_for_a_moment_and_no_longer(accounts, admin, clock):
    await accounts.refresh(admin.refresh)
    clock.at += 9
    kept = await accounts.refresh(admin.refresh)
    clock.at += 9  # the moment begins with the first use
    with pytest.raises(NotSignedIn):
        await accounts.refresh(admin.refresh)
    with pytest.raises(NotSignedIn):
        await accounts.refresh(kept.refresh)


async def test_a_refresh_token_is_over_after_its_days(accounts, admin, clock):
    clock.at += 14 * 86400 + 1
    with pytest.raises(NotSignedIn):
        await accounts.refresh(admin.refresh)


async def test_signing_out_ends_the_family_and_no_other(accounts, database, clock):
    await accounts.add("ann", "right horse", "viewer")
    here = await accounts.sign_in("ann", "right horse", "192.0.2.1")
    there = await accounts.sign_in("ann", "right horse", "192.0.2.2")
    await accounts.sign_out(here.refresh)
    with pytest.raises(NotSignedIn):
        await accounts.refresh(here.refresh)
    assert (await accounts.refresh(there.refresh)).person.login == "ann"


async def test_refresh_tokens_are_kept_hashed_and_forgotten_when_over(accounts, admin, database, clock):
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT hash FROM refresh_token") != admin.refresh.encode()
        clock.at += 15 * 86400
        await accounts.forget_expired()
        assert await connection.fetchval("SELECT count(*) FROM refresh_token") == 0


async def test_a_disabled_account_can_neither_sign_in_nor_refresh(accounts, database):
    await accounts.add("ann", "right horse", "viewer")
    tokens = await accounts.sign_in("ann", "right horse", "192.0.2.1")
    async with database.connection() as connection:
        await connection.execute("UPDATE account SET disabled_at = now()")
    with pytest.raises(WrongCredentials):
        await accounts.sign_in("ann", "right horse", "192.0.2.1")
    with pytest.raises(NotSignedIn):
        await accounts.refresh(tokens.refresh)


async def test_the_local_token_is_the_administrators_while_the_process_runs(accounts, database, clock):
    assert accounts.person_of(accounts.local_token).role == "admin"
    other_process = Accounts(database, clock, b"s" * 32, refresh_days=14)
    with pytest.raises(NotSignedIn):
        other_process.person_of(accounts.local_token)
