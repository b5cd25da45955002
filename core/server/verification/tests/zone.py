"""The zone that the tests' own DNS server answers from."""

from dnslib import AAAA, PTR, QTYPE, RCODE, RR, A, DNSRecord
from dnslib.server import BaseResolver

ZONE = {
    ("5.2.0.192.in-addr.arpa.", "PTR"): PTR("crawl-1.googlebot.com"),
    ("crawl-1.googlebot.com.", "A"): A("192.0.2.5"),
    ("9.9.0.127.in-addr.arpa.", "PTR"): PTR("crawl-2.googlebot.com"),
    ("crawl-2.googlebot.com.", "A"): A("127.0.9.9"),
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
