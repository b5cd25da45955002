import pytest

from core.server.accounts.networks import network_of
from core.server.accounts.throttle import Throttle, Try
from core.server.errors import Throttled

NOW = 1_900_000_000.0
HERE = Try("ann", "192.0.2.1")


@pytest.fixture
def throttle():
    return Throttle()


def failed(throttle, times, tried=HERE, now=NOW):
    for _ in range(times):
        throttle.begin(tried, now)


def refused(throttle, tried=HERE, now=NOW):
    with pytest.raises(Throttled) as caught:
        throttle.begin(tried, now)
    return caught.value.retry_after_seconds


def test_five_failures_close_the_door_and_say_for_how_long(throttle):
    failed(throttle, 5)
    wait = refused(throttle, Try("ANN", "192.0.2.1"))
    assert wait > 0
    throttle.begin(HERE, NOW + wait + 1)


def test_the_owner_elsewhere_is_not_locked_out_by_one_guesser(throttle):
    failed(throttle, 5)
    throttle.begin(Try("ann", "198.51.100.7"), NOW)


def test_one_address_cannot_try_many_logins(throttle):
    for number in range(30):
        throttle.begin(Try(f"user{number}", "192.0.2.1"), NOW)
    refused(throttle, Try("somebody", "192.0.2.1"))


def test_many_addresses_guess_at_one_login_no_faster_than_a_few(throttle):
    for number in range(20):
        throttle.begin(Try("ann", f"192.0.2.{number}"), NOW)
    refused(throttle, Try("ann", "198.51.100.7"))
    throttle.begin(Try("ben", "198.51.100.7"), NOW)


def test_a_device_that_was_here_before_is_bound_by_its_own_failures_alone(throttle):
    for number in range(20):
        throttle.begin(Try("ann", f"192.0.2.{number}"), NOW)
    own = Try("ann", "192.0.2.1", device="d")
    failed(throttle, 10, own)
    refused(throttle, own)
    throttle.begin(Try("ann", "192.0.2.1", device="e"), NOW)


def test_one_network_of_ipv6_is_one_guesser(throttle):
    for number in range(30):
        throttle.begin(Try(f"user{number}", f"2001:db8::{number:x}"), NOW)
    refused(throttle, Try("somebody", "2001:db8::ffff"))
    throttle.begin(Try("somebody", "2001:db8:0:1::1"), NOW)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("telegram:7", "telegram:7"),
        ("", ""),
    ],
)
def test_an_address_is_counted_by_its_network(address, network):
    assert network_of(address) == network


def test_success_forgets_the_failures(throttle):
    failed(throttle, 5)
    throttle.succeeded(HERE)
    failed(throttle, 5)


def test_signing_in_often_is_no_guessing(throttle):
    for number in range(100):
        tried = Try(f"user{number}", "192.0.2.1")
        throttle.begin(tried, NOW)
        throttle.succeeded(tried)


def test_asking_whether_a_second_factor_is_wanted_forgets_no_wrong_code(throttle):
    """Who knows the password must not get more codes by showing it again in between."""
    for _ in range(10):
        throttle.begin(HERE, NOW)
        throttle.take_back(HERE)
        throttle.begin_code(HERE, NOW)
    with pytest.raises(Throttled):
        throttle.begin_code(Try("ann", "198.51.100.7"), NOW)
    throttle.begin_code(Try("ann", "198.51.100.7", device="d"), NOW)


def test_memory_is_bounded_and_many_addresses_push_no_login_out(throttle):
    for number in range(20):
        throttle.begin(Try("ann", f"192.0.2.{number}"), NOW)
    for number in range(20_000):
        throttle.begin(Try("ben" if number < 20 else f"user{number % 5000}", f"2001:db8:{number:x}::"), NOW)
    assert all(len(kept) <= 10_000 for kept in throttle._failures.values())
    refused(throttle, Try("ann", "198.51.100.7"))
