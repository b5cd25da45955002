"""A group event while it goes on."""

from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.groups.event import EventKind, GroupEvent
from models.groups.keys import Keys, describe
from models.groups.visits import Visits

PAGES: Final = 0
LOGINS: Final = 1
KNOWN_SECONDS: Final = 600  # before an event, from which on a source that was seen is known
KNOWN_BY: Final = 3  # requests before what an event looks back on: who asked for more is known, however lately it came
_SHOWN_KEYS: Final = 3
Verdict = Literal["open", "attack", "crowd"]


class Census(msgspec.Struct, kw_only=True):
    """What is known of an event's sources and of the service's usual ones, counted anew with each bucket.

    `bare` newcomers match twice or more and load no asset, `repeating` ones thrice or more; `loading` is the part of
    the matching newcomers that load assets, `usual_loading` of the usual sources (NaN where there are too few).
    `expected_bare` is how many bare newcomers chance would have brought. `seen` newcomers match at least once;
    `usual_repeating` is the part of the usual sources that ask for one page again and again (NaN where there are too
    few). `age` is in seconds. `collateral` is the part of the usual sources that come and go like members and may have
    asked for what matches, and for little else.
    """

    matching: int = 0
    bare: int = 0
    repeating: int = 0
    loading: float = 0.0
    usual_loading: float = float("nan")
    expected_bare: float = 0.1
    collateral: float = 0.0
    seen: int = 0
    usual_repeating: float = float("nan")
    age: float = 0.0


class Running(msgspec.Struct, kw_only=True):
    """An event's state. Instants are Unix seconds of the records, rates are requests per second."""

    number: int
    id: str
    service: str
    place: int
    track: int
    started_at: float
    active_at: float
    signature: list[int]
    base_share: float
    usual: float
    excess: float
    peak: float
    requests: float = 0.0
    requests_before: float = 0.0
    companions: list[int] = msgspec.field(default_factory=list)
    examples: dict[int, str] = msgspec.field(default_factory=dict)  # of what has a key of the signature
    census: Census = msgspec.field(default_factory=Census)
    verdict: Verdict = "open"

    def described(self) -> GroupEvent:
        """Return what is told of the event."""
        crowd: EventKind = "flash_crowd" if self.verdict == "crowd" else "distributed"
        telling = sorted(self.signature, key=lambda key: key not in self.examples)[:_SHOWN_KEYS]
        return GroupEvent(
            id=self.id,
            service=self.service,
            kind="stuffing" if self.track == LOGINS else crowd,
            signature=", ".join(describe(key, self.examples.get(key, "")) for key in telling),
            started_at=self.started_at,
            sources=self.census.matching,
            requests=int(self.requests),
            excess=self.excess,
            base_share=self.base_share,
        )


def matching_requests(visits: Visits, running: Running) -> NDArray[np.float64]:
    """Return (n,) how many requests of each source match an event's signature."""
    here = visits.place == running.place
    if running.track == LOGINS:
        return np.where(here, visits.logins, 0)
    signature = np.array(running.signature, np.uint64)
    of_source = np.isin(visits.traits, signature).any(axis=1)
    matching: NDArray[np.float64] = np.minimum(
        np.where(of_source, visits.pages, _by_url(visits, signature)), visits.pages
    )
    return np.where(here, matching, 0)


def companion_requests(visits: Visits, running: Running) -> NDArray[np.float64]:
    """Return (n,) how many requests of each source are for what the excess asks for too, though usual."""
    if not running.companions:
        return np.zeros(len(visits.key))
    return np.where(visits.place == running.place, _by_url(visits, np.array(running.companions, np.uint64)), 0)


def _by_url(visits: Visits, keys: Keys) -> NDArray[np.float64]:
    url = np.isin(visits.urls, keys).any(axis=1)
    found: NDArray[np.float64] = np.bincount(visits.url_of[url], visits.hits[url], len(visits.key)).astype(np.float64)
    return found
