import numpy as np
import pytest

from models.expectation import Expectation

T0 = 1_700_000_000


def feed(expectation: Expectation, rates: list[float], anomalous: float = 0, start: int = T0) -> int:
    for second, rate in enumerate(rates, start):
        expectation.observe(second, rate + anomalous, anomalous)
        expectation.settle(second)
    return start + len(rates)


def steady(seconds: int, rate: float = 40) -> list[float]:
    return np.random.default_rng(1).poisson(rate, seconds).astype(float).tolist()


def test_nothing_is_expected_before_a_minute_was_seen():
    expectation = Expectation()
    feed(expectation, steady(50))
    assert expectation.range() is None


def test_the_range_holds_what_is_usual():
    expectation = Expectation()
    rates = steady(1800)
    feed(expectation, rates)
    low, high = expectation.range() or (0, 0)
    inside = np.mean([low <= rate <= high for rate in rates])
    assert inside > 0.995
    assert high < 80


def test_an_attack_does_not_become_expected():
    expectation = Expectation()
    end = feed(expectation, steady(900))
    expectation.settle(end + 10)
    before = expectation.range()
    feed(expectation, steady(600), anomalous=500, start=end)
    assert expectation.range() == before


def test_a_few_anomalous_requests_are_left_out_of_the_sum():
    expectation = Expectation()
    feed(expectation, steady(900), anomalous=5)
    clean = Expectation()
    feed(clean, steady(900))
    assert expectation.range() == clean.range()


def test_silent_seconds_count_as_no_requests():
    expectation = Expectation()
    for second in range(T0, T0 + 1200, 10):
        expectation.observe(second, 10, 0)
        expectation.settle(second)
    low, high = expectation.range() or (9, 9)
    assert low == 0
    assert high < 12


def test_seconds_of_several_nodes_add_up():
    expectation = Expectation()
    for second in range(T0, T0 + 200):
        expectation.observe(second, 10, 0)
        expectation.settle(second)
        expectation.observe(second - 2, 10, 0)
    low, high = expectation.range() or (0, 0)
    assert (low + high) / 2 == pytest.approx(20, abs=2)


def test_it_survives_as_bytes():
    expectation = Expectation()
    feed(expectation, steady(100))
    assert Expectation.from_bytes(expectation.to_bytes()).to_bytes() == expectation.to_bytes()
