"""What each source did in an event that runs."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.groups.keys import Keys
from models.groups.register import Register
from models.groups.running import KNOWN_BY, KNOWN_SECONDS, Running, companion_requests, matching_requests
from models.groups.visits import Visits
from models.shard import mix64

APART_SECONDS: Final = 3  # a redirect and what it leads to, before any asset, are one visit


def count_always(visits: Visits, slots: NDArray[np.int64], anomalous: NDArray[np.bool_], register: Register) -> None:
    """Count what sources ask for, event or none, and remember which were `anomalous` by themselves."""
    held = slots >= 0
    slot = slots[held]
    register.asked[slot] += visits.pages[held]
    register.loaded[slot] += visits.assets[held]
    register.tried[slot] += visits.logins[held]
    register.odd[slots[held & anomalous]] = True
    _count_variety(visits, slots, register)
    page = _first_page(visits)
    slot, page = slots[held & (page > 0)], page[held & (page > 0)]
    register.again[slot] += register.page[slot] == page
    register.page[slot] = page


def _count_variety(visits: Visits, slots: NDArray[np.int64], register: Register) -> None:
    slot, page = slots[visits.url_of], visits.urls[:, 1]
    listed = (slot >= 0) & (page > 0)
    np.bitwise_or.at(register.variety, slot[listed], variety_of(page[listed]))


def variety_of(pages: Keys) -> NDArray[np.uint64]:
    """Return (n,) the bit, of 64, that stands for each PATH trait in a source's variety."""
    bits: NDArray[np.uint64] = np.uint64(1) << (mix64(pages) & np.uint64(63))
    return bits


def _first_page(visits: Visits) -> Keys:
    """Return (n,) the PATH trait of a page that each source asked for, 0 where it asked for none."""
    page = np.zeros(len(visits.key), np.uint64)
    listed = visits.urls[:, 1] > 0
    source, first = np.unique(visits.url_of[listed], return_index=True)
    page[source] = visits.urls[listed, 1][first]
    return page


def count_matches(visits: Visits, slots: NDArray[np.int64], running: Running, register: Register) -> None:
    """Count the visits of an event's service towards the event."""
    chosen = np.flatnonzero((visits.place == running.place) & (slots >= 0))
    if not len(chosen):
        return
    slot, track = slots[chosen], running.track
    matching = matching_requests(visits, running)[chosen]
    fresh = slot[register.event[slot, track] != running.number]
    for column in (
        register.pages,
        register.during,
        register.matching,
        register.assets,
        register.seconds,
        register.matched_at,
    ):
        column[fresh, track] = 0
    register.event[fresh, track] = running.number
    beside = np.minimum(companion_requests(visits, running)[chosen], visits.pages[chosen] - matching)
    register.pages[slot, track] += visits.pages[chosen] - np.maximum(beside, 0)
    register.during[slot, track] += visits.pages[chosen]
    register.matching[slot, track] += matching
    register.assets[slot, track] += visits.assets[chosen]
    again = (matching > 0) & (visits.second[chosen] >= register.matched_at[slot, track] + APART_SECONDS)
    register.seconds[slot, track] += again
    register.matched_at[slot[again], track] = visits.second[chosen][again]
    newcomer = is_newcomer(slot, running, register)
    running.requests += float(matching[newcomer].sum())


def is_newcomer(slot: NDArray[np.int64], running: Running, register: Register) -> NDArray[np.bool_]:
    """Tell which sources were not known before an event, or took part in an earlier attack."""
    before = register.asked[slot] - register.during[slot, running.track]
    counted = register.event[slot, running.track] == running.number
    late = register.first[slot] >= running.started_at - KNOWN_SECONDS
    new: NDArray[np.bool_] = (late & ~(counted & (before > KNOWN_BY))) | register.suspect[slot]
    return new
