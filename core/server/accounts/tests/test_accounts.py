import asyncio
import logging

import pytest

from core.server.accounts.accounts import Accounts
from core.server.accounts.passwords import Passwords
from core.server.accounts.people import Change
from core.server.accounts.sessions import Place
from core.server.accounts.signing_keys import SigningKeys
from core.server.accounts.tests.conftest import PASSWORD, sign_in
from core.server.errors import Forbidden, NotSignedIn, Throttled, Unavailable, WrongCredentials
from core.server.seal import Seal


async def test_the_first_admin_is_made_once(accounts):
    password = await accounts.ensure_first_admin()
    assert (await sign_in(accounts, "admin", password)).tokens.person.must_change
    assert await accounts.ensure_first_admin() is None


async def test_a_password_is_kept_as_an_argon2_hash_only(accounts, database):
    password = await accounts.ensure_first_admin()
    async with database.connection() as connection:
        kept = await connection.fetchval("SELECT password_hash FROM account")
    assert kept.startswith("$argon2id$")
    assert password not in kept


async def test_by_itself_a_hash_costs_who_guesses_64_mib_and_three_passes():
    assert (await Passwords().hash("right horse")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("login", ["ann", "nobody"])
async def test_a_wrong_password_and_an_unknown_login_are_told_alike(accounts, ann, login):
    with pytest.raises(WrongCredentials, match=r"^The login or the password is wrong\.$"):
        await sign_in(accounts, login, "wrong")


async def test_many_tries_at_once_are_throttled_like_tries_in_turn(accounts, ann):
    tries = [sign_in(accounts, "ann", f"guess {number}") for number in range(12)]
    errors = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(error, Throttled) for error in errors) == 7


async def test_a_disabled_account_can_neither_sign_in_nor_go_on(accounts, ann, admin):
    tokens = (await sign_in(accounts, "ann")).tokens
    await accounts.people.change(ann.id, Change("analyst", ann.scope, enabled=False), admin)
    with pytest.raises(NotSignedIn):
        accounts.person_of(tokens.access)
    with pytest.raises(WrongCredentials):
        await sign_in(accounts, "ann")
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(tokens.refresh)


async def test_a_changed_role_holds_with_the_token_from_before(accounts, ann, admin):
    tokens = (await sign_in(accounts, "ann")).tokens
    assert "decide" in accounts.person_of(tokens.access).permissions
    await accounts.people.change(ann.id, Change("viewer", ann.scope, enabled=True), admin)
    assert accounts.person_of(tokens.access).permissions == {"read"}


async def test_the_local_token_is_the_administrators_while_the_process_runs(accounts, make_accounts):
    assert accounts.person_of(accounts.local_token).role == "admin"
    with pytest.raises(NotSignedIn):
        (await make_accounts()).person_of(accounts.local_token)


async def test_sessions_outlive_a_restart(accounts, ann, make_accounts):
    tokens = (await sign_in(accounts, "ann")).tokens
    restarted = await make_accounts()
    assert restarted.person_of(tokens.access).login == "Ann"


async def test_before_the_accounts_were_read_nobody_is_told_to_sign_in(accounts, ann, database, clock):
    tokens = (await sign_in(accounts, "ann")).tokens
    starting = Accounts(database, clock, SigningKeys.given([b"s" * 32]), Seal(b"k" * 32), refresh_days=14)
    with pytest.raises(Unavailable):
        starting.person_of(tokens.access)
    with pytest.raises(Unavailable):
        await sign_in(starting, "ann")


async def test_a_thousand_wrong_passwords_from_a_thousand_addresses_cost_few_hashes_and_never_lock_the_owner_out(
    accounts, ann, monkeypatch
):
    """The owner signed in from this browser before; the guessers know the login and have a thousand addresses."""
    device = (await sign_in(accounts, "ann")).device_cookie
    checked = []
    verify = accounts._passwords._hasher.verify
    monkeypatch.setattr(
        accounts._passwords._hasher, "verify", lambda *shown: checked.append(shown[0]) or verify(*shown)
    )
    refused = 0
    for number in range(1000):
        place = Place(f"10.0.{number // 250}.{number % 250}")
        try:
            await sign_in(accounts, "ann", f"guess {number}", place)
        except Throttled:
            refused += 1
        except WrongCredentials:
            pass
        if number % 100 == 99:
            signed_in = await sign_in(accounts, "ann", device=device)
            assert signed_in.tokens.person.login == "Ann"
    assert len([each for each in checked if each.startswith("guess")]) == 20
    assert refused == 980


async def test_a_thousand_wrong_passwords_from_one_address_leave_the_owner_elsewhere_alone(accounts, ann):
    for number in range(1000):
        with pytest.raises((WrongCredentials, Throttled)):
            await sign_in(accounts, "ann", f"guess {number}", Place("198.51.100.7"))
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"


async def test_a_storm_of_guesses_at_many_logins_waits_in_a_queue_of_its_own(accounts, ann, monkeypatch):
    """Strangers wait for each other; who comes from a known device is checked at once, beside them."""
    device = (await sign_in(accounts, "ann")).device_cookie
    held = asyncio.Event()
    verify = accounts._passwords._verify

    async def slow(turn, password, password_hash):
        if turn is accounts._passwords._strangers:
            await held.wait()
        return await verify(turn, password, password_hash)

    monkeypatch.setattr(accounts._passwords, "_verify", slow)
    storm = [
        asyncio.ensure_future(sign_in(accounts, f"user{number}", "guess", Place(f"10.1.0.{number}")))
        for number in range(100)
    ]
    await asyncio.sleep(0)
    assert (await sign_in(accounts, "ann", device=device)).tokens.person.login == "Ann"
    held.set()
    errors = await asyncio.gather(*storm, return_exceptions=True)
    assert sum(isinstance(error, Throttled) for error in errors) == 60


async def test_a_telegram_token_speaks_for_the_account_for_a_minute(accounts, ann, clock):
    token = accounts.telegram_token(ann.id)
    person = accounts.person_of(token)
    assert (person.login, person.kind, person.session) == ("Ann", "telegram", "")
    clock.at += 60 + 30
    with pytest.raises(NotSignedIn):
        accounts.person_of(token)


async def test_a_telegram_token_is_for_nobody_who_may_not_come_in(accounts, ann, admin):
    await accounts.people.reset_password(ann.id, admin)
    with pytest.raises(Forbidden):
        accounts.telegram_token(ann.id)


async def test_no_error_and_no_log_line_shows_a_password(accounts, ann, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(WrongCredentials) as caught:
        await sign_in(accounts, "ann", "my secret guess")
    assert "guess" not in str(caught.value) + caplog.text
    assert PASSWORD not in repr(accounts.directory.by_login("ann"))
    assert "$argon2" not in repr(accounts.directory.by_login("ann"))


async def test_who_is_sent_away_by_a_storm_has_tried_nothing(accounts, ann, monkeypatch):
    """A stranger's tries while the queue is full do not close the door to them."""
    monkeypatch.setattr("core.server.accounts.passwords._STRANGERS_WAITING_MAX", 0)
    for _ in range(50):
        with pytest.raises(Throttled) as caught:
            await sign_in(accounts, "ann")
        assert caught.value.retry_after_seconds == 2
    monkeypatch.undo()
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"
