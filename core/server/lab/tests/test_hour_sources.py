import numpy as np
import pytest

from core.server.lab.hour_sources import HourSources


def addresses(count: int) -> np.ndarray:
    made = np.zeros((count, 16), np.uint8)
    made[:, 12:] = np.arange(count, dtype=">u4").view(np.uint8).reshape(-1, 4)
    return made


@pytest.mark.parametrize("count", [0, 1, 30, 2_000, 100_000])
def test_distinct_addresses_are_counted_to_a_per_cent(count: int):
    sources = HourSources()
    for _ in range(2):
        sources.add(addresses(count))
    assert len(sources) == pytest.approx(count, rel=0.01, abs=0.5)


def test_more_than_it_can_tell_is_a_bound():
    sources = HourSources()
    sources.add(addresses(2_000_000))
    assert 100_000 < len(sources) < 727_000


def test_it_survives_as_bytes():
    sources = HourSources()
    sources.add(addresses(500))
    assert HourSources(sources.to_bytes()).to_bytes() == sources.to_bytes()
