from dataclasses import replace

import pytest

from core.server.verification.source_names import SourceNames
from core.server.verification.tests.zone import resolving

API = "/api/v1/sources"


@pytest.fixture
def parts(parts, clock):
    """Parts that ask a real DNS server on loopback."""
    with resolving() as resolver:
        yield replace(parts, source_names=SourceNames(clock, resolver))


async def test_a_source_has_the_name_that_leads_back_to_it(admin):
    answer = (await admin.get(f"{API}/192.0.2.5/name")).json()
    assert answer == {
        "source": "192.0.2.5",
        "state": "named",
        "names": [{"name": "crawl-1.googlebot.com", "confirmed": True}],
    }
    assert (await admin.get(f"{API}/192.0.2.6/name")).json()["names"][0]["confirmed"] is False


@pytest.mark.parametrize("source", ["AS64496", "192.0.2.300", "2001:db8::5"])
async def test_what_is_no_address_has_no_name(admin, source):
    assert (await admin.get(f"{API}/{source}/name")).status_code == 422
