import numpy as np

from models.service_carriers import Carriers
from models.tests.records import T0


def carried(until=200):
    carriers = Carriers()
    carriers.begin(T0)
    for at in range(T0, T0 + until):
        carriers.heard("a", at, np.array([10.0, 0.0]))
        carriers.heard("b", at, np.array([0.1, 5.0]))
    return carriers


def test_services_are_vouched_for_by_those_who_carry_them():
    assert carried().vouched(2, T0 + 200, 60).all()


def test_nobody_vouches_for_the_first_minute():
    assert not carried(30).vouched(2, T0 + 30, 60).any()


def test_a_silent_node_takes_its_services_with_it_and_no_other():
    carriers = carried()
    for at in range(T0 + 200, T0 + 300):
        carriers.heard("a", at, np.array([10.0, 0.0]))
    assert carriers.vouched(2, T0 + 300, 60).tolist() == [True, False]


def test_a_node_that_is_back_vouches_again_after_a_minute():
    carriers = carried()
    for at in range(T0 + 300, T0 + 400):
        carriers.heard("a", at, np.array([1.0, 0.0]))
        carriers.heard("b", at, np.array([0.0, 1.0]))
    assert not carriers.vouched(2, T0 + 330, 60).any()
    assert carriers.vouched(2, T0 + 390, 60).all()


def test_it_survives_as_bytes():
    carriers = carried()
    assert Carriers.from_bytes(carriers.to_bytes()).to_bytes() == carriers.to_bytes()
