"""Against a real DNS server on loopback."""

import asyncio

import dns.asyncresolver
import pytest

from core.server.errors import Throttled
from core.server.verification import source_names
from core.server.verification.source_names import Name, Named, SourceNames


@pytest.fixture
def nobody() -> dns.asyncresolver.Resolver:
    """A resolver whose server is not there."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], 1, 0.2
    return resolver


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("192.0.2.5", Named("named", (Name("crawl-1.googlebot.com", confirmed=True),))),
        ("192.0.2.6", Named("named", (Name("crawl-1.googlebot.com", confirmed=False),))),
        ("192.0.2.9", Named("nameless")),
        ("192.0.2.8", Named("unanswered")),
    ],
    ids=["a name that leads back", "a name that leads elsewhere", "no name", "no answer"],
)
async def test_an_address_has_the_name_that_its_owner_gave_it(clock, resolver, address, named):
    assert await SourceNames(clock, resolver).of(address) == named


async def test_a_hostile_name_is_plain_text_without_control_characters(clock, resolver):
    (name,) = (await SourceNames(clock, resolver).of("192.0.2.10")).names
    assert (name.text.isascii(), name.text.isprintable(), name.confirmed) == (True, True, False)
    assert name.text.endswith(".evil.example")


async def test_an_answer_is_kept_for_a_while_and_none_for_less(clock, resolver, nobody):
    names = SourceNames(clock, resolver)
    known = await names.of("192.0.2.5")
    names._resolver = nobody
    assert await names.of("192.0.2.5") == known
    assert (await names.of("192.0.2.6")).state == "unanswered"
    names._resolver = resolver
    clock.at += 61
    assert (await names.of("192.0.2.6")).state == "named"
    names._resolver = nobody
    clock.at += 900
    assert (await names.of("192.0.2.5")).state == "unanswered"


async def test_what_is_kept_and_what_is_under_way_is_bounded(clock, resolver, monkeypatch):
    monkeypatch.setattr(source_names, "_MOST_KEPT", 2)
    monkeypatch.setattr(source_names, "_MOST_AT_ONCE", 2)
    names = SourceNames(clock, resolver)
    for number in range(5):
        await names.of(f"192.0.2.{number}")
    assert list(names._kept) == ["192.0.2.3", "192.0.2.4"]
    found = await asyncio.gather(*(names.of(f"198.51.100.{n}") for n in range(5)), return_exceptions=True)
    assert [isinstance(each, Throttled) for each in found] == [False, False, True, True, True]
    assert (await names.of("198.51.100.9")).state == "nameless"


async def test_without_a_resolver_it_is_off(clock):
    assert await SourceNames(clock, None).of("192.0.2.5") == Named("off")
