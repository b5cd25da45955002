from models.scaling.observed import Observed
from models.scaling.peers import Hpa, Kpa, Ours
from models.scaling.policy import Policy
from models.scaling.tests.seconds import MONDAY, at_load


def driven(scaler, observed: Observed, seconds: int) -> int:
    wanted = observed.wanted
    for second in range(seconds):
        wanted = scaler.wanted(observed, MONDAY + second)
    return wanted


def test_hpa_is_proportional_with_a_tolerance_of_a_tenth():
    at = {"ready": 10, "wanted": 10}
    assert driven(Hpa(0.7, 1, 100), Observed(cpu_share=0.9, **at), 15) == 13
    assert driven(Hpa(0.7, 1, 100), Observed(cpu_share=0.76, **at), 15) == 10


def test_hpa_at_most_doubles_and_shrinks_after_five_minutes():
    assert driven(Hpa(0.1, 1, 100), Observed(cpu_share=1.0, ready=10, wanted=10), 15) == 20
    hpa = Hpa(0.7, 1, 100)
    driven(hpa, Observed(cpu_share=0.7, ready=10, wanted=10), 15)
    assert driven(hpa, Observed(cpu_share=0.07, ready=10, wanted=10), 285) == 10
    assert driven(hpa, Observed(cpu_share=0.07, ready=10, wanted=10), 15) <= 2


def test_kpa_aims_at_its_target_and_panics_at_twice_what_is_ready():
    kpa = Kpa(0.7, 4.0, 1, 100)
    assert driven(kpa, Observed(custom=28.0, ready=10, wanted=10), 60) == 10
    assert driven(kpa, Observed(custom=280.0, ready=10, wanted=10), 6) == 100
    assert driven(kpa, Observed(custom=28.0, ready=50, wanted=50), 20) >= 50


def test_peers_hold_when_nothing_is_known():
    silent = Observed(age_seconds=9.0, ready=7, wanted=7)
    assert driven(Hpa(0.7, 1, 100), silent, 30) == driven(Kpa(0.7, 4.0, 1, 100), silent, 30) == 7


def test_a_dry_run_orders_nothing():
    assert driven(Ours(Policy(dry_run=True)), at_load(50, ready=2, wanted=2), 30) == 2
