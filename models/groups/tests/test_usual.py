import numpy as np
import pytest

from models.groups.keys import Trait, describe, key_of, place_of, trait_of
from models.groups.usual import TAU_SECONDS, Usual
from models.tests.records import T0


def paths(numbers, place=0):
    return key_of(np.full(len(numbers), place), Trait.PATH, np.array(numbers))


def learned(second=T0):
    usual = Usual()
    usual.learn(paths([1, 2]), np.array([900.0, 100.0]), np.array([1000.0]), second)
    return usual


def test_shares_are_parts_of_the_services_requests():
    shares = learned().share(paths([1, 2, 3]), 0, T0)
    assert shares == pytest.approx([0.9, 0.1, 0], abs=0.02)


def test_time_alone_hardly_changes_a_share():
    assert learned().share(paths([1]), 0, T0 + TAU_SECONDS) == pytest.approx(0.9, abs=0.06)


def test_services_do_not_mix():
    assert learned().share(paths([1], place=1), 1, T0)[0] < 0.05


def test_ten_million_distinct_paths_do_not_make_a_rare_one_usual():
    usual, rng = Usual(), np.random.default_rng(1)
    for second in range(0, 1000, 5):
        keys = np.unique(paths(rng.integers(0, 1 << 32, 50_000)))
        usual.learn(keys, np.ones(len(keys)), np.array([float(len(keys))]), T0 + second)
    assert usual.share(paths([1, 2, 3]), 0, T0 + 1000).max() < 0.001
    assert len(usual.to_bytes()) < 2_000_000


def test_years_later_it_still_counts():
    usual = learned()
    later = T0 + 5 * 365 * 86400
    usual.learn(paths([7]), np.array([500.0]), np.array([500.0]), later)
    assert usual.share(paths([7, 1]), 0, later) == pytest.approx([0.96, 0], abs=0.05)


def test_it_survives_as_bytes():
    usual = learned()
    assert Usual.from_bytes(usual.to_bytes()).to_bytes() == usual.to_bytes()


def test_keys_tell_service_kind_and_words():
    key = paths([0xABC], place=77)
    assert (place_of(key)[0], trait_of(key)[0]) == (77, Trait.PATH)
    assert describe(int(key[0])) == "GET #00000abc"
