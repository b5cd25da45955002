"""Whether an address belongs to a search engine: its name lies in the engine's domain, and the name leads back to it.

Anyone can give their address a name (PTR) like `crawl.googlebot.com`; only Google can have that name lead to the
address. So both are asked for. When it does not work: IPv6 sources, of which the core knows the /64 alone, and engines
that publish lists of addresses instead of names; the allowlist is for those.
"""

from dataclasses import dataclass
from typing import Final

import dns.asyncresolver
import dns.exception

from core.server.verification.lookups import leads_back, names_of

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
        claims = [(name, bot) for name in await names_of(address, resolver) if (bot := owner_of(name))]
        for name, bot in claims:
            if await leads_back(name, address, resolver):
                return Answer(bot, definite=True)
    except (TimeoutError, dns.exception.DNSException, OSError):
        return Answer("", definite=False)
    return Answer("", definite=True)


def owner_of(name: str) -> str:
    """Return whose domain a name lies in; "" where it is no search engine's."""
    labels = name.rstrip(".").lower()
    return next((bot for suffix, bot in CRAWLERS.items() if labels.endswith(f".{suffix}")), "")
