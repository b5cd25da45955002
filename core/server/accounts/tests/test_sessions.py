import asyncio

import pyotp
import pytest

from core.server.accounts.sessions import Place, TokenReused
from core.server.accounts.tests.conftest import HOME, sign_in
from core.server.errors import NotFound, NotSignedIn


@pytest.fixture
async def tokens(accounts, ann):
    return (await sign_in(accounts, "ann")).tokens


async def test_a_refresh_token_is_changed_for_another_of_its_session(accounts, tokens):
    second = await accounts.sessions.refresh(tokens.refresh)
    third = await accounts.sessions.refresh(second.refresh)
    assert accounts.person_of(third.access) == tokens.person
    assert len({tokens.refresh, second.refresh, third.refresh}) == 3


async def test_a_token_used_again_later_ends_the_session_at_once(accounts, tokens, clock):
    second = await accounts.sessions.refresh(tokens.refresh)
    clock.at += 11
    with pytest.raises(TokenReused):
        await accounts.sessions.refresh(tokens.refresh)
    with pytest.raises(NotSignedIn):
        accounts.person_of(second.access)
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(second.refresh)


async def test_of_two_refreshes_at_once_both_go_on(accounts, tokens):
    answers = await asyncio.gather(*(accounts.sessions.refresh(tokens.refresh) for _ in range(2)))
    for answer in answers:
        assert (await accounts.sessions.refresh(answer.refresh)).person == tokens.person


async def test_a_page_that_lost_the_answer_may_ask_again_for_a_moment_and_no_longer(accounts, tokens, clock):
    await accounts.sessions.refresh(tokens.refresh)
    clock.at += 9
    kept = await accounts.sessions.refresh(tokens.refresh)
    clock.at += 9  # the moment begins with the first use
    with pytest.raises(TokenReused):
        await accounts.sessions.refresh(tokens.refresh)
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(kept.refresh)


async def test_a_session_is_over_when_nobody_refreshed_it_for_its_days(accounts, tokens, clock):
    clock.at += 13 * 86400
    second = await accounts.sessions.refresh(tokens.refresh)
    clock.at += 14 * 86400 + 1
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(second.refresh)
    assert await accounts.sessions.of(tokens.person.id) == []


async def test_signing_out_ends_the_session_and_no_other(accounts, tokens):
    there = (await sign_in(accounts, "ann", place=Place("192.0.2.2"))).tokens
    await accounts.sessions.sign_out(tokens.refresh)
    for attempt in (lambda: accounts.person_of(tokens.access), lambda: accounts.person_of("none")):
        with pytest.raises(NotSignedIn):
            attempt()
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(tokens.refresh)
    assert accounts.person_of(there.access).login == "Ann"


async def test_refresh_tokens_are_kept_hashed_and_forgotten_when_over(accounts, tokens, database, clock):
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT hash FROM refresh_token") != tokens.refresh.encode()
        clock.at += 15 * 86400
        await accounts.keep()
        assert await connection.fetchval("SELECT count(*) FROM refresh_token") == 0
        assert await connection.fetchval("SELECT count(*) FROM session") == 1  # so that the place is known
        clock.at += 90 * 86400
        await accounts.keep()
        assert await connection.fetchval("SELECT count(*) FROM session") == 0


async def test_sessions_are_listed_with_where_they_are_and_end_one_by_one(accounts, tokens, clock):
    clock.at += 5
    there = (await sign_in(accounts, "ann", place=Place("192.0.2.2", "another \0browser"))).tokens
    listed = await accounts.sessions.of(tokens.person.id)
    assert [(each.id, each.address, each.user_agent) for each in listed] == [
        (there.person.session, "192.0.2.2", "another browser"),
        (tokens.person.session, "192.0.2.1", "a browser"),
    ]
    await accounts.sessions.end_own(tokens.person.id, there.person.session, "revoked")
    with pytest.raises(NotSignedIn):
        accounts.person_of(there.access)
    assert accounts.person_of(tokens.access) == tokens.person


async def test_nobody_ends_another_ones_session_as_their_own(accounts, tokens, admin):
    with pytest.raises(NotFound):
        await accounts.sessions.end_own(admin.id, tokens.person.session, "revoked")


async def test_a_place_is_new_where_neither_the_address_nor_the_device_was_seen(accounts, ann):
    first = await sign_in(accounts, "ann")
    again = await sign_in(accounts, "ann")
    elsewhere = await sign_in(accounts, "ann", place=Place("198.51.100.1"))
    moved = await sign_in(accounts, "ann", place=Place("198.51.100.2"), device=first.device_cookie)
    assert [each.tokens.new_place for each in (first, again, elsewhere, moved)] == [False, False, True, False]


async def test_of_very_many_sessions_the_oldest_end(accounts, ann, clock, monkeypatch):
    monkeypatch.setattr("core.server.accounts.sessions._MOST_OF_ACCOUNT", 2)
    made = []
    for _ in range(3):
        clock.at += 1
        made.append((await sign_in(accounts, "ann")).tokens)
    with pytest.raises(NotSignedIn):
        accounts.person_of(made[0].access)
    assert [accounts.person_of(each.access).login for each in made[1:]] == ["Ann", "Ann"]


async def test_what_was_proven_before_a_password_changed_opens_nothing(accounts, ann, admin):
    """Somebody signs in with the old password while it is being reset."""
    await accounts.people.reset_password(ann.id, admin)
    with pytest.raises(NotSignedIn):
        await accounts.sessions.start(ann, Place("192.0.2.1"), "password")


async def test_of_two_tokens_for_one_only_the_first_that_is_shown_lives_on(accounts, tokens, clock):
    """A thief who shows a stolen token within its moment is found out by the owner's next refresh."""
    owners, thiefs = [await accounts.sessions.refresh(tokens.refresh) for _ in range(2)]
    clock.at += 600
    second = await accounts.sessions.refresh(thiefs.refresh)
    clock.at += 60
    with pytest.raises(TokenReused):
        await accounts.sessions.refresh(owners.refresh)
    with pytest.raises(NotSignedIn):
        accounts.person_of(second.access)


async def test_two_tokens_for_one_that_are_shown_at_once_do_not_wait_for_each_other_for_good(accounts, tokens):
    for _ in range(5):
        both = [await accounts.sessions.refresh(tokens.refresh) for _ in range(2)]
        _, tokens = await asyncio.gather(*(accounts.sessions.refresh(each.refresh) for each in both))
    assert accounts.person_of(tokens.access) == tokens.person


async def test_what_was_proven_before_a_second_factor_was_turned_on_opens_nothing(accounts, ann, clock):
    """Somebody signs in by the password alone while its owner sets a second factor up."""
    secret = (await accounts.second_factor.set_up(ann)).secret
    await accounts.confirm_second_factor(ann, pyotp.TOTP(secret).at(int(clock.at)), HOME)
    with pytest.raises(NotSignedIn):
        await accounts.sessions.start(ann, HOME, "password")


async def test_a_provider_is_asked_anew_after_half_a_day_however_often_a_session_is_refreshed(accounts, clock):
    account = await accounts.people.add_from_provider("ben", "viewer", "https://issuer", "u-1")
    tokens = (await accounts.sign_in_vouched(account, HOME)).tokens
    for _ in range(12):
        clock.at += 3599
        tokens = await accounts.sessions.refresh(tokens.refresh)
    clock.at += 12
    with pytest.raises(NotSignedIn):
        accounts.person_of(tokens.access)
    with pytest.raises(NotSignedIn):
        await accounts.sessions.refresh(tokens.refresh)


async def test_who_signed_in_is_said_to_have_been_here_just_now(accounts, tokens, clock):
    clock.at += 60
    person = (await sign_in(accounts, "ann")).tokens.person
    assert accounts.directory.get(person.id).signed_in_at == clock.at
