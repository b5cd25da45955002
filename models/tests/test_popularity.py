import numpy as np
import pytest

from models.popularity import TAU_SECONDS, Popularity

NOW = 1_700_000_000.0
SHOP, API = 0, 1


def ask(popularity: Popularity, service: int, template: int, times: int, at: float = NOW) -> None:
    popularity.learn_many(np.full(times, service), np.full(times, template, np.uint32), at)


def askers(popularity: Popularity, service: int, template: int, at: float = NOW) -> float:
    return float(popularity.askers(np.array([service]), np.array([template], np.uint32), at)[0])


def test_askers_are_counted_by_service():
    popularity = Popularity()
    ask(popularity, SHOP, 5, 12)
    assert askers(popularity, SHOP, 5) == pytest.approx(12)
    assert askers(popularity, API, 5) == 0


def test_popularity_fades():
    popularity = Popularity()
    ask(popularity, SHOP, 5, 12)
    assert askers(popularity, SHOP, 5, NOW + TAU_SECONDS) == pytest.approx(12 / np.e, rel=1e-6)


def test_years_of_data_time_do_not_overflow():
    popularity = Popularity()
    for year in range(14):
        ask(popularity, SHOP, 5, 3, NOW + year * 3.15e7)
        popularity.learn_sources(np.array([SHOP]), NOW + year * 3.15e7)
    assert askers(popularity, SHOP, 5, NOW + 13 * 3.15e7) == pytest.approx(3)
    assert popularity.sources(1, NOW + 13 * 3.15e7)[0] == pytest.approx(1)


def test_it_survives_as_bytes():
    popularity = Popularity()
    ask(popularity, SHOP, 5, 12)
    popularity.learn_sources(np.array([API, API]), NOW)
    assert Popularity.from_bytes(popularity.to_bytes()).to_bytes() == popularity.to_bytes()
