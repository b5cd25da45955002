"""Buttons under the message about whom a rule met."""

import asyncio
from contextlib import suppress

import pytest_asyncio

from core.server.ingest.commands import PutRule, Rule
from core.server.pipeline.tests.reports import report, visit
from core.server.telegram.tests.conftest import ANN, SOC

BUSY = "127.0.9.8"


@pytest_asyncio.fixture
async def noticed(parts, clock, house, telegram, until, people):
    """The message about a source that met a rule, told by real notifications."""
    await parts.notifications.load()
    running, at = asyncio.ensure_future(parts.notifications.run()), clock.at
    text = "when requests_60s > 3 then notify for 1h"
    rule = Rule(id="r1", name="Busy", text=text, mode="on", made_at=at, made_by="a", changed_at=at, changed_by="a")
    await parts.core.command(PutRule(at=at, rule=rule, by="a"))
    await parts.core.accept("n1", report(1, [visit(BUSY, int(at) - 1, 12)]), at)
    yield await until(lambda: telegram.message(SOC))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_who_met_a_rule_is_banned_from_the_message_by_who_may(press, noticed, parts, clock):
    assert f"Busy: {BUSY}" in noticed.text
    assert "requests_60s" in noticed.text
    assert (await press(noticed, noticed.button("Ban"), ANN)).text == "⛔ ann banned: 1"
    (ban,) = (each for each in parts.core.decisions.active(clock.now()) if each.origin == "person")
    assert (ban.value, ban.service, ban.type) == (BUSY, "shop", "ban")


async def test_who_met_a_rule_and_is_harmless_is_allowed_for_a_day(press, noticed, parts, clock):
    allowed = await press(noticed, noticed.button("Allow"), ANN)
    assert allowed.text == "✅ ann: harmless, let through for a day"
    assert parts.core.live.allows(BUSY, clock.now())
