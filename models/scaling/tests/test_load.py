import math

import pytest

from models.scaling.load import load_of, usual_seconds_of
from models.scaling.observed import Observed
from models.scaling.policy import Policy, Target

POLICY = Policy(target=Target(value=4.0))
UNKNOWN = math.nan


def test_replicas_that_hold_more_than_they_were_said_to_have_no_queue():
    observed = Observed(requests=250.0, upstream_seconds=100.0, ready=3)
    assert load_of(POLICY, observed, 0.0, usual_seconds=0.4) == (pytest.approx(100.0), pytest.approx(0.0))
    load, waiting = load_of(POLICY, observed, 0.0, UNKNOWN)
    assert load < 20
    assert waiting == pytest.approx(88.0)


def test_what_waits_adds_what_works_it_off_and_what_it_grew_by():
    observed = Observed(requests=30.0, upstream_seconds=42.0, ready=3)
    steady, waiting = load_of(POLICY, observed, 30.0, 0.4)
    growing, _ = load_of(POLICY, observed, 0.0, 0.4)
    assert waiting == pytest.approx(30.0)
    assert steady == pytest.approx(12 * (1 + 30 / 5 / 30))
    assert growing == pytest.approx(12 * (1 + 30 / 5 / 30 + 1))


def test_usual_seconds_are_learned_where_nothing_waits():
    calm = Observed(requests=10.0, upstream_seconds=4.0, ready=3)
    full = Observed(requests=30.0, upstream_seconds=42.0, ready=3)
    assert usual_seconds_of(POLICY, calm, UNKNOWN) == pytest.approx(0.4)
    assert usual_seconds_of(POLICY, full, 0.4) == 0.4
    assert math.isnan(usual_seconds_of(POLICY, Observed(), UNKNOWN))


@pytest.mark.parametrize(
    ("kind", "observed", "load"),
    [
        ("rps", Observed(requests=50.0), 50.0),
        ("cpu", Observed(cpu_share=0.5, ready=6), 3.0),
        ("custom", Observed(custom=7.0), 7.0),
        ("custom", Observed(custom=-7.0), 0.0),
        ("custom", Observed(custom=math.inf), math.nan),
        ("cpu", Observed(ready=6), math.nan),
    ],
)
def test_each_target_has_its_own_load(kind, observed, load):
    policy = Policy(target=Target(kind=kind, metric="jobs"))
    assert load_of(policy, observed, 0.0, UNKNOWN)[0] == pytest.approx(load, nan_ok=True)
