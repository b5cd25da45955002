"""Harmless sources that look like trouble: each is a trap that costs a naive detector a false ban."""

from collections.abc import Iterator
from itertools import count
from random import Random

from models.evaluation import agents
from models.evaluation.browsing import Visit, browse, call, took
from models.evaluation.cast import Cast
from models.evaluation.pacing import arrivals, spaced, steady
from models.evaluation.sites import Site


def flash_crowd(cast: Cast, start: float, visitors: int, seconds: float) -> None:
    """Browsers that follow one link to one page, most within the first minutes."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    landing = Site(site.name, (site.pages[3 % len(site.pages)],) * 3 + site.pages[:5], site.assets)
    for _ in range(visitors):
        visits = browse(random, landing, agents.browser(random), random.randint(1, 4))
        cast.add("flash_crowd", site.name, start + random.betavariate(1.5, 3) * seconds, visits, browser=True)


def app_push(cast: Cast, start: float, visitors: int, seconds: float) -> None:
    """Apps that a push notification opens: the same few calls from everyone, and no assets."""
    random, site = cast.random, _api(cast)
    opened = Site(site.name, site.pages[:4], ())
    agent = agents.app(random)
    for _ in range(visitors):
        own = agent if random.random() < 0.6 else agents.app(random)
        visits = call(random, opened, own, random.randint(3, 9), 4)
        cast.add("app_push", site.name, start + random.betavariate(1.2, 4) * seconds, visits)


def office_nat(cast: Cast, start: float, seconds: float) -> None:
    """Twenty-one browsers behind one address; 23 % of their requests meet a broken link."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    source = cast.address()
    for _ in range(21):
        agent = agents.browser(random)
        for at in arrivals(random, seconds, 3 / 3600):
            visits = _broken(random, browse(random, site, agent, random.randint(2, 6)))
            cast.add("office_nat", site.name, start + at, visits, browser=True, source=source)


def _broken(random: Random, visits: Iterator[Visit]) -> Iterator[Visit]:
    for visit in visits:
        yield visit._replace(status=404, size=162) if random.random() < 0.23 else visit


def carrier_nat(cast: Cast, start: float, seconds: float) -> None:
    """Sixty sessions of mobile browsers behind one address of a carrier, many at once."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    source = cast.address()
    for _ in range(60):
        visits = browse(random, site, agents.browser(random), random.randint(1, 7))
        cast.add("carrier_nat", site.name, start + random.uniform(0, seconds), visits, browser=True, source=source)


def api_poller(cast: Cast, start: float, seconds: float) -> None:
    """A program that asks an API the same thing every few seconds, all day."""
    random, site = cast.random, _api(cast)
    url, agent, pause = (
        site.page(random),
        random.choice((*agents.TOOLS[:5], agents.app(random))),
        random.choice((2, 5, 10, 15, 30)),
    )
    status = random.choice((200, 200, 200, 304))
    visits = [
        Visit(at, "GET", url, status, 512, "", agent, took(random) / 2)
        for at in spaced(random, int(seconds / pause), pause * 0.97, pause * 1.03)
    ]
    cast.add("api_poller", site.name, start, visits)


def uptime_probe(cast: Cast, start: float, seconds: float) -> None:
    """A monitor that asks for one page on the minute or more often."""
    random, site = cast.random, cast.random.choice(cast.sites)
    agent, pause = random.choice(agents.PROBES), random.choice((5, 10, 30, 60))
    method, url = random.choice((("HEAD", "/"), ("GET", "/"), ("GET", "/health"), ("GET", site.pages[0])))
    visits = [
        Visit(at, method, url, 200, 0, "", agent, 0.004)
        for at in spaced(random, int(seconds / pause), pause, pause + 0.02)
    ]
    cast.add("uptime_probe", site.name, start, visits)


def search_bot(cast: Cast, start: float, seconds: float) -> str:
    """A verified search bot that walks through links long gone: 98 % 404s. Returns its address."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    visits = []
    for at in arrivals(random, seconds, random.uniform(0.4, 1.5)):
        gone = random.random() < 0.98
        url = (
            f"/old/{random.choice(('wp-content', 'shop', 'item'))}/{random.randint(1, 99999)}.html"
            if gone
            else site.page(random)
        )
        visits.append(Visit(at, "GET", url, 404 if gone else 200, 162, "", agents.SEARCH_BOT, took(random)))
    return cast.add("search_bot", site.name, start, visits)


def page_speed(cast: Cast, start: float, seconds: float) -> str:
    """The site's own page-speed module, fetching its pages and assets at up to 67 a second. Returns its address."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    visits = []
    for burst in arrivals(random, seconds, 1 / 90):
        length, rate = random.uniform(3, 20), random.uniform(15, 67)
        for at in steady(random, length, rate):
            url = random.choice(site.assets) if random.random() < 0.8 else site.page(random)
            visits.append(Visit(burst + at, "GET", url, random.choice((200, 304)), 900, "", agents.PAGE_SPEED, 0.003))
    return cast.add("page_speed", site.name, start, visits)


def mistyped_login(cast: Cast, start: float) -> None:
    """Someone who has forgotten a password: three to seven tries, then in, or away."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    agent, page = agents.browser(random), f"https://{site.name}{site.login}"
    visits = list(browse(random, site, agent, random.randint(1, 3)))
    at = max(visit.offset for visit in visits) + 3
    visits.append(Visit(at, "GET", site.login, 200, 4000, "", agent, took(random)))
    tries = random.randint(3, 7)
    for number in range(tries):
        at += random.uniform(4, 25)
        done = number == tries - 1 and random.random() < 0.8
        visits.append(
            Visit(at, "POST", site.login, 302 if done else random.choice((200, 401)), 1800, page, agent, took(random))
        )
    visits += [v._replace(offset=v.offset + at + 1) for v in browse(random, site, agent, random.randint(1, 5))]
    cast.add("mistyped_login", site.name, start, visits, browser=True)


def rss_reader(cast: Cast, start: float, seconds: float) -> None:
    """A reader that asks for the feed again and again, without a referrer."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    agent, pause = random.choice(agents.FEEDS), random.choice((60, 300, 900, 1800))
    url = "/feed/" if "/feed/" in site.pages else random.choice(("/rss.xml", "/feed", "/atom.xml"))
    times = spaced(random, max(int(seconds / pause), 4), pause * 0.9, pause * 1.1)
    visits = [
        Visit(at, "GET", url, 200 if n % 4 == 0 else 304, 0 if n % 4 else 28000, "", agent, 0.01)
        for at, n in zip(times, count())
    ]
    cast.add("rss_reader", site.name, start, visits)


def link_preview(cast: Cast, start: float) -> None:
    """A messenger's servers fetching a shared link from one address: dozens of requests within a second or two."""
    random, site = cast.random, cast.random.choice(cast.pages_sites)
    agent, shared = random.choice(agents.PREVIEWS), site.page(random)
    visits = []
    for _ in range(random.randint(2, 6)):
        burst = random.uniform(0, 600)
        for at in steady(random, random.uniform(0.5, 2), random.uniform(10, 45)):
            url = shared if random.random() < 0.7 else random.choice(site.assets)
            visits.append(
                Visit(burst + at, "GET", url, random.choice((200, 200, 206, 304)), 9000, "", agent, took(random))
            )
    cast.add("link_preview", site.name, start, visits)


def _api(cast: Cast) -> Site:
    return next(site for site in cast.sites if site.is_api)
