import numpy as np

from models.groups.keys import Trait, key_of
from models.groups.signatures import MOST_KEYS, find_signature


def key(trait, number):
    return int(key_of(np.array([0]), trait, np.array([number]))[0])


def found(traits, usual=200.0, excess=1000.0):
    """`traits` maps (kind, number) to (requests now, usual share)."""
    keys = np.array([key(*trait) for trait in traits], np.uint64)
    counts, shares = np.array(list(traits.values()), float).T
    return find_signature(keys, counts, shares, usual, excess)


def test_a_path_that_was_rare_and_makes_up_the_excess_is_the_signature():
    signature = found({(Trait.PATH, 1): (1000, 0.01), (Trait.PATH, 2): (100, 0.5)})
    assert signature.keys.tolist() == [key(Trait.PATH, 1)]
    assert signature.base_share == 0.01


def test_an_even_rise_of_everything_has_no_signature():
    assert found({(Trait.PATH, n): (60, 0.05) for n in range(20)}) is None


def test_a_rise_of_everything_to_many_times_as_much_has_no_signature():
    assert found({(Trait.PATH, 1): (600, 0.5), (Trait.PATH, 2): (130, 0.09)}, usual=100.0, excess=1100.0) is None


def test_a_usual_path_tells_when_it_is_asked_for_many_times_as_often():
    assert found({(Trait.PATH, 1): (1080, 0.4)}) is not None
    assert found({(Trait.PATH, 1): (150, 0.4)}, excess=100.0) is None


def test_networks_and_user_agents_tell_where_paths_do_not():
    traits = {(Trait.PATH, n): (10, 0.01) for n in range(100)}
    signature = found({**traits, (Trait.PREFIX, 5): (900, 0.001), (Trait.AGENT, 6): (1000, 0.01)})
    assert signature.keys.tolist() == [key(Trait.PREFIX, 5)]


def test_a_user_agent_that_many_have_tells_nothing():
    assert found({(Trait.AGENT, 6): (1000, 0.1)}) is None


def test_there_are_never_more_than_sixteen_keys():
    signature = found({(Trait.PATH, n): (110, 0.0) for n in range(9)} | {(Trait.TEMPLATE, 1): (990, 0.0)})
    assert 1 <= len(signature.keys) <= MOST_KEYS


def test_a_path_that_is_its_own_template_counts_once():
    signature = found(
        {(Trait.PATH, 1): (400, 0.04), (Trait.TEMPLATE, 1): (400, 0.04), (Trait.TEMPLATE, 2): (400, 0.01)}
    )
    assert signature.keys.tolist() == [key(Trait.PATH, 1), key(Trait.TEMPLATE, 2)]
    assert np.isclose(signature.base_share, 0.05)


def test_a_usual_path_beside_rare_ones_is_a_companion():
    signature = found({(Trait.PATH, 1): (700, 0.01), (Trait.PATH, 2): (500, 0.3), (Trait.PATH, 3): (60, 0.3)})
    assert signature.keys.tolist() == [key(Trait.PATH, 1)]
    assert signature.companions.tolist() == [key(Trait.PATH, 2)]
    assert signature.base_share == 0.01
