import pytest

from agent.custom.told import MOST_BOUNDS, Counter, DocumentError, Gauge, Histogram, decode, read_document, read_metric

HISTOGRAM = {"type": "histogram", "name": "checkout", "bounds": [0.1, 1], "counts": [5, 2, 1], "sum": 4.5}


def test_a_document_tells_gauges_counters_and_histograms():
    gauge = {"type": "gauge", "name": "queue.length", "value": -3}
    counter = {"type": "counter", "name": "orders", "value": 12, "unit": "count"}
    told, refused = read_document({"metrics": [gauge, counter, {**HISTOGRAM, "unit": "seconds"}], "more": 1})
    assert told == [
        Gauge("queue.length", -3.0),
        Counter("orders", 12.0, "count"),
        Histogram("checkout", [0.1, 1.0], [5.0, 2.0, 1.0], 4.5, "seconds"),
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"metrics": [NaN]}', "malformed"),
        (b'{"metrics": [-Infinity]}', "malformed"),
        (b'{"value": 1e999}', "out of range"),
        (b"1" * 100_000, "out of range"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'"\\ud800"', "truncated"),
        (b"\xef\xbb\xbf{}", "malformed"),
        (b"", "truncated"),
        (b"{} {}", "malformed"),
        (b"\x1f\x8b\x08", "malformed"),
    ],
)
def test_what_is_no_json_is_refused_whole(text, why):
    with pytest.raises(DocumentError, match=why):
        decode(text)


@pytest.mark.parametrize("document", [[], {}, None, 5, {"metrics": {}}, {"metrics": None}])
def test_another_document_is_refused_whole(document):
    with pytest.raises(DocumentError, match="is expected"):
        read_document(document)


@pytest.mark.parametrize(
    "metric",
    [
        5,
        {},
        {"type": "summary", "name": "a", "value": 1},
        {"type": "gauge", "name": "a"},
        {"type": "gauge", "name": "a", "value": None},
        {"type": "gauge", "name": "a", "value": "1"},
        {"type": "gauge", "name": "a", "value": True},
        {"type": "gauge", "name": "a", "value": 3.5e38},
        {"type": "gauge", "name": "a", "value": 10**300},
        {"type": "gauge", "name": "a", "value": float("nan")},
        {"type": "gauge", "name": "a", "value": 1, "labels": {}},
        {"type": "gauge", "name": "a\n", "value": 1},
        {"type": "gauge", "name": "a\tb", "value": 1},
        {"type": "gauge", "name": "", "value": 1},
        {"type": "gauge", "name": "a" * 101, "value": 1},
        {"type": "gauge", "name": "dozor_refused", "value": 1},
        {"type": "gauge", "name": "a", "value": 1, "unit": "no unit"},
        {"type": "gauge", "name": "a", "value": 1, "unit": "x" * 31},
        {"type": "counter", "name": "a", "value": -1},
        {**HISTOGRAM, "counts": [1, 2]},
        {**HISTOGRAM, "counts": [1, 2, -1]},
        {**HISTOGRAM, "bounds": [1, 1]},
        {**HISTOGRAM, "bounds": []},
        {**HISTOGRAM, "bounds": list(range(MOST_BOUNDS + 1)), "counts": [0] * (MOST_BOUNDS + 2)},
    ],
)
def test_what_is_wrong_about_one_metric_spoils_no_other(metric):
    good = {"type": "gauge", "name": "good", "value": 1}
    told, refused = read_document({"metrics": [metric, good]})
    assert told == [Gauge("good", 1.0)]
    assert len(refused) == 1
    assert refused[0].why


def test_of_two_metrics_of_a_name_the_first_counts():
    metrics = [{"type": "gauge", "name": "a", "value": value} for value in (1, 2, 3)]
    told, refused = read_document({"metrics": metrics})
    assert told == [Gauge("a", 1.0)]
    assert [refusal.name for refusal in refused] == ["a", "a"]


def test_a_refusal_names_no_more_than_a_beginning_of_the_name():
    _, [refused] = read_document({"metrics": [{"type": "gauge", "name": "x" * 100_000, "value": 1}]})
    assert len(refused.name) + len(refused.why) < 400


def test_an_unknown_type_is_told():
    with pytest.raises(DocumentError, match="summary"):
        read_metric({"type": "summary", "name": "a"})
