"""Attack or crowd? Where nothing in their behaviour tells the many from harmless people, nobody is banned.

A flash crowd loads assets as everybody does. Where few load any, another contrast may stand: most visitors of a site
follow links, and a crowd comes once, while bots ask for their target again and again. Where the usual sources do that
too, or where nobody ever loads any, as at an API, nothing tells, and what many sources do together may be an app that
was told to open: it is limited or challenged, never banned. Login attempts have a contrast of their own: people who log
in do it once or twice. When it does not work: where a few browsers and many apps share a host, and the apps are told to
ask for something new over and over.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.groups.counting import is_newcomer, variety_of
from models.groups.keys import Trait, trait_of
from models.groups.members import LEAST_PART
from models.groups.register import Register
from models.groups.running import KNOWN_SECONDS, LOGINS, Census, Running, Verdict

_MEMBERS: Final = 5  # sources that repeat themselves, before any is a member
_JUDGED: Final = 20  # matching newcomers, before a crowd is called one
_COMPARED: Final = 10  # usual sources, before they are compared with
_CONTRAST: Final = 0.3  # part of the usual sources that load assets
_BROWSED: Final = 0.03  # part of them, from which on it is browsers that come, be it few with assets
_COLLATERAL: Final = 0.05  # part of the usual sources
_FEW: Final = 0.02  # part of the matching sources
_TRIES_LATER: Final = 4 * 3600  # seconds for which usual sources are remembered as such
_REPEATS: Final = 3
_PATIENCE: Final = 60.0  # seconds, for repetition to show
_USUAL_REPEATING: Final = 0.1
_LOADING: Final = 0.1  # a part that is next to nothing
_AGAIN: Final = 0.25  # of a source's requests for the page before: then it repeats itself


def take_census(running: Running, register: Register, now: float) -> Census:
    """Count an event's sources, and the usual ones before it."""
    track, start = running.track, running.started_at
    here = register.place == running.place
    own = np.flatnonzero(here & (register.event[:, track] == running.number))
    own = own[is_newcomer(own, running, register)]
    matches = register.matching[own, track]
    matching = own[matches >= 2]
    loads = register.assets[matching, track] > 0
    repeating = own[(matches >= _REPEATS) & (register.assets[own, track] == 0)]
    pure = register.matching[repeating, track] >= LEAST_PART * register.pages[repeating, track]
    recent = register.last > start - _TRIES_LATER
    before = here & recent & (register.first < start - 60) & ~register.suspect & ~register.odd & (register.asked >= 1)
    usual = np.flatnonzero(before & (register.asked >= 2))
    bare = register.loaded[usual] == 0
    brief = register.last[usual] - register.first[usual] < KNOWN_SECONDS
    passing = bare & brief & (register.asked[usual] >= _REPEATS)
    alike = _asked_alike(running, usual[passing], register)
    known = len(usual) >= _COMPARED
    guests = np.flatnonzero(before & (register.last - register.first < KNOWN_SECONDS))  # monitors stay for longer
    repeated = register.again[guests] >= np.maximum(_AGAIN * (register.asked[guests] - 1), _REPEATS - 1)
    part = 1.0 if track == LOGINS else running.base_share
    chance = running.usual * part * (now - start + 20) / 2 * (float(bare.mean()) if known else 1.0)
    return Census(
        matching=len(matching),
        bare=int(np.count_nonzero(~loads)),
        repeating=int(np.count_nonzero(pure)),
        loading=float(loads.mean()) if len(matching) else 0.0,
        usual_loading=float(1 - bare.mean()) if known else float("nan"),
        expected_bare=max(chance, 0.1),
        collateral=float(alike.sum() / len(usual)) if known else 0.0,
        seen=int(np.count_nonzero(matches > 0)),
        usual_repeating=float(repeated.mean()) if len(guests) >= _COMPARED else float("nan"),
        age=now - start,
    )


def _asked_alike(running: Running, slots: NDArray[np.int64], register: Register) -> NDArray[np.float64]:
    """Return (n,) how likely each of these sources asked for what matches, and little else: at most.

    Where only paths match, its pages tell: each that does not match was one of its requests at least. Else it is as
    likely as that a usual request matches.
    """
    signature = np.array(running.signature, np.uint64)
    if (trait_of(signature) != Trait.PATH).any():
        return np.full(len(slots), running.base_share)
    matching = np.bitwise_or.reduce(variety_of(signature))
    asked = register.variety[slots]
    others = np.bitwise_count(asked & ~matching)
    little = others <= (1 - LEAST_PART) * register.asked[slots]
    alike: NDArray[np.float64] = ((asked & matching > 0) & little).astype(np.float64)
    return alike


def judge(running: Running) -> Verdict:
    """Return what an event is, by its census."""
    census = running.census
    if running.track == LOGINS:
        return _judge_logins(census)
    if _spares_the_usual(census):
        found = _by_assets(census) if census.usual_loading >= _CONTRAST else _by_repetition(census)
        if found is not None:
            return found
    return "crowd" if census.matching >= _JUDGED else "open"


def _spares_the_usual(census: Census) -> bool:
    """Tell whether few harmless sources do what the members do: few of those that usually come, or of the members."""
    return census.collateral <= _COLLATERAL or census.expected_bare <= _FEW * census.matching


def _by_assets(census: Census) -> Verdict | None:
    """Return what an event is where most load assets, None where its sources do so too."""
    if census.loading > census.usual_loading / 2:
        return None
    return "attack" if census.repeating >= _MEMBERS else "open"


def _by_repetition(census: Census) -> Verdict | None:
    """Return what an event is where hardly anybody who comes and goes repeats itself, None where it does not tell."""
    browsed = census.usual_loading >= _BROWSED  # not where it is NaN
    if not browsed or not census.usual_repeating <= _USUAL_REPEATING or census.loading > _LOADING:
        return None
    if census.repeating >= max(_JUDGED, census.seen / 2):
        return "attack"
    return "open" if census.age <= _PATIENCE else None


def _judge_logins(census: Census) -> Verdict:
    """People who log in at once, as when a sale opens, try once or twice; those who try on are few."""
    if census.repeating < _MEMBERS:
        return "open"
    if census.repeating >= census.bare / 2:
        return "attack"
    return "crowd" if census.matching >= _JUDGED else "open"
