"""A day before the attack on which a few sources grow worse so slowly that detectors may learn to find them usual."""

from random import Random
from typing import Final

from models.evaluation import agents
from models.evaluation.answers import size_of
from models.evaluation.background import Background
from models.evaluation.browsing import Visit, took
from models.evaluation.cast import Cast
from models.evaluation.sites import Site
from models.evaluation.words import scan_path

DAY_SECONDS: Final = 86_400.0
_SESSIONS: Final = 3000  # of a quiet day
_POISONERS: Final = 24
_SLOWEST, _FASTEST = 600.0, 2.0  # seconds between two requests of a poisoner, at the day's beginning and end
KIND: Final = "poisoner"


def poison(joined: Cast, seed: int, ends_at: float, background: Background, scale: float) -> None:
    """Add the day before `ends_at` to a cast: quiet traffic, and the poisoners in it. Draws by a chance of its own."""
    random, starts_at = Random(f"poison {seed}"), ends_at - DAY_SECONDS  # noqa: S311 - a seeded draw is what is wanted
    cast = Cast(random, background.sites, (1.0, 1.0), starts_at, ends_at, truth=joined.truth)
    for session in background.draw(random, max(round(_SESSIONS * scale), 20)):
        start = starts_at + random.uniform(0, DAY_SECONDS)
        cast.add(session.kind, session.service, start, session.visits, browser=session.browser)
    for number in range(max(round(_POISONERS * scale), 4)):
        site = random.choice(cast.pages_sites)
        cast.add(KIND, site.name, starts_at, _rising(random, site, number % 4), attack=True)
    joined.requests += cast.requests


def _rising(random: Random, site: Site, habit: int) -> list[Visit]:
    """Return a day of one poisoner: it scans, tries passwords, scrapes, or asks for one page, ever faster."""
    agent, page, visits, at = agents.browser(random), site.page(random), [], random.uniform(0, 600)
    while at < DAY_SECONDS:
        method, url, status = (
            ("GET", scan_path(random), random.choice((404, 404, 403, 200))),
            ("POST", site.login, 401),
            ("GET", site.page(random), 200),
            ("GET", page, 200),
        )[habit]
        visits.append(Visit(at, method, url, status, size_of(random, status), "", agent, took(random)))
        pause = _SLOWEST * (_FASTEST / _SLOWEST) ** (at / DAY_SECONDS)
        at += pause * random.uniform(0.6, 1.4)
    return visits
