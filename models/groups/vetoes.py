"""Attack or crowd? Where nothing in their behaviour tells the many from harmless people, nobody is banned.

A flash crowd loads assets as everybody does. Where nobody loads any, as at an API, there is no such contrast, and what
many sources do together may be an app that was told to open: it is limited or challenged, never banned. Login attempts
have a contrast of their own: people who log in do it once or twice.
"""

from typing import Final

import numpy as np

from models.groups.register import Register
from models.groups.running import KNOWN_SECONDS, LOGINS, Census, Running, Verdict

_MEMBERS: Final = 5  # sources that repeat themselves, before any is a member
_JUDGED: Final = 20  # matching newcomers, before a crowd is called one
_COMPARED: Final = 10  # usual sources, before they are compared with
_CONTRAST: Final = 0.3  # part of the usual sources that load assets
_COLLATERAL: Final = 0.05
_TRIES_LATER: Final = 4 * 3600  # seconds for which usual sources are remembered as such
_REPEATS: Final = 3


def take_census(running: Running, register: Register, now: float) -> Census:
    """Count an event's sources, and the usual ones before it."""
    track, start = running.track, running.started_at
    here = register.place == running.place
    newcomer = (register.first >= start - KNOWN_SECONDS) | register.suspect
    own = np.flatnonzero(here & newcomer & (register.event[:, track] == running.number))
    matches = register.matching[own, track]
    matching = own[matches >= 2]
    loads = register.assets[matching, track] > 0
    repeating = own[(matches >= _REPEATS) & (register.assets[own, track] == 0)]
    pure = register.matching[repeating, track] >= 0.7 * register.pages[repeating, track]
    recent = register.last > start - _TRIES_LATER
    before = here & recent & (register.first < start - 60) & ~register.suspect & ~register.odd & (register.asked >= 2)
    usual = np.flatnonzero(before)
    bare = register.loaded[usual] == 0
    brief = register.last[usual] - register.first[usual] < KNOWN_SECONDS
    passing = bare & brief & (register.asked[usual] >= _REPEATS)
    known = len(usual) >= _COMPARED
    part = 1.0 if track == LOGINS else running.base_share
    chance = running.usual * part * (now - start + 20) / 2 * (float(bare.mean()) if known else 1.0)
    return Census(
        matching=len(matching),
        bare=int(np.count_nonzero(~loads)),
        repeating=int(np.count_nonzero(pure)),
        loading=float(loads.mean()) if len(matching) else 0.0,
        usual_loading=float(1 - bare.mean()) if known else float("nan"),
        expected_bare=max(chance, 0.1),
        collateral=running.base_share * float(passing.mean()) if known else 0.0,
    )


def judge(running: Running) -> Verdict:
    """Return what an event is, by its census."""
    census = running.census
    if running.track == LOGINS:
        return _judge_logins(census)
    contrast = census.usual_loading >= _CONTRAST  # not where it is NaN
    harmless = not contrast or census.loading > census.usual_loading / 2 or census.collateral > _COLLATERAL
    if harmless:
        return "crowd" if census.matching >= _JUDGED else "open"
    return "attack" if census.repeating >= _MEMBERS else "open"


def _judge_logins(census: Census) -> Verdict:
    """People who log in at once, as when a sale opens, try once or twice; those who try on are few."""
    if census.repeating < _MEMBERS:
        return "open"
    if census.repeating >= census.bare / 2:
        return "attack"
    return "crowd" if census.matching >= _JUDGED else "open"
