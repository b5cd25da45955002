from contextlib import suppress

import msgspec
import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.wire import Host, Report, Sample
from core.server.errors import DozorError, Invalid, TooLarge, UnsupportedBody
from core.server.fleet.node import Seen
from core.server.ingest.decode import UNNAMED_SERVICE, Limits, check_report, decode_report, unpack
from core.server.metrics.check import check_metrics
from core.server.pipeline.tests.reports import T0, report, visit

LIMITS = Limits(rows=10, services=2, samples=3)


def checked(changed: Report) -> Report:
    check_report(changed, LIMITS)
    return changed


def good() -> Report:
    return report(1, [visit("127.0.0.9", T0), visit("127.0.0.10", T0)])


def test_a_report_survives_both_encodings():
    sent = good()
    assert decode_report(msgspec.msgpack.encode(sent), json=False) == sent
    assert decode_report(msgspec.json.encode(sent), json=True) == sent
    assert checked(sent) is sent


@pytest.mark.parametrize("metrics", [7, "x", {"names": 7}, {"at": []}, [1, 2]])
def test_metrics_that_are_none_cost_nothing_but_themselves(metrics):
    fields = msgspec.to_builtins(good(), builtin_types=(bytes,)) | {"metrics": metrics}
    for packed, json in ((msgspec.msgpack.encode(fields), False), (msgspec.json.encode(fields), True)):
        report = decode_report(packed, json=json)
        assert report.aggregates == good().aggregates
        with pytest.raises(Invalid, match="no instant"):
            check_metrics(report.metrics)
        broken = fields | {"samples": 7}
        with pytest.raises(Invalid, match="samples"):
            decode_report(msgspec.json.encode(broken) if json else msgspec.msgpack.encode(broken), json=json)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_report_or_a_clear_error(data):
    for json in (False, True):
        with suppress(DozorError):  # its detail is never empty
            check_report(decode_report(data, json=json), LIMITS)


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("requests", np.array([1], "<u4"), "requests"),
        ("service", np.array([0, 1], "<u2"), "service"),
        ("url_count", np.array([33, 0], "<u1"), "url"),
        ("agent_count", np.array([9, 0], "<u1"), "agent_count"),
        ("request_time_sum", np.array([np.nan, 0], "<f8"), "request_time_sum"),
        ("request_time_max", np.array([-1, 0], "<f4"), "request_time_max"),
        ("upstream_time_sum", np.array([np.inf, 0], "<f8"), "upstream_time_sum"),
        ("upstream_time_sum", np.array([1e308, 1e308], "<f8"), "upstream_time_sum"),
    ],
)
def test_a_column_that_contradicts_is_named(column, values, said):
    broken = good()
    broken.aggregates.columns[column] = values.tobytes()
    with pytest.raises(Invalid, match=said):
        checked(broken)


def test_more_than_one_report_may_hold_is_too_large():
    with pytest.raises(TooLarge, match="rows"):
        checked(report(1, [visit("127.0.0.9", T0)] * 11))
    with pytest.raises(TooLarge, match="services"):
        checked(report(1, [visit("127.0.0.9", T0, service=name) for name in "abc"]))


def test_a_sample_of_a_row_that_is_not_there_is_refused():
    broken = good()
    broken.samples = [Sample(row=2, method="GET", path="/", status=200, user_agent="")]
    with pytest.raises(Invalid, match="row 2"):
        checked(broken)


def test_long_texts_of_samples_are_cut():
    sent = good()
    sent.samples = [Sample(row=1, method="GET", path="/" * 99_999, status=200, user_agent="")]
    assert len(checked(sent).samples[0].path) == 1024


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_kept_of_a_node_can_be_read_again(number):
    sent = good()
    sent.host = Host(hostname="x" * 5000, load_1m=number, uptime_seconds=7.0, logs=["/" * 5000] * 5000)
    seen = Seen(host=checked(sent).host)
    read = msgspec.json.decode(msgspec.json.encode(seen), type=Seen)
    assert (read.host.load_1m, read.host.uptime_seconds) == (-1.0, 7.0)
    assert len(msgspec.json.encode(read)) < 300_000
    sent.made_at = number
    with pytest.raises(Invalid, match="made_at"):
        check_report(sent, LIMITS)


def test_columns_of_a_later_agent_are_left_out_and_absent_ones_are_zero():
    sent = good()
    sent.aggregates.columns["of_the_future"] = b"123"
    del sent.aggregates.columns["posts"]
    assert "of_the_future" not in checked(sent).aggregates.columns


def test_a_service_without_a_name_gets_one():
    sent = report(1, [visit("127.0.0.9", T0, service="")])
    assert checked(sent).aggregates.services == [UNNAMED_SERVICE]


def test_a_service_is_named_as_the_database_takes_it():
    sent = report(1, [visit("127.0.0.9", T0, service="a\0b")])
    assert checked(sent).aggregates.services == ["a\ufffdb"]


def test_a_body_is_unpacked_no_further_than_allowed():
    bomb = zstandard.compress(bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(TooLarge):
        unpack(bomb, "zstd", 1_000_000)
    with pytest.raises(TooLarge):
        unpack(bytes(11), "", 10)
    with pytest.raises(UnsupportedBody, match="gzip"):
        unpack(b"", "gzip", 10)
    assert unpack(zstandard.compress(b"abc"), "zstd", 3) == b"abc"


@given(st.binary(max_size=100))
def test_any_bytes_unpack_or_are_refused(data):
    try:
        assert len(unpack(data, "zstd", 1000)) <= 1000
    except (Invalid, TooLarge):
        return
