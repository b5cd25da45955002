"""The generator: a few hours of traffic with every attack family and every harmless trap, from a seed.

A warm-up of a fifth of the time holds everyday traffic with one attacker in two hundred sources, as no site's first
half hour is clean. What follows holds all families at instants drawn from the seed. `scale` shrinks the number of
sources and, down to a quarter, the time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Literal

from models.evaluation import floods, harmless, scans, stuffing
from models.evaluation.background import Background
from models.evaluation.cast import Cast
from models.evaluation.poisoning import add_day
from models.evaluation.request import Scenario

Shift = Literal["none", "slow"]
Day = Literal["none", "quiet", "poisoned"]
HOURS: Final = 2.5
WARM_SHARE: Final = 0.2
_FIRST_DAY: Final = 1_767_600_000  # Monday 2026-01-05 08:00 UTC; a seed begins within a week of it
_SLOWER: Final[dict[Shift, tuple[float, float]]] = {"none": (1.0, 1.0), "slow": (2.0, 3.0)}
_SESSIONS: Final = 6000
_EARLY_ATTACKERS: Final = 0.005
# How many sources of a family attack at scale 1; groups count as groups of sixty.
_ATTACKERS: Final = {
    "flood": 10,
    "cache_busting": 10,
    "fast_scan": 10,
    "slow_scan": 15,
    "injection_prober": 12,
    "xmlrpc_flood": 10,
    "wordpress_brute_force": 10,
    "exploit_botnet": 2,
    "stuffing_distributed": 2,
    "stuffing_fast": 10,
    "scraper": 10,
    "slow_scraper": 15,
}
_TRAPS: Final = {
    "office_nat": 3,
    "carrier_nat": 6,
    "api_poller": 12,
    "uptime_probe": 8,
    "mistyped_login": 40,
    "rss_reader": 25,
    "link_preview": 12,
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """The times of a scenario and how much of everything there is."""

    starts_at: float
    warm_at: float
    ends_at: float
    scale: float

    @property
    def seconds(self) -> float:
        return self.ends_at - self.starts_at

    def number(self, full: int) -> int:
        """Return how many at this scale: at least one, of ten and more at least three."""
        return max(round(full * self.scale), min(full, 3 if full >= 10 else 1))


def scenario(
    seed: int,
    *,
    background: Background,
    shift: Shift = "none",
    leave_out: frozenset[str] = frozenset(),
    scale: float = 1.0,
    day: Day = "none",
) -> Scenario:
    """Return the scenario of a seed; the same arguments make the same requests.

    Args:
        seed: which one.
        background: where everyday traffic comes from.
        shift: `slow` makes every attacker two to three times slower.
        leave_out: families that do not take part.
        scale: the share of sources; 1 is some 6,000 sessions, 2,500 visitors in each flash crowd, 1,000 bots.
        day: what passes before: nothing, a quiet day, or one in which a few sources grow worse slowly (`poisoned`). The
            rest stays as it is without.
    """
    random = Random(f"scenario {seed}")  # noqa: S311 - a seeded draw is what is wanted
    plan = _plan(random, scale)
    cast = Cast(random, background.sites, _SLOWER[shift], plan.starts_at, plan.ends_at)
    verified = _everyday(cast, plan, background)
    bot, own = _traps(cast, plan)
    _crowds(cast, plan)
    _early(cast, plan, leave_out)
    _attacks(cast, plan, background, leave_out)
    if day != "none":
        add_day(
            cast,
            seed,
            plan.starts_at,
            background,
            scale=scale,
            rate=plan.number(_SESSIONS) / plan.seconds,
            poisoned=day == "poisoned",
        )
    cast.requests.sort()
    return Scenario(
        cast.requests,
        cast.truth,
        plan.starts_at,
        plan.warm_at,
        plan.ends_at,
        frozenset({*verified, bot}),
        frozenset({own}),
    )


def _plan(random: Random, scale: float) -> _Plan:
    starts_at = float(_FIRST_DAY + random.randrange(7 * 86400))
    seconds = HOURS * 3600 * min(max(scale, 0.25), 1.0)
    return _Plan(starts_at, starts_at + WARM_SHARE * seconds, starts_at + seconds, scale)


def _everyday(cast: Cast, plan: _Plan, background: Background) -> list[str]:
    """Add everyday traffic; return the addresses of verified bots."""
    verified = []
    for session in background.draw(cast.random, plan.number(_SESSIONS)):
        start = plan.starts_at + cast.random.uniform(-0.05, 1) * plan.seconds
        source = cast.add(session.kind, session.service, start, session.visits, browser=session.browser)
        if session.verified:
            verified.append(source)
    return verified


def _traps(cast: Cast, plan: _Plan) -> tuple[str, str]:
    """Add the harmless traps; return the addresses of the search bot and of the page-speed fetcher."""
    for kind, full in _TRAPS.items():
        for _ in range(plan.number(full)):
            start = plan.starts_at + cast.random.uniform(0, 0.8) * plan.seconds
            _trap(kind, cast, start, plan.ends_at - start)
    return (
        harmless.search_bot(cast, plan.starts_at, plan.seconds),
        harmless.page_speed(cast, plan.starts_at, plan.seconds * plan.number(4) / 4),
    )


def _trap(kind: str, cast: Cast, start: float, left: float) -> None:
    if kind in {"mistyped_login", "link_preview"}:
        getattr(harmless, kind)(cast, start)
    else:
        getattr(harmless, kind)(cast, start, left)


def _crowds(cast: Cast, plan: _Plan) -> None:
    for crowd, place in ((harmless.flash_crowd, 0.32), (harmless.app_push, 0.45)):
        start = plan.starts_at + (place + cast.random.uniform(0, 0.06)) * plan.seconds
        crowd(cast, start, plan.number(2500), 300)


def _early(cast: Cast, plan: _Plan, leave_out: frozenset[str]) -> None:
    """Let a few attackers in while the detectors warm up."""
    kinds = [kind for kind in ("fast_scan", "slow_scan", "scraper", "stuffing_fast", "flood") if kind not in leave_out]
    for number in range(max(round(plan.number(_SESSIONS) * WARM_SHARE * _EARLY_ATTACKERS), 1) if kinds else 0):
        start = plan.starts_at + cast.random.uniform(0.02, WARM_SHARE) * plan.seconds
        _single(kinds[number % len(kinds)], cast, start, 1200)


def _attacks(cast: Cast, plan: _Plan, background: Background, leave_out: frozenset[str]) -> None:
    for kind, full in _ATTACKERS.items():
        for number in range(plan.number(full) if kind not in leave_out else 0):
            start = plan.warm_at + cast.random.uniform(0.02, 0.8) * (plan.ends_at - plan.warm_at)
            if kind == "fast_scan" and number % 3 == 0 and background.scans:
                scans.replayed_scan(cast, start, cast.random.choice(background.scans))
            else:
                _single(kind, cast, start, 0.3 * plan.seconds, max(plan.number(60), 20))
    for kind, slow, place in (("ddos", False, 0.6), ("ddos_slow", True, 0.8)):
        if kind not in leave_out:
            start = plan.starts_at + (place + cast.random.uniform(0, 0.06)) * plan.seconds
            floods.ddos(cast, start, plan.number(1000), slow=slow)


def _single(kind: str, cast: Cast, start: float, seconds: float, members: int = 60) -> None:
    """Add one attacker of a family, or one group of them."""
    _maker(kind, seconds, members)(cast, start)


def _maker(kind: str, seconds: float, members: int) -> Callable[[Cast, float], None]:
    makers: dict[str, Callable[[Cast, float], None]] = {
        "flood": floods.flood,
        "cache_busting": floods.cache_busting,
        "fast_scan": scans.fast_scan,
        "slow_scan": partial(scans.slow_scan, seconds=seconds),
        "injection_prober": scans.injection_prober,
        "xmlrpc_flood": floods.xmlrpc_flood,
        "wordpress_brute_force": stuffing.wordpress_brute_force,
        "exploit_botnet": partial(scans.exploit_botnet, bots=members, seconds=seconds),
        "stuffing_distributed": partial(stuffing.stuffing_distributed, addresses=members, seconds=seconds),
        "stuffing_fast": stuffing.stuffing_fast,
        "scraper": partial(scans.scraper, slow=False),
        "slow_scraper": partial(scans.scraper, slow=True),
    }
    return makers[kind]
