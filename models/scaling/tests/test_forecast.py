import math

import numpy as np
import pytest

from models.codec import StateError
from models.scaling.forecast import CELLS, Forecast


def learned(days: int, load=lambda hour: 10.0 + 10.0 * (8 <= hour < 20)) -> Forecast:
    forecast = Forecast()
    for minute in range(days * 1440):
        forecast = forecast.learn(minute * 60.0, load(minute / 60 % 24))
    return forecast


def test_growth_is_what_usually_comes_later_by_what_usually_comes_now():
    forecast = learned(7)
    morning = 7 * 86_400 + 8 * 3600 - 300.0
    assert forecast.growth(morning, 600) == pytest.approx(2.0)
    assert forecast.growth(morning, 0) == pytest.approx(1.0)


def test_a_day_that_was_not_seen_yet_is_as_the_others_at_that_time():
    forecast = learned(2)
    assert forecast.level(4 * 86_400 + 12 * 3600.0) == pytest.approx(20.0)
    assert math.isnan(Forecast().level(0.0))
    assert Forecast().growth(0.0, 600) == 1.0


def test_growth_is_never_believed_beyond_double():
    assert learned(7, lambda hour: 1.0 + 100.0 * (hour >= 8)).growth(7 * 86_400 + 8 * 3600 - 300.0, 600) == 2.0


def test_a_newer_week_counts_half():
    forecast = learned(14, lambda _hour: 10.0)
    for minute in range(7 * 1440 + 1):
        forecast = forecast.learn((14 * 1440 + minute) * 60.0, 20.0)
    assert np.allclose(forecast.cells, 15.0)


def test_learning_leaves_the_old_one_as_it_is_and_bytes_bring_it_back():
    old = learned(1)
    before = old.cells.copy()
    new = old.learn(86_400.0, 5.0)
    assert np.array_equal(old.cells, before, equal_nan=True)
    again = Forecast.from_bytes(new.to_bytes())
    assert again.to_bytes() == new.to_bytes()
    with pytest.raises(StateError):
        Forecast.from_bytes(b"x")


def test_a_forecast_of_another_size_is_damaged():
    with pytest.raises(StateError):
        Forecast.from_bytes(Forecast(cells=np.zeros(CELLS - 1)).to_bytes())
