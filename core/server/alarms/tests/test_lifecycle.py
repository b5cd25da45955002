import pytest

from core.server.alarms.lifecycle import Standing, advance, verdict_of
from core.server.alarms.rule import Rule

RULE = Rule(metric="a.b", above=5, clear=3, for_seconds=20, clear_seconds=20)


@pytest.mark.parametrize(
    ("rule", "value", "verdict"),
    [
        (RULE, 5.1, "beyond"),
        (RULE, 5, "between"),
        (RULE, 3.1, "between"),
        (RULE, 3, "back"),
        (Rule(metric="a.b", above=5), 5, "back"),
        (Rule(metric="a.b", below=5), 4.9, "beyond"),
        (Rule(metric="a.b", below=5), 5, "back"),
        (Rule(metric="a.b", below=5, clear=7), 6, "between"),
        (Rule(metric="a.b", below=0), -1, "beyond"),
    ],
)
def test_a_value_lies_beyond_back_or_between(rule, value, verdict):
    assert verdict_of(rule, value) == verdict


def test_what_is_between_neither_fires_nor_clears():
    pending = Standing(0, 10, 6)
    assert advance(pending, "between", 4, (10, 20), RULE) == (None, None)
    firing = Standing(0, 30, 6, 20, back_since=20)
    assert advance(firing, "between", 4, (30, 40), RULE) == (Standing(0, 40, 4, 20), None)


def test_a_step_leaves_what_stood_as_it_was():
    firing = Standing(0, 30, 6, 20)
    advance(firing, "back", 1, (30, 40), RULE)
    assert firing == Standing(0, 30, 6, 20)
