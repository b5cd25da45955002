"""A day before the attack on which a few sources grow worse so slowly that detectors may learn to find them usual.

Its last hours lead over to the traffic that follows: a leap would itself be an event to any detector, and what is lost
by it no poison's doing. For the same reason what poison costs is told by the same day without poisoners.
"""

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
_MORNING_SECONDS: Final = 3 * 3600.0
_POISONERS: Final = 24
_SLOWEST, _FASTEST = 600.0, 2.0  # seconds between two requests of a poisoner, at the day's beginning and end
KIND: Final = "poisoner"


def add_day(
    joined: Cast, seed: int, ends_at: float, background: Background, *, scale: float, rate: float, poisoned: bool
) -> None:
    """Add the day before `ends_at` to a cast: quiet traffic, and poisoners in it. Draws by a chance of its own.

    Args:
        joined: who takes part in what follows.
        seed: of the scenario.
        ends_at: when the day ends.
        background: where everyday traffic comes from.
        scale: the share of sources.
        rate: sessions per second of the traffic that follows.
        poisoned: whether there are poisoners; everything else is the same without.
    """
    random, starts_at = Random(f"poison {seed}"), ends_at - DAY_SECONDS  # noqa: S311 - a seeded draw is what is wanted
    cast = Cast(random, background.sites, (1.0, 1.0), starts_at, ends_at, truth=joined.truth)
    for session in background.draw(random, max(round(_SESSIONS * scale), 20)):
        start = starts_at + random.uniform(0, DAY_SECONDS)
        cast.add(session.kind, session.service, start, session.visits, browser=session.browser)
    for session in background.draw(random, round(rate * _MORNING_SECONDS / 2)):
        start = ends_at - _MORNING_SECONDS * (1 - random.random() ** 0.5)
        cast.add(session.kind, session.service, start, session.visits, browser=session.browser)
    for number in range(max(round(_POISONERS * scale), 4) if poisoned else 0):
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
