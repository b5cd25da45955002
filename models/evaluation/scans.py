"""Attacks that look for holes: scanners, injection probers and exploit botnets."""

from collections.abc import Iterable, Iterator
from random import Random

from models.evaluation import agents
from models.evaluation.answers import answer, habit, size_of
from models.evaluation.background import Session
from models.evaluation.browsing import Visit, took
from models.evaluation.cast import Cast
from models.evaluation.pacing import arrivals, spaced, steady
from models.evaluation.sites import Site
from models.evaluation.words import EXPLOITS, PARAMETERS, injection, scan_path

_MOST_REPLAYED = 2500


def fast_scan(cast: Cast, start: float) -> None:
    """Words tried at 3 to 60 a second for one to four minutes."""
    random, site = cast.random, cast.site()
    rate = 3 * 20 ** random.random() / cast.slower()
    times = steady(random, min(random.uniform(60, 240), 4000 / rate), rate)
    cast.add("fast_scan", site.name, start, _scan(random, site, times))


def slow_scan(cast: Cast, start: float, seconds: float) -> None:
    """One word every 12 to 45 seconds, for an hour."""
    random, site, slower = cast.random, cast.site(), cast.slower()
    pause = random.uniform(12, 36)
    times = spaced(random, int(seconds / pause / slower), pause * slower, (pause + 9) * slower)
    cast.add("slow_scan", site.name, start, _scan(random, site, times))


def replayed_scan(cast: Cast, start: float, scan: Session) -> None:
    """A recorded scan at its own pace, from a random place in it."""
    random, site = cast.random, cast.site()
    first = random.randrange(max(len(scan.visits) - _MOST_REPLAYED, 1))
    part = scan.visits[first : first + _MOST_REPLAYED]
    slower = cast.slower()
    visits = [v._replace(offset=(v.offset - part[0].offset) * slower) for v in part]
    cast.add("fast_scan", site.name, start, visits)


def _scan(random: Random, site: Site, times: Iterable[float]) -> Iterator[Visit]:
    agent, habits = agents.attacker(random, scanner=0.2), habit(random)
    referrer = random.choice(("", "", "", f"https://{site.name}/"))
    assets = random.random() < 0.15 and bool(site.assets)
    head = random.random() < 0.15
    for at in times:
        if assets and random.random() < 0.1:
            yield Visit(at, "GET", random.choice(site.assets), 200, 9000, referrer, agent, 0.002)
        status = answer(random, habits)
        yield Visit(
            at,
            "HEAD" if head else "GET",
            scan_path(random),
            status,
            size_of(random, status),
            referrer,
            agent,
            took(random),
        )


def injection_prober(cast: Cast, start: float) -> None:
    """SQL, script and traversal tried on the parameters of real pages, one every second or few."""
    random, site, slower = cast.random, cast.site(), cast.slower()
    agent, statuses = (
        agents.attacker(random, scanner=0.15),
        random.choice(((200,), (200, 500), (200, 403), (301,), (400, 200), (502,))),
    )
    pages = [site.page(random) for _ in range(4)]
    referrer = random.choice(("", f"https://{site.name}/"))
    pause = random.uniform(0.3, 6)
    visits = []
    for at in spaced(random, random.randint(25, 120), pause * 0.5 * slower, pause * 1.5 * slower):
        url, status = random.choice(pages), random.choice(statuses)
        if random.random() < 0.85:
            url += f"?{random.choice(PARAMETERS)}={injection(random).replace(' ', '+')}"
        visits.append(
            Visit(
                at,
                random.choice(("GET", "GET", "POST")),
                url,
                status,
                size_of(random, status),
                referrer,
                agent,
                took(random),
            )
        )
    cast.add("injection_prober", site.name, start, visits)


def exploit_botnet(cast: Cast, start: float, bots: int, seconds: float) -> None:
    """Many addresses that try a few known holes each, 5 to 20 requests in all, and go."""
    random = cast.random
    known = random.sample(EXPLOITS, min(len(EXPLOITS), random.randint(6, 14)))
    names = [agents.attacker(random, scanner=0.05, tool=0.5) for _ in range(5)]
    for _ in range(bots):
        site, agent, habits, slower = cast.site(), random.choice(names), habit(random), cast.slower()
        pause = random.choice((0.3, 1, 4, 10)) * slower
        visits = []
        for at in spaced(random, random.randint(5, 20), pause * 0.6, pause * 1.4):
            (method, url), status = random.choice(known), answer(random, habits)
            visits.append(
                Visit(at, method, url.replace(" ", "+"), status, size_of(random, status), "", agent, took(random))
            )
        cast.add("exploit_botnet", site.name, start + random.uniform(0, seconds), visits)


def scraper(cast: Cast, start: float, *, slow: bool) -> None:
    """Page after page of a site: 2 to 4 a second, or one every 3 to 8 seconds where `slow`."""
    random, site, slower = cast.random, cast.site(), cast.slower()
    agent, referrer = agents.attacker(random, scanner=0, tool=0.3), random.choice(("", "", f"https://{site.name}/"))
    pages = random.sample(site.pages, len(site.pages)) * 3
    if slow:
        times = spaced(random, random.randint(120, 400), 3 * slower, 8 * slower)
    else:
        times = arrivals(random, random.uniform(120, 500), random.uniform(2, 4) / slower)
    assets = random.random() < 0.15 and bool(site.assets)
    visits = []
    for at, url in zip(times, pages, strict=False):
        status = random.choices((200, 404, 304), (95, 4, 1))[0]
        visits.append(Visit(at, "GET", url, status, size_of(random, status), referrer, agent, took(random)))
        if assets and random.random() < 0.3:
            visits.append(
                Visit(at + 0.2, "GET", random.choice(site.assets), 200, 9000, f"https://{site.name}{url}", agent, 0.002)
            )
    cast.add("slow_scraper" if slow else "scraper", site.name, start, visits)
