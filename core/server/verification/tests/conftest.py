"""A real DNS server on loopback."""

from collections.abc import Iterator

import dns.asyncresolver
import pytest

from core.server.verification.tests.zone import resolving


@pytest.fixture(scope="module")
def resolver() -> Iterator[dns.asyncresolver.Resolver]:
    with resolving() as made:
        yield made
