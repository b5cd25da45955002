import pytest

from core.server.accounts.devices import DEVICE_SECONDS, Device, Devices
from core.server.seal import Seal

NOW = 1_900_000_000.0


@pytest.fixture
def devices():
    return Devices(Seal(b"k" * 32))


def test_a_device_is_known_for_who_signed_in_from_it_and_nobody_else(devices):
    device, cookie = devices.write(Device(), "ann", NOW)
    read = devices.read(cookie, NOW + 1)
    assert read.id == device.id
    assert read.knows("ann")
    assert not read.knows("ben")


def test_a_device_keeps_its_id_and_the_newest_who_used_it(devices):
    device, cookie = devices.write(Device(), "ann", NOW)
    for number in range(8):
        same, cookie = devices.write(devices.read(cookie, NOW), f"user{number}", NOW)
        assert same.id == device.id
    assert not devices.read(cookie, NOW).knows("ann")
    assert devices.read(cookie, NOW).knows("user0")


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "ü", "=" * 100, "A" * 2000])
def test_what_is_no_cookie_of_ours_is_an_unknown_device(devices, cookie):
    assert devices.read(cookie, NOW) == Device()


def test_a_cookie_of_another_key_or_a_year_ago_is_an_unknown_device(devices):
    _, cookie = devices.write(Device(), "ann", NOW)
    assert Devices(Seal(b"o" * 32)).read(cookie, NOW) == Device()
    assert devices.read(cookie, NOW + DEVICE_SECONDS) == Device()
