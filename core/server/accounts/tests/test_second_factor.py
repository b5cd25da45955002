import asyncio

import pyotp
import pytest

from core.server.accounts.accounts import Credentials
from core.server.accounts.sessions import Place
from core.server.accounts.tests.conftest import HOME, PASSWORD, sign_in
from core.server.errors import Conflict, SecondFactorWanted, Throttled, WrongCode, WrongCredentials


def code_at(setup, at):
    return pyotp.TOTP(setup.secret).at(int(at))


@pytest.fixture
async def setup(accounts, ann):
    return await accounts.second_factor.set_up(ann)


@pytest.fixture
async def recovery_codes(accounts, ann, setup, clock):
    codes = await accounts.second_factor.confirm(ann, code_at(setup, clock.at))
    clock.at += 60
    return codes


async def test_what_an_app_scans_is_the_uri_with_the_secret(setup):
    assert pyotp.parse_uri(setup.uri).secret == setup.secret
    assert setup.uri.startswith("otpauth://totp/Dozor:Ann?")
    assert len(setup.squares) == len(setup.squares[0]) >= 21
    assert set("".join(setup.squares)) == {"0", "1"}


async def test_until_a_code_was_shown_the_password_alone_opens(accounts, ann, setup):
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"
    with pytest.raises(WrongCode):
        await accounts.second_factor.confirm(ann, "000000")


async def test_then_a_code_is_wanted_and_told_apart_from_a_wrong_password(accounts, setup, recovery_codes, clock):
    with pytest.raises(SecondFactorWanted):
        await sign_in(accounts, "ann")
    with pytest.raises(WrongCredentials):
        await sign_in(accounts, "ann", "wrong", code=code_at(setup, clock.at))
    with pytest.raises(WrongCode):
        await sign_in(accounts, "ann", code="000000")
    assert (await sign_in(accounts, "ann", code=code_at(setup, clock.at))).tokens.person.login == "Ann"


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_code_is_taken_one_step_early_or_late(accounts, ann, setup, recovery_codes, clock, seconds, opens):
    clock.at += 120
    code = code_at(setup, clock.at + seconds)
    if opens:
        await accounts.second_factor.check(accounts.directory.get(ann.id), code)
    else:
        with pytest.raises(WrongCode):
            await accounts.second_factor.check(accounts.directory.get(ann.id), code)


async def test_a_code_opens_once_even_for_two_at_once(accounts, setup, recovery_codes, clock):
    code = code_at(setup, clock.at)
    tries = [sign_in(accounts, "ann", code=code) for _ in range(3)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["SignedIn", "WrongCode", "WrongCode"]


async def test_the_code_that_turned_it_on_and_those_before_are_over(accounts, ann, setup, recovery_codes, clock):
    clock.at -= 30
    for at in (clock.at, clock.at - 30):
        with pytest.raises(WrongCode):
            await accounts.second_factor.check(accounts.directory.get(ann.id), code_at(setup, at - 30))


async def test_a_recovery_code_opens_once_however_it_is_written(accounts, ann, recovery_codes, database):
    assert len(set(recovery_codes)) == 10
    written = recovery_codes[3].upper().replace("-", " ")
    assert (await sign_in(accounts, "ann", code=written)).tokens.person.login == "Ann"
    assert await accounts.second_factor.recovery_codes_left(ann.id) == 9
    with pytest.raises(WrongCode):
        await sign_in(accounts, "ann", code=recovery_codes[3])
    async with database.connection() as connection:
        kept = await connection.fetch("SELECT hash FROM recovery_code")
    assert recovery_codes[0].encode() not in [row["hash"] for row in kept]


async def test_the_secret_is_kept_sealed(ann, setup, recovery_codes, database):
    async with database.connection() as connection:
        assert setup.secret.encode() not in await connection.fetchval("SELECT totp_secret FROM account")


async def test_a_second_one_is_not_set_up_over_the_first(accounts, ann, recovery_codes):
    with pytest.raises(Conflict):
        await accounts.second_factor.set_up(accounts.directory.get(ann.id))


async def test_codes_are_not_guessed_from_many_addresses(accounts, ann, recovery_codes):
    """Whoever knows the password has ten tries an hour, wherever from; showing it in between gives none back."""
    errors = []
    for number in range(100):
        place = Place(f"198.51.100.{number}")
        for code in ("", f"{number:06}"):
            with pytest.raises((SecondFactorWanted, WrongCode, Throttled)) as caught:
                await sign_in(accounts, "ann", place=place, code=code)
            errors.append(caught.type)
    assert errors.count(WrongCode) == 10
    assert errors[-1] is Throttled


async def test_turning_it_off_takes_the_password_and_a_code(accounts, ann, setup, recovery_codes, clock):
    account = accounts.directory.get(ann.id)
    with pytest.raises(WrongCredentials):
        await accounts.turn_off_second_factor(account, Credentials("ann", "wrong", recovery_codes[0]), HOME)
    with pytest.raises(WrongCode):
        await accounts.turn_off_second_factor(account, Credentials("ann", PASSWORD, "000000"), HOME)
    code = code_at(setup, clock.at)
    await accounts.turn_off_second_factor(account, Credentials("ann", PASSWORD, code), HOME)
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"
    assert await accounts.second_factor.recovery_codes_left(ann.id) == 0


async def test_an_administrator_takes_it_away_and_the_sessions_with_it(accounts, ann, setup, recovery_codes, admin):
    await accounts.reset_second_factor(ann.id, admin)
    assert await accounts.sessions.of(ann.id) == []
    assert (await sign_in(accounts, "ann")).tokens.person.login == "Ann"
