import array
import logging
import math

import pytest

from agent.contract.metrics import MOST_CHARACTERS, MOST_SERIES, SeriesName, unpack_names
from agent.metrics.sheet import Sheet


class Said:
    """A gauge that says what the test wants."""

    def __init__(self, *readings):
        self.readings = readings

    def read(self, _now):
        return self.readings


class Broken:
    def read(self, _now):
        raise OSError("no such device")


def name(metric, *, entity=""):
    return SeriesName("host", entity, metric, "count")


def taken(sheet, at=5.0):
    metrics = sheet.take(1.0, at)
    names = unpack_names(metrics.names)
    values = array.array("f", metrics.values)
    assert len(names) == len(values)
    return dict(zip(names, values, strict=True))


def test_a_sheet_without_gauges_is_empty():
    metrics = Sheet().take(1.0, 5.0)
    assert (metrics.at, metrics.names, metrics.values) == (5.0, b"", b"")


def test_readings_of_all_gauges_travel_together():
    sheet = Sheet()
    sheet.add("one", Said((name("a"), 1.0), (name("b"), 2.5)))
    sheet.add("two", Said((name("c"), math.nan)))
    values = taken(sheet)
    assert values[name("a")] == 1
    assert values[name("b")] == 2.5
    assert math.isnan(values[name("c")])


def test_the_names_are_the_same_object_while_nothing_comes_or_goes():
    sheet, gauge = Sheet(), Said((name("a"), 1.0))
    sheet.add("one", gauge)
    first = sheet.take(1.0, 1.0).names
    gauge.readings = ((name("a"), 9.0),)
    assert sheet.take(2.0, 2.0).names is first
    gauge.readings = ((name("b"), 1.0), (name("a"), 2.0))
    assert list(taken(sheet).items()) == [(name("b"), 1.0), (name("a"), 2.0)]


@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e39, -1e300, math.nan])
def test_what_is_no_number_on_the_wire_is_a_gap(value):
    sheet = Sheet()
    sheet.add("one", Said((name("a"), value)))
    assert math.isnan(taken(sheet)[name("a")])


def test_a_gauge_that_fails_stops_no_other_and_is_told_of_once(caplog):
    sheet = Sheet()
    sheet.add("disks", Broken())
    sheet.add("two", Said((name("a"), 1.0)))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert taken(sheet) == {name("a"): 1.0}
    assert sheet.troubles == {"disks": "OSError: no such device"}
    assert len(caplog.records) == 1
    sheet.add("disks", Said((name("d"), 2.0)))
    assert name("d") in taken(sheet)
    assert sheet.troubles == {}


def test_beyond_the_bound_the_last_are_left_out_and_counted():
    sheet = Sheet()
    sheet.add("host", Said((name("first"), 1.0)))
    sheet.add("rest", Said(*((name("m", entity=str(number)), number) for number in range(MOST_SERIES + 9))))
    values = taken(sheet)
    assert len(values) == MOST_SERIES
    assert name("first") in values
    assert sheet.left_out == 10


def test_of_two_readings_of_a_name_the_first_counts():
    sheet = Sheet()
    sheet.add("one", Said((name("a"), 1.0), (name("a"), 2.0), (name("b"), 3.0)))
    assert taken(sheet) == {name("a"): 1.0, name("b"): 3.0}
    assert sheet.left_out == 0


@pytest.mark.parametrize("entity", ["a\tb", "a\nb", "a\0b", "a\x1b[31mb", "a\u2028b", "a\udc80b"])
def test_a_name_from_anywhere_is_made_safe(entity):
    sheet = Sheet()
    sheet.add("one", Said((name("a", entity=entity), 1.0), (name("b"), 2.0)))
    first, second = taken(sheet)
    assert first.entity.startswith("a�")
    assert first.entity.isprintable()
    assert second == name("b")


def test_a_long_name_is_cut():
    sheet = Sheet()
    sheet.add("one", Said((name("a", entity="x" * 100_000), 1.0)))
    (only,) = taken(sheet)
    assert only.entity == "x" * MOST_CHARACTERS["entity"]
