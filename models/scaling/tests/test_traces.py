import numpy as np
import pytest

from models.scaling.traces import DAY, DISPERSION, drawn, from_counts, seasonal


def test_drawn_seconds_have_the_mean_and_dispersion_of_real_ones():
    seconds = drawn(np.full(50_000, 64.0), 1)
    assert seconds.mean() == pytest.approx(64, rel=0.01)
    assert seconds.var() / seconds.mean() == pytest.approx(DISPERSION, rel=0.05)


def test_counts_are_scaled_to_a_mean_and_minutes_are_joined_by_lines():
    minutes = from_counts("m", 0.0, np.array([60.0, 120.0, 60.0]), every=60, mean=2.0)
    assert minutes.expected.mean() == pytest.approx(2.0)
    assert minutes.expected[60] == pytest.approx(minutes.expected.max() * 0.75, rel=0.02)
    seconds = from_counts("s", 0.0, np.eye(1, 1000, 500)[0], every=1, mean=1.0)
    assert seconds.expected.argmax() == 500
    assert seconds.expected[500] < 30


def test_a_seasonal_trace_has_nights_and_weekends():
    trace = seasonal(1, 14)
    days = trace.expected.reshape(14, DAY)
    assert days[:, 14 * 3600].mean() > 1.5 * days[:, 4 * 3600].mean()
    assert len(trace.part(DAY, 100).expected) == 100
    assert trace.minutes().shape == (14 * 1440,)
