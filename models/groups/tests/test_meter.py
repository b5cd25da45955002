import numpy as np

from models.groups.meter import Meter

NONE = np.zeros((1, 2), np.bool_)


def feed(meter, rates, logins=0.0, frozen=NONE):
    for rate in rates:
        meter.add(np.zeros(1, np.int64), np.array([[rate * 5.0, logins * 5]]), 1)
        meter.close()
        meter.learn(frozen)
    return meter


def everyday(buckets=200, rate=10):
    return np.random.default_rng(1).poisson(rate * 5, buckets) / 5


def test_nothing_has_risen_before_five_minutes_were_seen():
    assert not feed(Meter(), [1] * 50 + [500]).risen().any()


def test_everyday_traffic_does_not_rise():
    meter = feed(Meter(), everyday())
    assert not any(feed(meter, [rate]).risen().any() for rate in everyday(300))


def test_three_times_as_much_has_risen_within_twenty_seconds():
    meter = feed(Meter(), everyday())
    feed(meter, [30] * 4, frozen=~NONE)
    assert meter.risen()[0, 0]
    assert not meter.risen()[0, 1]


def test_a_burst_of_minutes_makes_nobody_blind():
    meter = feed(Meter(), everyday(300))
    before = meter.usual()[0, 0]
    feed(meter, [60] * 40)
    feed(meter, everyday(20))
    assert meter.usual()[0, 0] < 1.2 * before
    feed(meter, [25] * 4)
    assert meter.risen()[0, 0]


def test_a_rise_that_stays_becomes_usual():
    meter = feed(Meter(), [*everyday(300), *everyday(200, rate=60)])
    assert meter.usual()[0, 0] > 30
    assert not meter.risen().any()


def test_a_rise_that_is_settled_is_usual_at_once_and_what_comes_upon_it_has_risen():
    meter = feed(Meter(), everyday(300))
    feed(meter, [60] * 12)
    assert not meter.lasting().any()
    feed(meter, [60] * 12)
    assert meter.lasting()[0].tolist() == [True, False]
    meter.settle(0, 0)
    assert feed(meter, []).usual()[0, 0] < 60
    feed(meter, everyday(20, rate=60))
    assert np.isclose(meter.usual()[0, 0], 60, rtol=0.05)
    assert not meter.risen().any()
    feed(meter, [110] * 4)
    assert meter.risen()[0, 0]


def test_a_few_login_attempts_where_there_are_none_have_risen():
    meter = feed(Meter(), everyday())
    feed(meter, [10] * 24, logins=0.6, frozen=~NONE)
    assert meter.risen()[0, 1]


def test_what_is_frozen_does_not_become_usual():
    meter = feed(Meter(), everyday())
    before = meter.usual().copy()
    feed(meter, [500] * 100, frozen=~NONE)
    assert (meter.usual() == before).all()


def test_after_a_gap_the_last_buckets_are_forgotten():
    meter = feed(Meter(), everyday())
    feed(meter, [500] * 4, frozen=~NONE)
    meter.skip()
    assert not meter.risen().any()


def test_a_service_seen_later_has_a_place():
    meter = feed(Meter(), everyday(10))
    meter.add(np.array([2]), np.array([[5.0, 0]]), 3)
    assert meter.close().shape == (3, 2)


def test_it_survives_as_bytes():
    meter = feed(Meter(), everyday(20))
    assert Meter.from_bytes(meter.to_bytes()).to_bytes() == meter.to_bytes()
