"""What a scenario is made of: requests in the order of time, and the truth about who sent them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

SINGLE: Final = (
    "flood",
    "cache_busting",
    "fast_scan",
    "slow_scan",
    "injection_prober",
    "xmlrpc_flood",
    "wordpress_brute_force",
    "exploit_botnet",
    "stuffing_distributed",
    "stuffing_fast",
    "scraper",
    "slow_scraper",
)
DISTRIBUTED: Final = ("ddos", "ddos_slow")
FAMILIES: Final = (*SINGLE, *DISTRIBUTED)
FLOODS: Final = frozenset({"flood", "cache_busting", "xmlrpc_flood"})
HARMLESS: Final = (
    "visitor",
    "crawler",
    "api_client",
    "flash_crowd",
    "app_push",
    "office_nat",
    "carrier_nat",
    "api_poller",
    "uptime_probe",
    "search_bot",
    "page_speed",
    "mistyped_login",
    "rss_reader",
    "link_preview",
)


class Request(NamedTuple):
    """One request as NGINX would log it."""

    at: float  # Unix seconds, with a fraction
    source: str  # the address's text; IPv6 by the first address of its /64
    service: str
    method: str
    url: str  # path and query
    status: int
    size: int  # body bytes sent
    referrer: str  # empty where there is none
    agent: str
    seconds: float  # that the request took


@dataclass(frozen=True, slots=True)
class Truth:
    """Who is behind a source.

    `kind` is one of FAMILIES or HARMLESS; `browser` tells whether it would solve a challenge.
    """

    kind: str
    attack: bool
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """Traffic of a few hours in which the truth about every source is known.

    `warm_at` is when the warm-up ends. `verified` are search bots that the defender has verified by name,
    `own` the addresses of the site's own machines: both are what an operator's Dozor knows.
    """

    requests: list[Request]
    truth: Mapping[str, Truth]
    starts_at: float
    warm_at: float
    ends_at: float
    verified: frozenset[str]
    own: frozenset[str]

    def last(self, seconds: float) -> "Scenario":
        """Return its last seconds; the truth about everybody stays."""
        begin = self.ends_at - seconds
        return replace(self, requests=[request for request in self.requests if request.at >= begin])
