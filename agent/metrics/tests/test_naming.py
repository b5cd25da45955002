import pytest

from agent.contract.metrics import SeriesName
from agent.metrics.naming import named


def test_the_unit_is_what_the_name_ends_in():
    assert named("disk", "sda", "read_bytes_per_second") == SeriesName(
        "disk", "sda", "read_bytes_per_second", "bytes_per_second"
    )
    assert named("disk", "sda", "reads_per_second").unit == "per_second"
    assert named("host", "", "memory_used_bytes").unit == "bytes"


def test_the_same_name_is_the_same_object():
    assert named("cpu", "0", "busy_share") is named("cpu", "0", "busy_share")


def test_a_metric_without_a_unit_is_refused():
    with pytest.raises(ValueError, match="temperature ends in none of"):
        named("sensor", "", "temperature")
