"""An entry and two nodes behind it, with a shop that both serve; and the same with nothing but a core."""

import pytest

from dozor.tests.proxy.fleet import Fleet
from dozor.tests.proxy.members import Members
from dozor.tests.waiting import free_port


@pytest.fixture(scope="package")
def members():
    members = Members()
    yield members
    members.close()


@pytest.fixture(scope="package")
def fleet(tmp_path_factory, members):
    """`entry` takes visitors of shop.example in and passes them to `one` and `two`, which have a member each."""
    fleet = Fleet.at(tmp_path_factory.mktemp("fleet"), 18000)
    try:
        fleet.start_core()
        port, tls_port = free_port(), free_port()
        sends_from = {"sends_from": ["127.0.0.1"]}  # where all that comes from this machine comes from
        fleet.add_node("entry", "127.0.1.1", port, tls_port, document=sends_from)
        fleet.add_node("one", "127.0.1.2", port, tls_port)
        fleet.add_node("two", "127.0.1.3", port, tls_port)
        behind = [{"name": name, "host": "127.0.0.1", "port": members.start(name)} for name in ("m1", "m2")]
        fleet.api("PUT", "config/service/shop", {"members": behind})
        site = {"names": ["shop.example"], "service": "shop", "nodes": ["one", "two"], "entries": ["entry"]}
        fleet.api("PUT", "config/domain/shop", site)
        fleet.deploy()
        yield fleet
    finally:
        fleet.stop()
