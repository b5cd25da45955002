import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.server.api.long_questions import FewAtATime, OneAtATime, span_of
from core.server.errors import Invalid, Throttled

T0 = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_time_is_told_in_unix_seconds():
    assert span_of(T0, T0 + MINUTE) == (T0.timestamp(), T0.timestamp() + 60)


@pytest.mark.parametrize(
    ("from_at", "to_at", "words"),
    [
        (T0.replace(tzinfo=None), T0, "time zone"),
        (T0, T0.replace(tzinfo=None), "time zone"),
        (T0, T0, "at least 60 seconds and at most 3 days"),
        (T0 + MINUTE, T0, "in order"),
        (T0, T0 + MINUTE / 2, "at least 60 seconds"),
        (T0, T0 + timedelta(days=3, seconds=1), "at most 3 days"),
    ],
)
def test_a_time_that_cannot_be_asked_about_is_refused(from_at, to_at, words):
    with pytest.raises(Invalid, match=words):
        span_of(from_at, to_at, least=MINUTE, longest=timedelta(days=3))


def test_one_has_the_place_and_leaves_it_also_where_it_breaks():
    place = OneAtATime("busy")

    def ask_within_an_answer():
        with place.turn(), place.turn():
            pass

    for _ in range(2):
        with pytest.raises(Throttled, match="busy"):
            ask_within_an_answer()
    with place.turn():
        pass


async def test_a_few_have_places_others_wait_and_are_sent_away_in_the_end():
    places, free = FewAtATime(2, "busy", wait_seconds=0.0), asyncio.Event()

    async def hold():
        async with places.turn():
            await free.wait()

    held = [asyncio.ensure_future(hold()) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Throttled, match="busy"):
        async with places.turn():
            pass
    free.set()
    await asyncio.gather(*held)
    async with places.turn():
        pass
