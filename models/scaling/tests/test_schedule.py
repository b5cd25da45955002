from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models.scaling.schedule import Window, bounds_at

NIGHT = Window(days=("fri", "sat"), begin="22:00", end="04:00", least=8)
BERLIN = ZoneInfo("Europe/Berlin")


def bounds(*at: int) -> tuple[int, int, bool]:
    return bounds_at((NIGHT,), "Europe/Berlin", datetime(*at, tzinfo=BERLIN).timestamp(), (1, 20))


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ((2026, 11, 20, 21, 59), False),
        ((2026, 11, 20, 22, 0), True),
        ((2026, 11, 21, 3, 59), True),
        ((2026, 11, 21, 4, 0), False),
        ((2026, 11, 22, 3, 0), True),
        ((2026, 11, 23, 3, 0), False),
        ((2026, 7, 17, 22, 0), True),
    ],
)
def test_a_window_goes_over_midnight_in_its_own_time_zone(at, inside):
    assert bounds(*at) == ((8, 20, True) if inside else (1, 20, False))


def test_of_several_windows_the_first_that_holds_counts():
    always, later = Window(most=5), Window(most=9)
    assert bounds_at((always, later), "UTC", 0.0, (1, 20)) == (1, 5, True)
