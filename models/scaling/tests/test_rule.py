import math
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.codec import StateError
from models.scaling.forecast import Forecast
from models.scaling.memory import Memory
from models.scaling.observed import Observed
from models.scaling.policy import Policy, Target
from models.scaling.rule import decide
from models.scaling.schedule import Window
from models.scaling.tests.seconds import MONDAY, POLICY, at_load, driven, last

ANY = st.floats(allow_nan=True, allow_infinity=True)
COUNTS = st.integers(0, 60)
SECONDS = st.builds(
    Observed,
    requests=ANY,
    upstream_seconds=ANY | st.floats(0, 500),
    cpu_share=ANY,
    custom=ANY,
    queue=ANY,
    anomalous_share=ANY,
    incident=st.booleans(),
    crowd=st.booleans(),
    ready=COUNTS,
    starting=COUNTS,
    wanted=COUNTS,
    start_seconds=ANY,
    age_seconds=st.floats(0, 100),
)
MONDAY_CELL = int(MONDAY // 600) % 1008
KINDS = st.sampled_from(["concurrency", "rps", "cpu", "custom"])


def with_(policy: Policy, **changes: object) -> Policy:
    return msgspec.structs.replace(policy, **changes)


def test_load_above_the_target_orders_more_and_tells_why():
    decision = last(POLICY, [at_load(11)] * 30, start=5)
    assert decision.desired == 6
    first = next(driven(POLICY, [at_load(11)], start=5))
    assert str(first) == "5 -> 6: concurrency 55 of 50% target over 10 s"


def test_less_is_ordered_only_after_the_delay():
    seconds = [at_load(20)] * 60 + [at_load(4)] * 140
    desired = [d.desired for d in driven(with_(POLICY, scale_down_delay_seconds=60.0), seconds, start=10)]
    assert set(desired[:119]) == {10}
    assert desired[-1] == 2


def test_more_waits_for_its_delay_but_not_in_a_panic():
    policy = with_(POLICY, scale_up_delay_seconds=30.0)
    desired = [d.desired for d in driven(policy, [at_load(9)] * 40, start=4)]
    assert desired[:30] == [4] * 30
    assert desired[31] == 5
    crowd = [at_load(6)] * 20 + [at_load(100, crowd=True)] * 10
    assert last(policy, crowd, start=3).desired > 20


def test_a_rise_is_carried_ahead_until_a_replica_is_ready():
    policy = with_(POLICY, forecast=True)
    seconds = [at_load(10 + second / 2) for second in range(40)]
    assert last(policy, seconds, start=10).forecast > 1.05 * last(policy, seconds, start=10).utilisation


def test_what_usually_comes_next_is_prepared_for():
    cells = np.full(1008, 10.0)
    cells[MONDAY_CELL + 6 : MONDAY_CELL + 12] = 20.0
    policy = with_(POLICY, forecast=True, start_seconds=300.0)
    known, unknown = Memory(forecast=Forecast(cells)), Memory()
    before = MONDAY + 3600 - 120
    assert last(policy, [at_load(10)] * 30, memory=unknown, now=before).desired == 5
    assert last(policy, [at_load(10)] * 30, memory=known, now=before).desired > 6


def test_a_queue_orders_what_works_it_off_and_not_its_length():
    full = [at_load(12, queue=0.0)] * 10 + [replace(at_load(12), queue=30.0)] * 30
    decision = next(d for i, d in enumerate(driven(POLICY, full, start=3)) if i == 12)
    assert 6 < decision.desired < 30


def test_anomalous_traffic_buys_no_more_than_its_budget():
    calm, attacked = [at_load(8)] * 120, [at_load(80, anomalous_share=0.9, incident=True)] * 300
    policy = with_(POLICY, attack_budget=0.5)
    decisions = list(driven(policy, calm + attacked, start=4))
    assert max(d.desired for d in decisions) <= 6
    assert "beyond its budget" in str(decisions[130])


def test_a_flash_crowd_is_no_attack():
    calm, crowd = [at_load(8)] * 120, [at_load(80, anomalous_share=0.9, incident=True, crowd=True)] * 60
    assert last(with_(POLICY, attack_budget=0.0), calm + crowd, start=4).desired >= 40


def test_what_was_bought_before_an_attack_was_found_goes_soon_after_it():
    unfound, found = [at_load(80)] * 10, [at_load(8, incident=True)] * 40
    policy = with_(POLICY, scale_down_delay_seconds=3600.0)
    decisions = list(driven(policy, [at_load(8)] * 120 + unfound + found, start=4))
    assert max(d.desired for d in decisions[120:130]) >= 20
    assert decisions[-1].desired == 4


def test_silence_holds():
    seconds = [at_load(40)] * 20 + [Observed(age_seconds=60.0)] * 300
    decision = last(POLICY, seconds, start=20)
    assert decision.desired == 20
    assert str(decision) == "20: no telemetry for 60 s: held"


def test_a_window_that_begins_in_silence_may_order_more_but_never_fewer():
    silent = Observed(wanted=20, age_seconds=60.0)
    fewer = with_(POLICY, schedule=(Window(least=1, most=5),))
    decision = decide(fewer, silent, Memory(), MONDAY)
    assert str(decision) == "20: no telemetry for 60 s: held"
    assert decide(fewer, at_load(4, ready=20, wanted=20), Memory(), MONDAY).desired == 5
    assert decide(with_(POLICY, schedule=(Window(least=30),)), silent, Memory(), MONDAY).desired == 30


def test_after_silence_the_delay_begins_anew():
    before = last(POLICY, [at_load(40)] * 20, start=20)
    decision = decide(POLICY, at_load(4, ready=20, wanted=20), before.memory, MONDAY + 5000)
    assert decision.desired == 20


def test_a_pause_keeps_from_shrinking_and_from_growing():
    assert last(with_(POLICY, pause_in=True), [at_load(2)] * 300, start=20).desired == 20
    held = last(with_(POLICY, pause_out=True), [at_load(90)] * 30, start=3)
    assert held.desired == 3
    assert "growth is paused" in str(held)


def test_the_tolerance_and_the_flap_budget_hold_back():
    assert last(with_(POLICY, tolerance=0.3), [at_load(11)] * 30, start=5).desired == 5
    policy = with_(POLICY, scale_down_delay_seconds=5.0, event_down_delay_seconds=5.0, flap_budget=2)
    wave = ([at_load(40)] * 30 + [at_load(4)] * 30) * 6
    decisions = list(driven(policy, wave))
    assert len(decisions[-1].memory.turns) == 2
    assert decisions[-1].desired == 20
    assert "2 turns an hour" in str(decisions[-1])


def test_a_service_that_may_sleep_sleeps_when_nothing_comes_and_wakes_for_a_request():
    policy = with_(POLICY, least=0, idle_seconds=60.0, scale_down_delay_seconds=10.0)
    decisions = list(driven(policy, [at_load(0.4)] * 30 + [at_load(0)] * 100, start=2))
    assert [d.desired for d in decisions[30:88]] == [1] * 58
    assert decisions[-1].desired == 0
    asked = Observed(requests=1.0, upstream_seconds=0.0)
    assert decide(policy, asked, decisions[-1].memory, MONDAY + 1000).desired == 1


def test_a_schedule_sets_other_bounds():
    policy = Policy.of({"min": 1, "max": 50, "schedule": [{"days": ["mon"], "from": "08:00", "to": "20:00", "min": 9}]})
    day = last(policy, [at_load(1)], now=MONDAY + 9 * 3600)
    assert day.desired == 9
    assert "min 9 of the schedule" in str(day)
    assert last(policy, [at_load(1)], now=MONDAY + 21 * 3600).desired == 3


def test_attacked_minutes_teach_the_forecast_nothing():
    calm, attacked = [at_load(8)] * 900, [at_load(80, incident=True)] * 900
    learned = last(POLICY, calm + attacked + calm).memory.forecast
    assert np.nanmax(learned.cells) == pytest.approx(8.0)


def test_a_clock_that_was_set_back_starts_anew_and_a_second_counts_once():
    first = last(POLICY, [at_load(8)] * 30)
    again = decide(POLICY, at_load(80, ready=3, wanted=3), first.memory, MONDAY + 29)
    assert again.memory == first.memory
    back = decide(POLICY, at_load(80, ready=3, wanted=3), first.memory, MONDAY - 86_400)
    assert back.memory.now == MONDAY - 86_400


def test_dry_run_is_told():
    assert last(with_(POLICY, dry_run=True), [at_load(80)] * 3).dry_run


@settings(max_examples=60)
@given(st.lists(SECONDS, max_size=25), KINDS, st.integers(0, 5), st.integers(5, 30))
def test_whatever_comes_the_bounds_hold_and_silence_shrinks_nothing(seconds, kind, least, most):
    policy = Policy(least=least, most=most, target=Target(kind=kind, metric="jobs"), scale_down_delay_seconds=2.0)
    memory = Memory()
    for second, observed in enumerate(seconds):
        decision = decide(policy, observed, memory, MONDAY + second)
        silent = observed.age_seconds > policy.stale_seconds or (math.isnan(decision.utilisation) and observed.ready)
        if silent:
            assert decision.desired == max(observed.wanted, least)
        else:
            assert least <= decision.desired <= max(most, observed.wanted)
        memory = Memory.from_bytes(decision.memory.to_bytes())
        assert memory.to_bytes() == decision.memory.to_bytes()
        repeated = decide(policy, observed, decision.memory, MONDAY + second + 1)
        restored = decide(policy, observed, memory, MONDAY + second + 1)
        assert (repeated.desired, repeated.reasons) == (restored.desired, restored.reasons)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 300), min_size=1, max_size=40), st.floats(1, 3))
def test_more_load_never_wants_fewer(loads, factor):
    """With headroom and forecast aside: a steadier load may do with less room than a wild one."""
    policy = with_(POLICY, most=1000)
    less = decide_all(policy, loads)
    more = decide_all(policy, [load * factor for load in loads])
    assert all(a <= b for a, b in zip(less, more, strict=True))


def decide_all(policy: Policy, loads: list[float]) -> list[int]:
    """Return what each second wants by itself, with the same replicas ready all the time."""
    memory, desired = Memory(), []
    for second, load in enumerate(loads):
        decision = decide(policy, at_load(load, ready=100, wanted=1), memory, MONDAY + second)
        memory = decision.memory
        desired.append(decision.desired)
    return desired


def test_damaged_bytes_are_no_memory():
    with pytest.raises(StateError):
        Memory.from_bytes(b"nothing")
