from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from core.server.notifications.hours import Hours

WORK = Hours(timezone="Europe/Moscow", weekdays=(0, 1, 2, 3, 4), begin="09:00", end="18:00")
NIGHT = Hours(timezone="Europe/Berlin", weekdays=(4,), begin="22:00", end="06:00")


def at(text, zone="Europe/Moscow"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def test_within_hours_is_now():
    assert WORK.cover(at("2026-11-23T09:00"))  # a Monday
    assert not WORK.cover(at("2026-11-23T18:00"))
    assert not WORK.cover(at("2026-11-22T12:00"))


def test_outside_of_hours_the_next_ones_are_told():
    assert WORK.opens_at(at("2026-11-20T18:00")) == at("2026-11-23T09:00")
    assert WORK.opens_at(at("2026-11-23T03:00")) == at("2026-11-23T09:00")


def test_a_night_belongs_to_the_day_on_which_it_begins():
    assert NIGHT.cover(at("2026-11-28T05:59", "Europe/Berlin"))
    assert not NIGHT.cover(at("2026-11-28T22:30", "Europe/Berlin"))
    assert NIGHT.ends_at(at("2026-11-27T23:00", "Europe/Berlin")) == at("2026-11-28T06:00", "Europe/Berlin")


def test_hours_follow_the_change_of_clocks():
    begin = Hours(timezone="Europe/Berlin", begin="09:00", end="10:00")
    assert begin.opens_at(at("2026-10-24T12:00", "Europe/Berlin")) == at("2026-10-25T09:00", "Europe/Berlin")


@pytest.mark.parametrize("said", [{"timezone": "Mars/Base"}, {"begin": "9:00"}, {"weekdays": ()}, {"weekdays": (7,)}])
def test_hours_that_make_no_sense_are_refused(said):
    with pytest.raises(ValidationError):
        Hours.model_validate(said)
