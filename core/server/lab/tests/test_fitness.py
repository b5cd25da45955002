import pytest
from msgspec.structs import replace

from core.server.lab.comparison import Hour
from core.server.lab.fitness import LEAST_HOURS, conditions_of, unfit_because
from core.server.lab.state import LabView
from models.tests.records import T0

MIDNIGHT = T0 // 86_400 * 86_400


def hours(count: int, *, start: int = MIDNIGHT, **counts: int) -> tuple[Hour, ...]:
    usual = {"sources": 100, "champion_sources": 4, "challenger_sources": 5}
    return tuple(Hour(t=start + 3600 * n, entries=10**6, **{**usual, **counts}) for n in range(count))


def view(*seen: Hour) -> LabView:
    return LabView(champion="a", challenger="b", challenger_warm=True, since=T0, before=("z",), hours=seen)


def test_a_day_in_which_it_flags_about_as_many_speaks_for_it():
    assert unfit_because(view(*hours(24)), "b") is None


def test_what_was_in_charge_may_come_back_and_a_stranger_may_not():
    assert unfit_because(view(), "z") is unfit_because(view(), "a") is None
    assert str(unfit_because(view(*hours(24)), "c")) == "It was not on trial."


def test_a_million_entries_of_one_hour_are_no_day():
    assert "1 of the 24 hours" in str(unfit_because(view(*hours(1)), "b"))


def test_hours_without_traffic_do_not_count():
    assert "20 of the 24 hours" in str(
        unfit_because(view(*hours(20), *hours(9, start=MIDNIGHT + 72_000, sources=0)), "b")
    )


def test_few_busy_sources_are_too_few():
    assert "480 of the 1000 sources" in str(unfit_because(view(*hours(24, sources=20)), "b"))


@pytest.mark.parametrize("flagged", [0, 30])
def test_who_flags_far_fewer_or_far_more_is_unfit(flagged: int):
    said = str(unfit_because(view(*hours(24, challenger_sources=flagged)), "b"))
    assert said == f"In its trial it flags {24 * flagged} sources where the champion flags 96."


def test_one_day_that_differs_makes_it_unfit_whatever_the_others_say():
    quiet = hours(4 * LEAST_HOURS)
    loud = tuple(replace(hour, challenger_sources=12) for hour in hours(24, start=MIDNIGHT + 4 * 86_400))
    assert "On 2023-11-18 it flags 288 sources" in str(unfit_because(view(*quiet, *loud), "b"))


def test_what_was_in_charge_until_just_now_may_come_back():
    assert unfit_because(replace(view(), served=True), "b") is None


def test_the_conditions_tell_where_both_differ_most():
    quiet = hours(24)
    loud = tuple(replace(hour, challenger_sources=12) for hour in hours(6, start=MIDNIGHT + 86_400))
    found = conditions_of(view(*quiet, *loud))
    assert (found.hours, found.sources, found.alike) == (30, 3000, False)
    assert (found.day, found.champion_sources, found.challenger_sources) == (MIDNIGHT + 86_400, 24, 72)
    assert conditions_of(view(*quiet)).alike
