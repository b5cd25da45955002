from core.server.decisions.decision import ReasonRecord, SampleRecord
from core.server.pipeline.live_source import LiveSource

T0 = 1_800_000_000
REASON = ReasonRecord(feature="requests_10s", value=300, typical=1, share=1, one_in=1e6)


def test_the_highest_score_keeps_its_reasons():
    source = LiveSource("shop", "127.0.9.9", T0)
    source.flag(T0, 0.9, (REASON,), {"requests_10s": 300})
    source.flag(T0 + 5, 0.4, (), {})
    assert source.score == 0.9
    assert source.reasons == (REASON,)
    assert source.flagged_at == T0 + 5


def test_rates_counts_and_spark_agree():
    source = LiveSource("shop", "127.0.9.9", T0)
    for second in range(30):
        source.add(T0 + second, 10, 5)
    assert source.rps(T0 + 29) == 15
    assert (source.requests, source.refused) == (300, 150)
    spark = source.spark(T0 + 30)
    assert spark[-2:] == [15.0, 15.0]
    assert spark[:-2] == [None] * 58


def test_memory_is_bounded_whatever_a_source_does():
    source = LiveSource("shop", "127.0.9.9", T0)
    for second in range(0, 20_000, 7):
        source.add(T0 + second, 1, 0)
        source.add_sample(SampleRecord(at=T0, method="GET", path=f"/{second}", status=404, user_agent=""))
    assert len(source.samples) == 20
    assert len(source._requests) <= 61
    assert len(source._paths) <= 50


def test_the_top_path_is_the_one_seen_most():
    source = LiveSource("shop", "127.0.9.9", T0)
    assert source.top_path == ""
    for path in ("/a", "/login", "/login"):
        source.add_sample(SampleRecord(at=T0, method="GET", path=path, status=404, user_agent=""))
    assert source.top_path == "/login"
