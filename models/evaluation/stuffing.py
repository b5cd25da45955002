"""Attacks on accounts: passwords tried by one source or by many together."""

from random import Random

from models.evaluation import agents
from models.evaluation.browsing import Visit, took
from models.evaluation.cast import Cast
from models.evaluation.pacing import spaced, steady
from models.evaluation.sites import Site

_SUCCESS = 0.015


def wordpress_brute_force(cast: Cast, start: float) -> None:
    """Passwords at /wp-login.php, one every 1 to 5 seconds; the page says no with a 200."""
    random, site, slower = cast.random, cast.site(wordpress=True), cast.slower()
    agent, failed = agents.attacker(random, scanner=0.05), random.choice((200, 200, 200, 403, 404, 302, 502))
    referrer = random.choice(("", f"https://{site.name}/wp-login.php"))
    pause, looks = random.uniform(1, 5) * slower, random.random() < 0.3
    visits = []
    for at in spaced(random, random.randint(60, 300), pause * 0.7, pause * 1.3):
        if looks:
            visits.append(Visit(at, "GET", "/wp-login.php", 200, 4200, referrer, agent, took(random)))
        visits.append(Visit(at + 0.2, "POST", "/wp-login.php", failed, 4600, referrer, agent, took(random)))
    cast.add("wordpress_brute_force", site.name, start, visits)


def stuffing_fast(cast: Cast, start: float) -> None:
    """Stolen passwords, 1 to 10 a second, from one address."""
    random, site = cast.random, cast.site()
    agent, failed, referrer = (
        agents.attacker(random, scanner=0),
        random.choice((401, 401, 200, 302, 403)),
        _referrer(random, site),
    )
    visits = [
        _attempt(random, site, at, agent=agent, failed=failed, referrer=referrer)
        for at in steady(random, random.uniform(60, 240), random.uniform(1, 10) / cast.slower())
    ]
    cast.add("stuffing_fast", site.name, start, visits)


def stuffing_distributed(cast: Cast, start: float, addresses: int, seconds: float) -> None:
    """One try per 20 to 60 seconds from each of many addresses, with three user agents between them."""
    random, site, slower = cast.random, cast.site(), cast.slower()
    names = [agents.browser(random) for _ in range(3)]
    failed, referrer = random.choice((401, 401, 200, 302)), _referrer(random, site)
    for _ in range(addresses):
        agent = random.choice(names)
        times = spaced(random, int(seconds / 40 / slower), 20 * slower, 60 * slower)
        visits = [_attempt(random, site, at, agent=agent, failed=failed, referrer=referrer) for at in times]
        cast.add("stuffing_distributed", site.name, start + random.uniform(0, 30), visits)


def _attempt(random: Random, site: Site, at: float, *, agent: str, failed: int, referrer: str) -> Visit:
    status = 302 if random.random() < _SUCCESS else failed
    return Visit(at, "POST", site.login, status, random.randint(60, 1900), referrer, agent, took(random))


def _referrer(random: Random, site: Site) -> str:
    return random.choice(("", f"https://{site.name}{site.login}"))
