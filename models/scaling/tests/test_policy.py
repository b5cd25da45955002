import pytest

from models.scaling.policy import Policy, PolicyError, problems


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"min": 5, "max": 3}, "min: 5 is more than max, 3"),
        ({"min": -1}, "min: -1 is not between 0 and 1000"),
        ({"max": 0, "min": 0}, "max: 0 is not between 1 and 1000"),
        ({"mx": 3}, "unknown field `mx`"),
        ({"max": "many"}, "Expected `int`, got `str`"),
        ({"target": {"kind": "luck"}}, "Invalid enum value"),
        ({"target": {"value": 0}}, "target.value: 0 is not between"),
        ({"target": {"utilisation": float("nan")}}, "target.utilisation: nan is not between"),
        ({"target": {"kind": "custom"}}, "a custom target names its metric"),
        ({"panic_window_seconds": 60}, "panic_window_seconds: longer than window_seconds"),
        ({"window_seconds": 100_000}, "window_seconds: 100000 is not between 1 and 600"),
        ({"timezone": "Moon/Base"}, "no time zone 'Moon/Base'"),
        ({"timezone": "../etc/passwd"}, "no time zone '../etc/passwd'"),
        ({"schedule": [{"from": "8"}]}, "schedule[0].from: '8' is no time of day"),
        ({"schedule": [{"from": "08:00", "to": "20:00"}]}, "schedule[0].min: neither min nor max"),
        ({"schedule": [{"min": 20}]}, "schedule[0].min: 20 is more than max, 10"),
        ({"schedule": [{"days": [], "min": 2}]}, "schedule[0].days: none"),
        ({"schedule": [{"min": 2}] * 101}, "more than 100 windows"),
    ],
)
def test_a_policy_that_nobody_can_follow_is_refused_with_what_is_wrong(document, said):
    with pytest.raises(PolicyError) as refused:
        Policy.of(document)
    assert said in str(refused.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(PolicyError) as refused:
        Policy.of({"min": 5, "max": 3, "tolerance": 7, "drain_seconds": 0})
    assert len(str(refused.value).splitlines()) == 3


def test_the_default_policy_is_sound():
    assert not list(problems(Policy()))
    assert Policy.of({}) == Policy()
