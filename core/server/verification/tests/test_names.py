"""Against a real DNS server on loopback."""

from collections.abc import Iterator

import dns.asyncresolver
import pytest
from dnslib import AAAA, PTR, QTYPE, RCODE, RR, A, DNSRecord
from dnslib.server import BaseResolver, DNSServer

from core.server.verification.names import Answer, identify, owner_of

ZONE = {
    ("5.2.0.192.in-addr.arpa.", "PTR"): PTR("crawl-1.googlebot.com"),
    ("crawl-1.googlebot.com.", "A"): A("192.0.2.5"),
    ("6.2.0.192.in-addr.arpa.", "PTR"): PTR("crawl-1.googlebot.com"),  # a liar: the name leads to another address
    ("7.2.0.192.in-addr.arpa.", "PTR"): PTR("googlebot.com.evil.example"),
    ("googlebot.com.evil.example.", "A"): A("192.0.2.7"),
    ("5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"): PTR("v6.search.msn.com"),
    ("v6.search.msn.com.", "AAAA"): AAAA("2001:db8::5"),
}
BROKEN = "8.2.0.192.in-addr.arpa."


class Zone(BaseResolver):
    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
        reply, name, kind = request.reply(), str(request.q.qname).lower(), QTYPE[request.q.qtype]
        if name == BROKEN:
            reply.header.rcode = RCODE.SERVFAIL
        elif record := ZONE.get((name, kind)):
            reply.add_answer(RR(request.q.qname, request.q.qtype, rdata=record, ttl=60))
        else:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


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


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("192.0.2.5", Answer("Google", definite=True)),
        ("2001:db8::5", Answer("Bing", definite=True)),
        ("192.0.2.6", Answer("", definite=True)),
        ("192.0.2.7", Answer("", definite=True)),
        ("192.0.2.9", Answer("", definite=True)),
        ("192.0.2.8", Answer("", definite=False)),
    ],
    ids=["a crawler", "by IPv6", "a name that leads elsewhere", "a name beside the domain", "no name", "no answer"],
)
async def test_an_address_is_whose_name_leads_back_to_it(resolver, address: str, answer: Answer):
    assert await identify(address, resolver) == answer


@pytest.mark.parametrize("name", ["googlebot.com", "evilgooglebot.com", "googlebot.com.example.", ""])
def test_only_names_within_the_domain_count(name: str):
    assert owner_of(name) == ""


def test_names_are_compared_without_case_or_final_dot():
    assert owner_of("Crawl-9.GoogleBot.com.") == "Google"
