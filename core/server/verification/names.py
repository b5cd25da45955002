"""Whether an address belongs to a search engine: its name lies in the engine's domain, and the name leads back to it.

Anyone can give their address a name (PTR) like `crawl.googlebot.com`; only Google can have that name lead to the
address. So both are asked for. When it does not work: IPv6 sources, of which the core knows the /64 alone, and engines
that publish lists of addresses instead of names; the allowlist is for those.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
import dns.reversename

# Domains that crawlers' addresses have their names in, as their owners publish it.
CRAWLERS: Final = {
    "googlebot.com": "Google",
    "google.com": "Google",
    "search.msn.com": "Bing",
    "yandex.ru": "Yandex",
    "yandex.net": "Yandex",
    "yandex.com": "Yandex",
    "crawl.baidu.com": "Baidu",
    "crawl.baidu.jp": "Baidu",
    "applebot.apple.com": "Apple",
    "crawl.yahoo.net": "Yahoo",
    "seznam.cz": "Seznam",
    "naver.com": "Naver",
    "petalsearch.com": "Petal",
    "mail.ru": "Mail.ru",
    "sogou.com": "Sogou",
    "mojeek.com": "Mojeek",
    "qwant.com": "Qwant",
}
_MOST_NAMES: Final = 5  # of one address that are followed up
_NO_SUCH: Final = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the names say: whose crawler it is ("" for nobody's), and whether that is certain.

    `definite` is False where a name server did not answer: then it may be asked again soon.
    """

    bot: str
    definite: bool


async def identify(address: str, resolver: dns.asyncresolver.Resolver) -> Answer:
    """Return whose crawler an address is."""
    try:
        names = await _resolve(resolver, dns.reversename.from_address(address), "PTR")
        claims = [(name, bot) for name in names[:_MOST_NAMES] if (bot := owner_of(name))]
        for name, bot in claims:
            if await _leads_back(name, address, resolver):
                return Answer(bot, definite=True)
    except (TimeoutError, dns.exception.DNSException, OSError):
        return Answer("", definite=False)
    return Answer("", definite=True)


def owner_of(name: str) -> str:
    """Return whose domain a name lies in; "" where it is no search engine's."""
    labels = name.rstrip(".").lower()
    return next((bot for suffix, bot in CRAWLERS.items() if labels.endswith(f".{suffix}")), "")


async def _leads_back(name: str, address: str, resolver: dns.asyncresolver.Resolver) -> bool:
    wanted = ip_address(address)
    found = await _resolve(resolver, dns.name.from_text(name), "A" if wanted.version == 4 else "AAAA")
    return any(ip_address(each) == wanted for each in found)


async def _resolve(resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: str) -> list[str]:
    """Return the texts of an answer, none where there is no such name."""
    try:
        answer = await resolver.resolve(name, kind)
    except _NO_SUCH:
        return []
    return [record.to_text() for record in answer]
