"""The zone that the tests' own DNS server answers from."""

from collections.abc import Iterator
from contextlib import contextmanager

import dns.asyncresolver
from dnslib import AAAA, PTR, QTYPE, RCODE, RR, A, DNSLabel, DNSRecord
from dnslib.server import BaseResolver, DNSServer

ZONE = {
    ("5.2.0.192.in-addr.arpa.", "PTR"): PTR("crawl-1.googlebot.com"),
    ("crawl-1.googlebot.com.", "A"): A("192.0.2.5"),
    ("9.9.0.127.in-addr.arpa.", "PTR"): PTR("crawl-2.googlebot.com"),
    ("crawl-2.googlebot.com.", "A"): A("127.0.9.9"),
    ("6.2.0.192.in-addr.arpa.", "PTR"): PTR("crawl-1.googlebot.com"),  # a liar: the name leads to another address
    ("7.2.0.192.in-addr.arpa.", "PTR"): PTR("googlebot.com.evil.example"),
    ("googlebot.com.evil.example.", "A"): A("192.0.2.7"),
    ("10.2.0.192.in-addr.arpa.", "PTR"): PTR(
        DNSLabel([b"<img src=x onerror=alert(1)>\xe2\x80\xae", b"evil", b"example"])
    ),
    ("5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"): PTR("v6.search.msn.com"),
    ("v6.search.msn.com.", "AAAA"): AAAA("2001:db8::5"),
}
BROKEN = "8.2.0.192.in-addr.arpa."


@contextmanager
def resolving() -> Iterator[dns.asyncresolver.Resolver]:
    """A resolver that asks a real DNS server on loopback, which answers from the zone."""
    server = DNSServer(Zone(), address="127.0.0.1", port=0)
    server.start_thread()
    made = dns.asyncresolver.Resolver(configure=False)
    made.nameservers = ["127.0.0.1"]
    made.port = server.server.server_address[1]
    made.lifetime = 2.0
    yield made
    server.stop()
    server.server.server_close()


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
