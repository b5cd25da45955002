import math

from agent.metrics.rates import KEEP_SECONDS, Rates


def test_the_first_look_has_no_rate():
    assert math.isnan(Rates().rate("reads", 100, 1.0))


def test_a_rate_is_over_the_time_that_really_passed():
    rates = Rates()
    rates.rate("reads", 100, 1.0)
    assert rates.rate("reads", 400, 3.0) == 150
    assert rates.rate("reads", 400, 3.5) == 0


def test_a_counter_that_fell_was_started_anew():
    rates = Rates()
    rates.rate("reads", 100, 1.0)
    assert rates.rate("reads", 30, 2.0) == 30


def test_counters_do_not_mix():
    rates = Rates()
    rates.rate(("sda", "reads"), 100, 1.0)
    assert math.isnan(rates.rate(("sdb", "reads"), 500, 2.0))
    assert rates.rate(("sda", "reads"), 101, 2.0) == 1


def test_two_looks_at_the_same_instant_have_no_rate():
    rates = Rates()
    rates.rate("reads", 100, 1.0)
    assert math.isnan(rates.rate("reads", 200, 1.0))


def test_a_rate_goes_on_after_a_gap():
    rates = Rates()
    rates.rate("reads", 100, 1.0)
    assert rates.rate("reads", 200, 11.0) == 10


def test_counters_that_are_read_no_more_are_forgotten():
    rates = Rates()
    for number in range(1000):
        rates.rate(number, 1, 1000.0)
    rates.rate("reads", 1, 1001.0 + 2 * KEEP_SECONDS)
    assert len(rates._last) == 1
