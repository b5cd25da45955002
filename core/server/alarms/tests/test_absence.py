from core.server.alarms.absence import Seen


def test_who_is_gone_is_missed_for_as_long_as_it_was_not_there():
    seen = Seen()
    seen.take(["a", "b"], 1000)
    seen.take(["a"], 1050)
    assert list(seen.missing(1050, 10, {"a"})) == [("a", 0.0), ("b", 50.0)]


def test_who_is_gone_is_missed_though_the_clock_was_set_back():
    seen = Seen()
    seen.take(["a", "b"], 100_000)
    seen.take(["a"], 90_000)
    seen.take(["a"], 90_030)
    assert list(seen.missing(90_030, 10, ())) == [("b", 30.0)]
