"""How harmless clients ask: browsers page by page with what belongs to them, apps call by call."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from models.evaluation.sites import Site


class Visit(NamedTuple):
    """A request of a session, timed from the session's beginning."""

    offset: float
    method: str
    url: str
    status: int
    size: int
    referrer: str
    agent: str
    seconds: float


def took(random: Random) -> float:
    """Return the seconds that a page takes."""
    return min(round(random.lognormvariate(-2.6, 0.8), 3), 20.0)


def browse(random: Random, site: Site, agent: str, pages: int, *, missing: float = 0.015) -> Iterator[Visit]:
    """Yield a browser's walk over `pages` pages; a part `missing` of them is not there."""
    at, referrer = 0.0, "https://www.google.com/" if random.random() < 0.5 else ""
    cached: set[str] = set()
    for _ in range(pages):
        url = site.page(random)
        status = 404 if random.random() < missing else 200
        url = f"{url.rstrip('/')}-{random.randint(1, 99)}" if status == 404 else url
        size = max(int(random.lognormvariate(9.5, 0.7)), 300)
        yield Visit(at, "GET", url, status, size, referrer, agent, took(random))
        referrer = f"https://{site.name}{url}"
        yield from _assets(random, site, referrer, agent, cached, at=at)
        at += max(random.lognormvariate(2.5, 1.0), 0.8)


def _assets(random: Random, site: Site, page: str, agent: str, cached: set[str], *, at: float) -> Iterator[Visit]:
    """Yield what a page pulls in: the site's bundle once, and some pictures of its own."""
    bundle = [url for url in site.assets[:7] if url not in cached]
    own = random.sample(site.assets, min(len(site.assets), random.randint(0, 8)))
    for url in (*bundle, *own):
        again = url in cached
        if again and random.random() < 0.8:
            continue
        cached.add(url)
        size = 0 if again else int(random.lognormvariate(9.0, 1.2))
        offset = at + 0.05 + random.random() * 1.5
        yield Visit(offset, "GET", url, 304 if again else 200, size, page, agent, 0.002)


def call(random: Random, site: Site, agent: str, calls: int, pause: float) -> Iterator[Visit]:
    """Yield an app's calls of an API, in small bursts `pause` seconds apart."""
    at = 0.0
    for _ in range(calls):
        kind = random.random()
        method = "GET" if kind < 0.8 else "POST"
        status = 401 if kind < 0.01 else 404 if kind < 0.02 else 304 if kind < 0.15 else 200
        url = site.page(random)
        yield Visit(at, method, url, status, int(random.lognormvariate(7, 1)), "", agent, took(random) / 2)
        at += random.random() * 0.3 if random.random() < 0.5 else random.expovariate(1 / pause)
