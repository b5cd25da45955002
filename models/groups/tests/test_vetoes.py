import pytest

from models.groups.running import LOGINS, PAGES, Census, Running
from models.groups.vetoes import judge

BOTS = {"matching": 200, "bare": 198, "repeating": 150, "seen": 230, "loading": 0.01, "age": 40.0, "expected_bare": 9.0}
BROWSERS = {"usual_loading": 0.8, "usual_repeating": 0.5}
READERS = {"usual_loading": 0.1, "usual_repeating": 0.02}  # few of whom load assets, and who follow links


def judged(track=PAGES, **census):
    running = Running(
        number=1,
        id="e",
        service="shop",
        place=0,
        track=track,
        started_at=0.0,
        active_at=0.0,
        signature=[],
        base_share=0.01,
        usual=1.0,
        excess=50.0,
        peak=50.0,
    )
    running.census = Census(**census)
    return judge(running)


def test_who_loads_nothing_where_most_do_attacks():
    assert judged(**BOTS, **BROWSERS) == "attack"


def test_who_loads_as_others_do_is_a_crowd():
    assert judged(**BOTS | {"loading": 0.7}, **BROWSERS) == "crowd"


def test_who_repeats_where_few_load_and_nobody_repeats_attacks():
    assert judged(**BOTS, **READERS) == "attack"


@pytest.mark.parametrize(
    "changed",
    [
        {"usual_loading": 0.0},
        {"usual_loading": float("nan")},
        {"usual_repeating": 0.3},
        {"usual_repeating": float("nan")},
        {"loading": 0.5},
        {"collateral": 0.2},
        {"repeating": 60, "age": 70.0},
    ],
    ids=[
        "nobody loads",
        "loading unknown",
        "all repeat",
        "repeating unknown",
        "they load",
        "collateral",
        "most do not",
    ],
)
def test_without_a_contrast_it_is_a_crowd(changed):
    assert judged(**BOTS | READERS | changed) == "crowd"


def test_a_popular_target_shields_nobody_where_hardly_a_harmless_source_does_the_same():
    popular = BOTS | BROWSERS | {"collateral": 0.2}
    assert judged(**popular) == "crowd"
    assert judged(**popular | {"expected_bare": 3.0}) == "attack"


def test_repetition_is_waited_for_a_minute():
    assert judged(**BOTS | READERS | {"repeating": 60}) == "open"


def test_few_sources_are_nothing_yet():
    assert judged(matching=4, bare=4, repeating=3, seen=6, **BROWSERS) == "open"


def test_people_who_log_in_at_once_are_a_crowd_and_those_who_try_on_are_not():
    assert judged(LOGINS, matching=60, bare=40, repeating=8) == "crowd"
    assert judged(LOGINS, matching=60, bare=40, repeating=30) == "attack"
