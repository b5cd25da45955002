import numpy as np

from models.scaling.observed import Observed
from models.scaling.simulator import Load, Replica, oracle, simulate


class Fixed:
    """Wants what a list says, second by second, and keeps what it was told."""

    def __init__(self, *wanted: int) -> None:
        self._wanted = list(wanted)
        self.seen: list[Observed] = []

    def wanted(self, observed: Observed, now: float) -> int:
        self.seen.append(observed)
        return self._wanted.pop(0) if len(self._wanted) > 1 else self._wanted[0]


def load(legit, **more) -> Load:
    n = len(legit)
    columns = {name: np.zeros(n) for name in ("attack", "anomalous_share", "lost")}
    flags = {name: np.zeros(n, bool) for name in ("incident", "crowd", "silent")}
    return Load(started_at=0.0, legit=np.array(legit, float), **(columns | flags | more))


def test_a_fleet_that_is_large_enough_fails_nothing_and_concurrency_follows_littles_law():
    scaler = Fixed(5)
    run = simulate(load([30.0] * 60), Replica(), scaler, 5)
    assert run.late.sum() == run.dropped.sum() == 0
    assert scaler.seen[-1].upstream_seconds == 30 * 0.4
    assert run.paid.sum() == 300


def test_each_request_is_answered_late_or_dropped_once():
    run = simulate(load([40.0] * 100), Replica(), Fixed(2), 2)
    assert run.dropped.sum() > 0
    assert (run.late + run.dropped <= 40).all()
    served = 100 * 20
    assert run.dropped.sum() == 4000 - served - 5 * 20


def test_an_ordered_replica_costs_at_once_and_answers_after_its_start():
    run = simulate(load([1.0] * 40), Replica(start_seconds=15), Fixed(3), 1)
    assert run.ready.tolist() == [1.0] * 16 + [3.0] * 24
    assert run.paid[1] == 3


def test_less_takes_those_on_their_way_first():
    run = simulate(load([1.0] * 40), Replica(), Fixed(4, 4, 2), 1)
    assert run.ready[-1] == 2
    assert run.paid[5] == 2


def test_a_queue_shows_in_what_was_answered_only_after_it_was_waited_in():
    scaler = Fixed(1)
    simulate(load([10.0] * 5 + [20.0] * 3), Replica(), scaler, 1)
    assert scaler.seen[5].custom > scaler.seen[5].upstream_seconds
    assert scaler.seen[5].queue != scaler.seen[5].queue


def test_lost_replicas_start_again_and_silence_tells_its_age():
    lost, silent = np.zeros(40), np.zeros(40, bool)
    lost[5], silent[10:20] = 0.5, True
    scaler = Fixed(4)
    run = simulate(load([1.0] * 40, lost=lost, silent=silent), Replica(), scaler, 4)
    assert (run.ready[5], run.ready[25]) == (2, 4)
    assert scaler.seen[19].age_seconds == 10
    assert scaler.seen[19].requests != scaler.seen[19].requests


def test_the_oracle_has_what_each_second_needs():
    assert oracle(load([0, 10, 11, 5000]), Replica(), 1, 100).tolist() == [1, 1, 2, 100]
