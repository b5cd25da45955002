"""The everyday traffic that attacks hide in: recorded sessions of real visitors, or a model of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from models.evaluation import agents
from models.evaluation.browsing import Visit, browse, call
from models.evaluation.sites import SYNTHETIC, Site


@dataclass(frozen=True, slots=True)
class Session:
    """What one source asked one service for, without a longer pause. `verified` marks a known search engine's bot."""

    service: str
    kind: str  # one of models.evaluation.request.HARMLESS, or of FAMILIES where an attack was recorded
    browser: bool
    visits: Sequence[Visit]
    verified: bool = False


class Background(Protocol):
    """Where everyday sessions come from.

    `sites` are the services it visits; `scans` are recorded attacks to replay (none where no data is there).
    """

    @property
    def sites(self) -> Sequence[Site]: ...  # noqa: D102 - see the class
    @property
    def scans(self) -> Sequence[Session]: ...  # noqa: D102 - see the class
    def draw(self, random: Random, count: int) -> Iterator[Session]: ...  # noqa: D102 - yields up to `count` sessions


class SyntheticBackground:
    """A model of visitors of a shop, a blog and an API: needs no data, and is kinder than the real world."""

    sites: Sequence[Site] = SYNTHETIC
    scans: Sequence[Session] = ()

    def draw(self, random: Random, count: int) -> Iterator[Session]:
        """Yield `count` sessions."""
        for _ in range(count):
            yield synthetic_session(random, random.choices(self.sites, (5, 3, 2))[0])


@dataclass(frozen=True, slots=True)
class RecordedBackground:
    """Sessions cut from real logs, and a modelled API beside them, as no public log has one."""

    sites: Sequence[Site]
    scans: Sequence[Session]
    sessions: Sequence[Session]

    def draw(self, random: Random, count: int) -> Iterator[Session]:
        """Yield up to twice as many recorded sessions, each at most once, and a fifth as many modelled ones."""
        api = next(site for site in self.sites if site.is_api)
        recorded = min(count * 2, len(self.sessions))  # they are shorter than modelled ones
        yield from random.sample(self.sessions, recorded)
        for _ in range(count // 5):
            yield synthetic_session(random, api)


def synthetic_session(random: Random, site: Site) -> Session:
    """Return one visit of a site by a browser, or by an app where it is an API."""
    if site.is_api:
        calls = min(2 + int(random.expovariate(1 / 25)), 300)
        visits = tuple(call(random, site, agents.app(random), calls, random.uniform(2, 25)))
        return Session(site.name, "api_client", browser=False, visits=visits)
    pages = min(1 + int(random.expovariate(1 / 3)), 40)
    visits = tuple(sorted(browse(random, site, agents.browser(random), pages)))
    return Session(site.name, "visitor", browser=True, visits=visits)
