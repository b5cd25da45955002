import numpy as np
import pytest

from models import distinct


def empty(slots: int = 2) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((slots, 2, len(distinct.SETS), distinct.WORDS), np.uint64), np.zeros(slots, np.int32)


def count(bits: np.ndarray, name: str, second: int, slot: int = 0) -> float:
    return float(distinct.estimate(bits, np.array([slot]), np.array([second]))[0, distinct.SETS.index(name)])


def fill(bits: np.ndarray, name: str, elements: int, slot: int = 0) -> np.ndarray:
    hashes = np.random.default_rng(3).integers(0, 2**32, elements).astype(np.uint32)
    return distinct.add(bits, name, np.full(elements, slot), hashes)


@pytest.mark.parametrize("elements", [1, 10, 100, 400])
def test_counts_are_near(elements: int):
    bits, _ = empty()
    fill(bits, "paths", elements)
    assert count(bits, "paths", 0) == pytest.approx(elements, rel=0.2)


def test_counts_saturate_instead_of_overflowing():
    bits, _ = empty()
    fill(bits, "paths", 100_000)
    assert 1000 < count(bits, "paths", 0) < 1500


def test_what_was_seen_is_not_new():
    bits, _ = empty()
    assert fill(bits, "queries", 1).all()
    assert not fill(bits, "queries", 1).any()


def test_an_element_twice_in_one_call_is_new_once():
    bits, _ = empty()
    new = distinct.add(bits, "paths", np.array([0, 0, 1]), np.array([5, 5, 5], np.uint32))
    assert new.tolist() == [True, False, True]


def test_sets_and_slots_do_not_mix():
    bits, _ = empty()
    fill(bits, "paths", 50, slot=1)
    assert count(bits, "paths", 0, slot=0) == 0
    assert count(bits, "queries", 0, slot=1) == 0


def test_the_window_fades_out_within_two_generations():
    bits, epoch = empty()
    slots = np.array([0])
    fill(bits, "paths", 100)
    distinct.rotate(bits, epoch, slots, np.array([distinct.WINDOW_SECONDS + 300]))
    assert count(bits, "paths", distinct.WINDOW_SECONDS + 300) == pytest.approx(50, rel=0.2)
    distinct.rotate(bits, epoch, slots, np.array([2 * distinct.WINDOW_SECONDS]))
    assert count(bits, "paths", 2 * distinct.WINDOW_SECONDS) == 0


def test_time_that_runs_backwards_forgets_nothing():
    bits, epoch = empty()
    distinct.rotate(bits, epoch, np.array([0]), np.array([5000]))
    fill(bits, "paths", 10)
    distinct.rotate(bits, epoch, np.array([0]), np.array([100]))
    assert count(bits, "paths", 5000 - 5000 % 600) == pytest.approx(10, rel=0.2)
