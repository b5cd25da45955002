"""Answers, as dnspython reads them."""

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.proxy.members.answers import TCP_BYTES, UDP_BYTES, MalformedError, answer
from agent.proxy.members.directory import MOST_SEATS, Seat

SEATS = (Seat("10.0.0.1", 8080, 3), Seat("2001:db8::1", 443, 1))
UPSTREAMS = {"shop": {"main": SEATS}, "empty": {}}


def ask(name, kind="SRV", *, upstreams=UPSTREAMS, most_bytes=UDP_BYTES, **more):
    query = dns.message.make_query(name, kind, **more)
    read = dns.message.from_wire(answer(query.to_wire(), upstreams, most_bytes=most_bytes))
    assert query.is_response(read)
    return read


def service_of(name):
    return f"_http._tcp.{name}.dozor.internal"


def records(message):
    return sorted(str(record) for rrset in message.answer for record in rrset)


def test_a_group_is_told_with_weights_ports_and_names_that_lead_to_its_addresses():
    told = ask(service_of("main.shop"))
    assert records(told) == [
        "1 1 443 2001-db8-0-0-0-0-0-1-443.dozor.internal.",
        "1 3 8080 10-0-0-1-8080.dozor.internal.",
    ]
    assert told.answer[0].ttl == 0
    assert records(ask("10-0-0-1-8080.dozor.internal", "A")) == ["10.0.0.1"]
    assert records(ask("2001-db8-0-0-0-0-0-1-443.dozor.internal", "AAAA")) == ["2001:db8::1"]


def test_addresses_never_change_and_may_be_kept():
    assert ask("10-0-0-1-8080.dozor.internal", "A").answer[0].ttl == 86_400


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        (service_of("spare.shop"), "SRV", "NXDOMAIN"),
        (service_of("main.unknown"), "SRV", "SERVFAIL"),
        (service_of("main.shop"), "A", "NOERROR"),
        ("10-0-0-1-80.dozor.internal", "AAAA", "NOERROR"),
        ("2001-db8-0-0-0-0-0-1-80.dozor.internal", "A", "NOERROR"),
        ("10-0-0-256-80.dozor.internal", "A", "NXDOMAIN"),
        ("dozor.internal", "SOA", "NOERROR"),
        ("_grpc._tcp.main.shop.dozor.internal", "SRV", "NXDOMAIN"),
        ("a.b.dozor.internal", "A", "NXDOMAIN"),
        ("example.com", "A", "REFUSED"),
        ("dozor.internal.example.com", "A", "REFUSED"),
        ("internal", "A", "REFUSED"),
        (".", "NS", "REFUSED"),
    ],
)
def test_there_is_nothing_else(name, kind, code):
    read = ask(name, kind)
    assert (dns.rcode.to_text(read.rcode()), records(read)) == (code, [])


def test_nobody_is_told_where_an_upstream_is_empty():
    assert records(ask(service_of("main.empty"))) == ["1 1 1 127-255-255-254-1.dozor.internal."]


def test_letters_may_be_of_any_case_and_come_back_as_asked():
    query = dns.message.make_query(service_of("MAIN.shoP"), "SRV")
    read = answer(query.to_wire(), UPSTREAMS, most_bytes=UDP_BYTES)
    assert b"shoP" in read
    assert len(records(dns.message.from_wire(read))) == 2


def test_another_class_is_refused():
    assert ask(service_of("main.shop"), rdclass="CH").rcode() == dns.rcode.REFUSED


def test_what_is_too_long_for_a_datagram_says_so_and_is_whole_over_tcp():
    many = {"shop": {"main": tuple(Seat("10.0.0.1", 1 + port, 1) for port in range(100))}}
    cut = ask(service_of("main.shop"), upstreams=many)
    assert cut.flags & dns.flags.TC
    assert records(cut) == []
    whole = ask(service_of("main.shop"), upstreams=many, most_bytes=TCP_BYTES)
    assert len(records(whole)) == 100


@pytest.mark.parametrize("size", [1, 512, 1232])
def test_the_size_that_the_asker_takes_is_kept(size):
    many = {"shop": {"main": tuple(Seat("10.0.0.1", 1 + port, 1) for port in range(30))}}
    assert ask(service_of("main.shop"), upstreams=many, use_edns=0, payload=size).flags & dns.flags.TC
    assert len(records(ask(service_of("main.shop"), upstreams=many, use_edns=0, payload=4096))) == 30
    assert len(records(ask(service_of("main.shop"), upstreams=many))) == 30


def test_as_many_seats_as_a_group_may_have_fit_an_answer():
    address = "1111:2222:3333:4444:5555:6666:7777:8888"
    many = {"shop": {"main": tuple(Seat(address, 65_535 - number, 65_535) for number in range(MOST_SEATS))}}
    assert len(records(ask(service_of("main.shop"), upstreams=many, most_bytes=TCP_BYTES))) == MOST_SEATS


def test_an_operation_that_is_no_query_is_not_implemented():
    query = dns.message.make_query("dozor.internal", "SOA")
    query.set_opcode(dns.opcode.UPDATE)
    read = dns.message.from_wire(answer(query.to_wire()[:12], UPSTREAMS, most_bytes=UDP_BYTES))
    assert read.rcode() == dns.rcode.NOTIMP


def test_two_questions_are_an_error():
    query = bytearray(dns.message.make_query("dozor.internal", "SOA").to_wire())
    query[5] = 2
    assert answer(bytes(query), UPSTREAMS, most_bytes=UDP_BYTES)[3] & 15 == dns.rcode.FORMERR


GOOD = dns.message.make_query(service_of("main.shop"), "SRV", id=4711).to_wire()


@pytest.mark.parametrize(
    "query",
    [
        b"",
        GOOD[:11],
        GOOD[:20],
        GOOD[:-1],
        GOOD[:2] + b"\x80" + GOOD[3:],  # an answer
        GOOD[:12] + b"\xc0\x0c" + GOOD[-4:],  # a name that points at itself
        GOOD[:12] + b"\x40" + b"a" * 64 + b"\0" + GOOD[-4:],
        GOOD[:12] + (b"\x3f" + b"a" * 63) * 5 + b"\0" + GOOD[-4:],
    ],
)
def test_what_is_no_query_gets_no_answer(query):
    with pytest.raises(MalformedError):
        answer(query, UPSTREAMS, most_bytes=UDP_BYTES)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(query):
    try:
        text = answer(query, UPSTREAMS, most_bytes=UDP_BYTES)
    except MalformedError:
        return
    assert text[:2] == query[:2]
    assert text[2] & 0x80


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_no_changed_byte_breaks_it(at, value):
    query = GOOD[:at] + bytes([value]) + GOOD[at + 1 :]
    try:
        text = answer(query, UPSTREAMS, most_bytes=UDP_BYTES)
    except MalformedError:
        return
    assert len(text) <= UDP_BYTES


@given(
    st.lists(
        st.builds(Seat, st.ip_addresses().map(str), st.integers(1, 65_535), st.integers(1, 65_535)),
        max_size=40,
        unique_by=lambda seat: seat[:2],
    )
)
def test_what_is_told_is_read_as_it_was_meant(seats):
    read = ask(service_of("main.shop"), upstreams={"shop": {"main": tuple(seats)}}, most_bytes=TCP_BYTES)
    found = {(record.weight, record.port) for rrset in read.answer for record in rrset}
    assert found == {(seat.weight, seat.port) for seat in seats}
