from typing import get_args

import pytest

from models.scaling.reasons import Reason, ReasonCode

ARGS = {
    "metric": "rps",
    "busy": 0.68,
    "target": 0.7,
    "seconds": 15,
    "replicas": 3,
    "wanted": 7,
    "kept": 9,
    "turns": 4,
    "bound": 5,
    "scheduled": True,
    "container": "shop",
    "node": "one",
    "text": "no image",
}


@pytest.mark.parametrize("code", get_args(ReasonCode))
def test_every_reason_is_told_in_english(code):
    assert str(Reason(code, ARGS))


def test_what_a_load_is_told_with_depends_on_what_there_is():
    load = {name: ARGS[name] for name in ("metric", "busy", "target", "seconds")}
    assert str(Reason("load", load)) == "rps 68 of 70% target over 15 s"
    more = {**load, "panic": True, "forecast": 0.81, "room": 0.05}
    assert str(Reason("load", more)) == "rps 68 of 70% target over 15 s, a panic, forecast 81, room 5"


def test_a_bound_says_where_it_is_of_a_schedule():
    assert str(Reason("least", {"bound": 5, "scheduled": False, "wanted": 2})) == "min 5, 2 wanted"
    assert str(Reason("most", {"bound": 5, "scheduled": True, "wanted": 9})) == "max 5 of the schedule, 9 wanted"
