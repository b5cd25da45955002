"""Attacks by sheer load: one source's floods, and many sources' together."""

from collections.abc import Iterator
from random import Random

from models.evaluation import agents
from models.evaluation.answers import size_of
from models.evaluation.browsing import Visit, took
from models.evaluation.cast import Cast
from models.evaluation.pacing import arrivals, steady
from models.evaluation.sites import Site


def flood(cast: Cast, start: float) -> None:
    """20 to 300 requests a second for half a minute, for one page or a few."""
    random, site = cast.random, cast.site()
    targets = [site.page(random) for _ in range(random.choice((1, 1, 2, 4)))]
    rate = 20 * 15 ** random.random() / cast.slower()
    agent = agents.attacker(random, scanner=0)
    status = random.choices((200, 304, 301, 502, 503, 404), (60, 5, 10, 10, 10, 5))[0]
    referrer = _referrer(random, site)
    visits = (
        Visit(at, "GET", random.choice(targets), status, size_of(random, status), referrer, agent, took(random))
        for at in steady(random, 30, rate)
    )
    cast.add("flood", site.name, start, visits)


def cache_busting(cast: Cast, start: float) -> None:
    """5 to 10 requests a second, each with a query that no cache has seen."""
    random, site = cast.random, cast.site()
    page, name = site.page(random), random.choice(("v", "q", "t", "cb", "_", "rand"))
    agent, referrer = agents.attacker(random, scanner=0), _referrer(random, site)
    status = random.choices((200, 404, 502, 301), (80, 5, 10, 5))[0]
    visits = (
        Visit(
            at,
            "GET",
            f"{page}?{name}={random.getrandbits(48):x}",
            status,
            size_of(random, status),
            referrer,
            agent,
            took(random),
        )
        for at in steady(random, random.uniform(60, 240), random.uniform(5, 10) / cast.slower())
    )
    cast.add("cache_busting", site.name, start, visits)


def xmlrpc_flood(cast: Cast, start: float) -> None:
    """POSTs to /xmlrpc.php, one to eight a second, whatever they are answered."""
    random, site = cast.random, cast.site(wordpress=True)
    agent = agents.attacker(random, scanner=0.02)
    status = random.choice((200, 200, 403, 404, 405, 502, 301))
    visits = (
        Visit(at, "POST", "/xmlrpc.php", status, random.randint(370, 420), "", agent, took(random))
        for at in steady(random, random.uniform(60, 300), random.uniform(1, 8) / cast.slower())
    )
    cast.add("xmlrpc_flood", site.name, start, visits)


def ddos(cast: Cast, start: float, bots: int, *, slow: bool) -> None:
    """Many addresses that ask for the same few things, .1 to .5 times a second each (.02 to .05 where `slow`)."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)  # an API has nothing to tell bots from people by
    kind, seconds = ("ddos_slow", 600) if slow else ("ddos", 180)
    low, high = (0.02, 0.05) if slow else (0.1, 0.5)
    targets = [site.page(random) for _ in range(random.randint(1, 3))]
    queries = random.random() < 0.5
    names = [agents.browser(random) for _ in range(random.randint(4, 30))]
    for _ in range(bots):
        rate, agent = random.uniform(low, high) / cast.slower(), random.choice(names)
        referrer, late = _referrer(random, site), random.uniform(0, 20 if not slow else 60)
        visits = _bot(
            random, site, targets, arrivals(random, seconds, rate), agent=agent, referrer=referrer, queries=queries
        )
        cast.add(kind, site.name, start + late, visits)


def _bot(
    random: Random,
    site: Site,
    targets: list[str],
    times: Iterator[float],
    *,
    agent: str,
    referrer: str,
    queries: bool,
) -> Iterator[Visit]:
    assets = random.random() < 0.02
    for at in times:
        url = random.choice(targets)
        if queries:
            url += f"?{random.choice('qst')}={random.getrandbits(32):x}"
        status = 200 if random.random() < 0.8 else 503
        yield Visit(at, "GET", url, status, size_of(random, status), referrer, agent, took(random) * 3)
        if assets:
            yield Visit(at + 0.3, "GET", site.assets[0], 200, 9000, f"https://{site.name}{url}", agent, 0.002)


def _referrer(random: Random, site: Site) -> str:
    kind = random.random()
    return "" if kind < 0.6 else f"https://{site.name}/" if kind < 0.8 else "https://www.google.com/"
