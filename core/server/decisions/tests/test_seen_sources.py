import numpy as np
import pytest

from core.server.decisions.seen_sources import SeenSources, places_of

NOW = 1_700_000_000 // 43_200 * 43_200.0


def sources(start: int, count: int) -> np.ndarray:
    packed = np.zeros((count, 16), np.uint8)
    packed[:, 12:] = np.arange(start, start + count, dtype=">u4").view(np.uint8).reshape(-1, 4)
    return places_of(packed)


def test_each_source_counts_once():
    seen = SeenSources()
    for _ in range(3):
        seen.add(sources(0, 5000), NOW)
    assert seen.count() == pytest.approx(5000, rel=0.03)


def test_yesterday_is_forgotten():
    seen = SeenSources()
    seen.add(sources(0, 5000), NOW)
    seen.add(sources(9000, 10), NOW + 43_200)
    assert seen.count() == pytest.approx(5010, rel=0.03)
    seen.add(sources(9000, 10), NOW + 2 * 43_200)
    assert seen.count() == pytest.approx(10, abs=1)


def test_it_survives_as_bytes():
    seen = SeenSources()
    seen.add(sources(0, 100), NOW)
    assert SeenSources.from_bytes(seen.to_bytes()).to_bytes() == seen.to_bytes()


def test_a_source_is_known_ten_minutes_after_the_ten_in_which_it_came():
    seen, address = SeenSources(), bytes(12) + bytes((192, 0, 2, 1))
    source = places_of(np.frombuffer(address, np.uint8).reshape(1, 16))
    seen.add(source, NOW + 590)
    known = []
    for later in (610, 1190, 1210):
        seen.add(source, NOW + later)
        known.append(seen.knows(address))
    assert known == [False, False, True]


def test_who_comes_after_a_clock_was_ahead_becomes_known_as_ever():
    seen, address = SeenSources(), bytes(12) + bytes((192, 0, 2, 1))
    source = places_of(np.frombuffer(address, np.uint8).reshape(1, 16))
    seen.add(sources(50, 1), NOW + 7 * 86_400)
    for later in (0, 600, 1200):
        seen.add(source, NOW + later)
    assert seen.knows(address)
