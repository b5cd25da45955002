"""A real DNS server on loopback."""

from collections.abc import Iterator

import dns.asyncresolver
import pytest
from dnslib.server import DNSServer

from core.server.verification.tests.zone import Zone


@pytest.fixture(scope="module")
def resolver() -> Iterator[dns.asyncresolver.Resolver]:
    server = DNSServer(Zone(), address="127.0.0.1", port=0)
    server.start_thread()
    made = dns.asyncresolver.Resolver(configure=False)
    made.nameservers = ["127.0.0.1"]
    made.port = server.server.server_address[1]
    made.lifetime = 2.0
    yield made
    server.stop()
    server.server.server_close()
