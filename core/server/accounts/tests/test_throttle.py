import pytest

from core.server.accounts.throttle import Throttle
from core.server.errors import Throttled

NOW = 1_900_000_000.0


def failed(throttle, times, login="ann", address="192.0.2.1", now=NOW):
    for _ in range(times):
        throttle.failed(login, address, now)


def test_five_failures_close_the_door_and_say_for_how_long():
    throttle = Throttle()
    failed(throttle, 4)
    throttle.check("ann", "192.0.2.1", NOW)
    failed(throttle, 1)
    with pytest.raises(Throttled) as caught:
        throttle.check("ANN", "192.0.2.1", NOW)
    wait = caught.value.retry_after_seconds
    assert wait > 0
    throttle.check("ann", "192.0.2.1", NOW + wait + 1)


def test_the_owner_elsewhere_is_not_locked_out():
    throttle = Throttle()
    failed(throttle, 20)
    throttle.check("ann", "198.51.100.7", NOW)


def test_one_address_cannot_try_many_logins():
    throttle = Throttle()
    for number in range(30):
        failed(throttle, 1, login=f"user{number}")
    with pytest.raises(Throttled):
        throttle.check("somebody", "192.0.2.1", NOW)


def test_success_forgets_the_failures():
    throttle = Throttle()
    failed(throttle, 4)
    throttle.succeeded("ann", "192.0.2.1")
    failed(throttle, 4)
    throttle.check("ann", "192.0.2.1", NOW)


def test_many_who_know_their_passwords_can_sign_in_from_one_address():
    throttle = Throttle()
    for n in range(100):
        throttle.check(f"person-{n}", "192.0.2.1", NOW)
        throttle.failed(f"person-{n}", "192.0.2.1", NOW)
        throttle.succeeded(f"person-{n}", "192.0.2.1")


def test_memory_is_bounded():
    throttle = Throttle()
    for number in range(20_000):
        throttle.failed("ann", f"2001:db8::{number:x}", NOW)
    assert len(throttle._failures) <= 10_000


def test_signing_in_often_is_no_guessing():
    throttle = Throttle()
    for number in range(100):
        throttle.check(f"user{number}", "192.0.2.1", NOW)
        failed(throttle, 1, login=f"user{number}")  # counted before the password is looked at
        throttle.succeeded(f"user{number}", "192.0.2.1")
