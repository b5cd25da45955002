import math

import pytest

from agent.contract.metrics import MOST_CHARACTERS, SeriesName
from agent.custom.book import FORGET_SECONDS, Book
from agent.custom.told import Counter, DocumentError, Gauge, Histogram, read_metric


def tell(book, *told, now=0.0, origin="a push", keep=60.0):
    return [(refusal.name, refusal.why) for refusal in book.tell(origin, told, now, keep_seconds=keep)]


def values(book, now):
    return {name.metric: value for name, value in book.read(now)}


def test_a_gauge_shows_what_was_told_last_until_it_is_stale():
    book = Book("shop")
    assert tell(book, Gauge("queue", 1.0, "count")) == []
    assert tell(book, Gauge("queue", 7.0, "count"), now=1.0) == []
    assert list(book.read(61.0)) == [(SeriesName("service", "shop", "queue", "count"), 7.0)]
    assert math.isnan(values(book, 61.1)["queue"])


def test_a_counter_is_a_rate_over_the_time_that_passed():
    book = Book("shop")
    tell(book, Counter("orders", 100.0), Counter("sent", 0.0, "bytes"), now=10.0)
    assert math.isnan(values(book, 10.0)["orders_per_second"])
    tell(book, Counter("orders", 110.0), Counter("sent", 50.0, "bytes"), now=15.0)
    assert values(book, 16.0) == {"orders_per_second": 2.0, "sent_per_second": 10.0}
    assert {name.unit for name, _ in book.read(16.0)} == {"per_second", "bytes_per_second"}


def test_a_counter_that_fell_counts_from_its_new_start():
    book = Book("shop")
    tell(book, Counter("orders", 100.0), now=10.0)
    tell(book, Counter("orders", 6.0), now=12.0)
    assert values(book, 12.0)["orders_per_second"] == 3.0


def test_a_histogram_is_rates_by_bucket_an_average_and_percentiles():
    book = Book("shop")
    tell(book, Histogram("wait", [0.1, 1.0], [0, 0, 0], 0.0, "seconds"), now=0.0)
    tell(book, Histogram("wait", [0.1, 1.0], [90, 10, 0], 12.0, "seconds"), now=10.0)
    assert values(book, 10.0) == pytest.approx(
        {
            "wait_per_second": 10.0,
            "wait_sum_per_second": 1.2,
            "wait_average": 0.12,
            "wait_p50": 0.1 * 50 / 90,
            "wait_p95": 0.55,
            "wait_p99": 0.91,
            "wait_bucket_0.1_per_second": 9.0,
            "wait_bucket_1_per_second": 1.0,
            "wait_bucket_inf_per_second": 0.0,
        }
    )
    assert {name.unit for name, _ in book.read(10.0)} == {"per_second", "seconds_per_second", "seconds"}


def test_other_buckets_take_the_place_of_those_before():
    book = Book("shop", most_series=9)
    tell(book, Histogram("wait", [0.1, 1.0], [1, 1, 1], 0.0))
    assert tell(book, Histogram("wait", [0.2, 1.0], [1, 1, 1], 0.0), now=1.0) == []
    assert "wait_bucket_0.1_per_second" not in values(book, 1.0)
    assert tell(book, Histogram("wait", [0.2, 0.3, 1.0], [1, 1, 1, 1], 0.0), now=2.0) == [
        ("wait", "the service has more than 9 series")
    ]


def test_bounds_that_are_nearly_the_same_are_series_of_their_own():
    book = Book("shop")
    tell(book, Histogram("wait", [1.0, 1.0000001], [1, 1, 1], 0.0))
    assert len(values(book, 0.0)) == 9


def test_a_metric_keeps_its_type_and_unit():
    book = Book("shop")
    tell(book, Counter("orders", 1.0), Gauge("size", 1.0, "bytes"))
    assert tell(book, Gauge("orders", 1.0), Gauge("size", 1.0), now=1.0) == [
        ("orders", "it was a counter and came as a gauge"),
        ("size", "its unit was 'bytes' and came as ''"),
    ]


def test_a_metric_that_was_not_told_for_ten_minutes_may_come_as_something_else():
    book = Book("shop", most_series=1)
    tell(book, Counter("orders", 1.0))
    later = FORGET_SECONDS + 1
    assert tell(book, Gauge("orders", 5.0), now=later) == []
    assert values(book, later) == {"orders": 5.0}
    assert values(book, later + later) == {}
    assert tell(book, Gauge("size", 5.0), now=2 * later) == []


def test_a_metric_comes_from_one_place():
    book = Book("shop")
    tell(book, Gauge("queue", 1.0), origin="http://127.0.0.1/")
    assert tell(book, Gauge("queue", 2.0)) == [("queue", "http://127.0.0.1/ tells it already")]
    assert values(book, 0.0) == {"queue": 1.0}


def test_series_beyond_the_bound_are_refused_and_the_others_stay():
    book = Book("shop", most_series=3)
    told = [Gauge(f"g{number}", float(number)) for number in range(5)]
    assert [name for name, _ in tell(book, *told)] == ["g3", "g4"]
    assert values(book, 0.0) == {"g0": 0.0, "g1": 1.0, "g2": 2.0}


@pytest.mark.parametrize(
    ("one", "other", "series"),
    [
        (Counter("a", 1.0), Gauge("a_per_second", 1.0), "a_per_second"),
        (Gauge("a_p50", 1.0), Histogram("a", [1.0], [1, 1], 1.0), "a_p50"),
    ],
)
def test_no_two_metrics_have_a_series_of_the_same_name(one, other, series):
    book = Book("shop")
    tell(book, one)
    assert tell(book, other) == [(other.name, f"its series {series} would be the same as one of {one.name}")]


def test_the_longest_names_units_and_bounds_fit_into_a_series():
    """What is too long would be cut, and two series be the same."""
    bounds = [-1.1250738585072014e-300, -2.2250738585072014e-308]
    book = Book("shop")
    assert (
        tell(
            book,
            read_metric(
                {
                    "type": "histogram",
                    "name": "n" * 80,
                    "unit": "u" * 20,
                    "bounds": bounds,
                    "counts": [0, 0, 0],
                    "sum": 0,
                }
            ),
        )
        == []
    )
    for series, _ in book.read(0.0):
        assert all(len(getattr(series, field)) <= most for field, most in MOST_CHARACTERS.items())
    for name, unit in (("n" * 81, ""), ("n", "u" * 21)):
        with pytest.raises(DocumentError):
            read_metric({"type": "gauge", "name": name, "unit": unit, "value": 1})
