"""Buttons under the message about a real flood, pressed by people who may and who may not."""

import asyncio
from contextlib import suppress

import pytest_asyncio

from core.server.api.tests.test_anomalies import traffic
from core.server.ingest.commands import SetMode
from core.server.telegram.tests.conftest import ANN, OLA, SOC, VIC

FLOODER = "127.0.9.9"


@pytest_asyncio.fixture
async def incident(parts, clock, house, telegram, until, people):
    """The message about a flood at a service that is only observed, told by real notifications."""
    await parts.notifications.load()
    running = asyncio.ensure_future(parts.notifications.run())
    await traffic(parts, clock)
    await parts.core.command(SetMode(at=clock.at, service="shop", mode="observe", by="admin"))
    yield await until(lambda: telegram.message(SOC))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def enforced(parts):
    now = parts.clock.now()
    return [d for d in parts.core.decisions.active(now) if d.origin == "person" and not d.simulated]


async def test_an_incident_is_banned_extended_and_lifted_by_who_may(press, incident, parts, clock, until):
    extend, unban = incident.button("Extend"), incident.button("Unban")
    assert (await press(incident, incident.button("Ban"), ANN)).text == "⛔ ann banned: 1"
    [ban] = enforced(parts)
    assert (ban.value, ban.decided_by, ban.type) == (FLOODER, "ann", "ban")
    assert (await press(incident, extend, ANN)).text == "⏳ ann extended bans by a day: 1"
    longer = max(enforced(parts), key=lambda decision: decision.until_at)
    assert longer.until_at - longer.decided_at == 86_400
    assert (await press(incident, unban, ANN)).text == "✅ ann lifted bans: 1"
    assert not enforced(parts)
    clock.at += 60
    await until(lambda: "ann: lifted the ban" in incident.text)
    assert "ann: banned" in incident.text


async def test_a_viewer_may_press_nothing_and_leaves_the_button_to_others(press, incident, parts):
    for label in (each for each in incident.labels if each != "Open"):
        answer = await press(incident, incident.button(label), VIC)
        assert (answer.alert, "viewer" in answer.text) == (True, True)
    assert not enforced(parts)
    assert "ann banned" in (await press(incident, incident.button("Ban"), ANN)).text


async def test_of_many_presses_at_once_one_counts(press, incident, parts):
    ban = incident.button("Ban")
    said = await asyncio.gather(*(press(incident, ban, ANN) for _ in range(6)))
    assert sum("ann banned: 1" in each.text for each in said) == 1
    assert sum("Already done by ann" in each.text for each in said) == 5
    assert len(enforced(parts)) == 1


async def test_who_sees_to_it_is_said_and_who_may_silences_the_service(press, incident, parts, clock, until):
    silence = incident.button("Silence")
    assert "ann sees to it" in (await press(incident, incident.button("I see to it"), ANN)).text
    assert "does not permit" in (await press(incident, silence, ANN)).text
    assert "silence for an hour" in (await press(incident, silence, OLA)).text
    [made] = parts.notifications.book.silences.values()
    assert (made.events.services, made.until - made.begins) == (("shop",), 3600)
    clock.at += 60
    await until(lambda: "ola: silence for an hour" in incident.text)
    assert "ann sees to it" in incident.text


async def test_what_the_api_refuses_is_told_and_the_button_stays(press, incident, parts, house):
    session = await house.session(ANN)
    entry = await session.post("/allowlist", {"network": FLOODER})
    answer = await press(incident, incident.button("Ban"), ANN)
    assert (answer.alert, "allowlist" in answer.text) == (True, True)
    await session.delete(f"/allowlist/{entry['id']}")
    assert "ann banned" in (await press(incident, incident.button("Ban"), ANN)).text


async def test_there_is_nothing_to_lift_where_nothing_is_enforced(press, incident, parts):
    await press(incident, incident.button("Ban"), ANN)
    await press(incident, incident.button("Unban"), ANN)
    assert "nothing" in (await press(incident, incident.button("Extend"), ANN)).text


async def test_harmless_ends_the_incidents_decisions(press, incident, parts):
    assert "harmless" in (await press(incident, incident.button("Allow"), ANN)).text
    [held] = parts.core.live.read(lambda live: list(live.incidents.values()))
    assert (held.verdict, held.verdict_by) == ("harmless", "ann")
    assert not parts.core.decisions.active(parts.clock.now())


async def test_who_did_it_from_where_is_in_the_audit(press, incident, parts):
    await press(incident, incident.button("Ban"), ANN)
    async with parts.database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM audit WHERE action = 'decide'")
    assert (row["by"], row["address"]) == ("ann", f"telegram:{ANN}")


async def test_while_the_database_is_away_a_press_says_so_and_stays(press, incident, parts):
    ban = incident.button("Ban")
    await parts.database.stop()
    answer = await press(incident, ban, ANN)
    assert (answer.alert, "away" in answer.text) == (True, True)
    await parts.database.start()
    assert "ann banned" in (await press(incident, ban, ANN)).text


async def test_a_button_works_in_the_chat_that_it_was_given_to_alone(press, incident, parts, telegram):
    ban = incident.button("Ban")
    telegram.chats.add(-1002, "supergroup", title="Elsewhere")
    answer = await press(telegram.chats.show(-1002, "x", [[ban]]), ban, ANN)
    assert (answer.alert, "no use" in answer.text) == (True, True)
    assert not enforced(parts)
    assert "ann banned" in (await press(incident, ban, ANN)).text


async def test_a_press_counts_once_it_is_done_so_that_a_crash_leaves_it_to_be_pressed(
    press, incident, house, bot, monkeypatch
):
    ban, begun = incident.button("Ban"), asyncio.Event()

    async def hang(_press):
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr("core.server.telegram.presses.DEEDS", {"ban": hang})
        pressing = asyncio.ensure_future(press(incident, ban, ANN))
        await begun.wait()
        assert (await house.held.buttons.find(ban["callback_data"])).used_by == ""
    pressing.cancel()
    bot.cancel()


async def test_a_press_that_takes_long_holds_nobody_else_up(press, incident, bot, monkeypatch):
    begun = asyncio.Event()

    async def hang(_press):
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("core.server.telegram.bot._PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("core.server.telegram.presses.DEEDS", {"ban": hang})
    pressing = asyncio.ensure_future(press(incident, incident.button("Ban"), ANN))
    await begun.wait()
    assert "Already done by ann" in (await press(incident, incident.button("Ban"), ANN)).text
    pressing.cancel()
    bot.cancel()
