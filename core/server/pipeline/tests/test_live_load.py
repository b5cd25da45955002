from core.server.pipeline.live_load import NO_LOAD, LiveLoads, Load, LoadRow


def test_a_second_is_the_sum_of_what_reports_say_of_it():
    loads = LiveLoads()
    loads.take("a", 102.5, [LoadRow(100, "shop", 5, 2.0, 1), LoadRow(100, "blog", 9, 9.0, 0)])
    loads.take("a", 103.5, [LoadRow(100, "shop", 5, 2.0, 0), LoadRow(101, "shop", 7, 1.0, 0)])
    assert loads.at("shop", "a", 100) == Load(10, 4.0, 1)
    assert loads.at("shop", "a", 101) == Load(7, 1.0, 0)
    assert loads.lately("shop", "a", 101, 2) == Load(8.5, 2.5, 0.5)
    assert loads.at("shop", "b", 101) == NO_LOAD


def test_a_second_that_a_node_does_not_vouch_for_yet_is_as_the_one_before():
    loads = LiveLoads()
    loads.take("a", 102.5, [LoadRow(100, "shop", 5, 2.0, 0), LoadRow(102, "shop", 1, 0.1, 0)])
    assert loads.at("shop", "a", 101) == Load(5, 2.0, 0)
    assert loads.heard("a") == 102.5
    assert loads.heard("b") == 0.0


def test_a_second_without_traffic_is_none():
    loads = LiveLoads()
    loads.take("a", 102.5, [LoadRow(100, "shop", 5, 2.0, 0)])
    loads.take("a", 110.5, [])
    assert loads.at("shop", "a", 108) == NO_LOAD


def test_what_is_older_than_a_minute_is_forgotten_and_does_not_come_back():
    loads = LiveLoads()
    loads.take("a", 202.5, [LoadRow(200, "shop", 5, 2.0, 0)])
    loads.take("a", 203.5, [LoadRow(136, "shop", 9, 9.0, 0)])
    assert loads.at("shop", "a", 200) == Load(5, 2.0, 0)


def test_services_that_a_log_names_are_bounded():
    loads = LiveLoads()
    for batch in range(21):
        rows = [LoadRow(100 + batch, f"s{batch * 1000 + i}", 1, 0.1, 0) for i in range(1000)]
        loads.take("a", 102.5 + batch, rows)
        assert len(loads._rings) <= 20_000
    assert loads.at("s20999", "a", 120) == Load(1, 0.1, 0)
