import math

from agent.host.clock import ClockGauge


def test_a_clock_that_nothing_keeps_has_no_known_offset(values):
    told = values(ClockGauge(), 0.0)
    assert told["clock_synchronised_count"] in {0.0, 1.0}
    if told["clock_synchronised_count"]:
        assert abs(told["clock_offset_seconds"]) < 1
        assert told["clock_error_seconds"] >= 0
    else:
        assert math.isnan(told["clock_offset_seconds"])
