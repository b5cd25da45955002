import numpy as np
import pytest

from models.scaling.scenarios import NO_DETECTION, SCENARIOS, Detection, load_of
from models.scaling.traces import Trace

TRACE = Trace("steady", 0.0, np.full(7200, 50.0))


def test_half_of_the_bots_are_found_at_the_median_and_nearly_all_in_the_end():
    found = Detection().found(np.array([0.0, 10.9, 600.0]))
    assert found.tolist() == pytest.approx([0.0, 0.498, 0.996], abs=1e-3)


def test_enforced_bans_take_an_attack_away_and_observed_ones_tell_of_it():
    alone, enforced, observed = (
        load_of(TRACE, "ddos", 1, detection) for detection in (NO_DETECTION, Detection(), Detection(enforced=False))
    )
    assert np.array_equal(alone.attack, observed.attack)
    assert enforced.attack.sum() < 0.02 * alone.attack.sum()
    assert observed.anomalous_share[1200] == pytest.approx(300 / 350, abs=0.1)
    assert not alone.incident.any()
    assert enforced.incident[920]


def test_a_yo_yo_comes_in_pulses_from_new_addresses():
    pulses = load_of(TRACE, "yo-yo", 1, Detection()).attack
    assert pulses[1500:1505].mean() == pytest.approx(pulses[900:905].mean(), rel=0.2)
    assert not pulses[1020:1500].any()


def test_a_flash_crowd_is_told_after_ten_seconds():
    crowd = load_of(TRACE, "flash", 1)
    assert not crowd.crowd[909]
    assert crowd.anomalous_share[909] > 0.1
    assert crowd.crowd[910]
    assert crowd.anomalous_share[910] == 0


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_is_the_same_for_the_same_seed(scenario):
    first, again, other = (load_of(TRACE, scenario, seed).legit for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
