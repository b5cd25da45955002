from core.server.pipeline.live_service import SPARK_POINTS, LiveService
from core.server.series.rows import TrafficRow

T0 = 1_800_000_000


def row(t: int, requests: int = 1, refused: int = 0) -> TrafficRow:
    return TrafficRow(t, "shop", requests, refused, 0, 0, 0, 0, 0, 0.0, 0.0, [], None, 1.0, 2.0)


def test_the_last_seconds_are_summed_over_reports():
    service = LiveService()
    for t in range(T0 - 20, T0):
        service.add(row(t, 3))
        service.add(row(t, 2, 1))
    now = service.now(T0)
    assert (now.seconds, now.requests, now.refused) == (10, 50, 10)
    assert service.expected == (1.0, 2.0)


def test_a_spark_reaches_back_fifteen_minutes_and_shows_gaps():
    service = LiveService()
    for t in range(T0 - 3000, T0):
        if not T0 - 300 <= t < T0 - 240:
            service.add(row(t, 2))
    sparks = service.sparks(T0)
    assert len(sparks) == SPARK_POINTS
    assert sparks.count(None) == 4
    assert {load.requests / load.seconds for load in sparks if load} == {2.0}


def test_silence_and_what_is_too_old_count_for_nothing():
    service = LiveService()
    assert service.now(T0) is None
    service.add(row(T0))
    service.add(row(T0 - 5000, 1000))
    assert service.now(T0 + 1).requests == 1
    assert sum(load.requests for load in service.sparks(T0 + 15) if load) == 1
