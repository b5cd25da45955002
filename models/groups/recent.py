"""The traits of the last twenty seconds' requests, by bucket, and the visits of the last minute."""

from collections import deque
from dataclasses import fields
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.groups.keys import Keys, place_of
from models.groups.visits import Visits

Counts = NDArray[np.float64]

BUCKETS: Final = 4
_MOST_KEYS: Final = 8192  # of a bucket: the most frequent
_KEPT_SECONDS: Final = 60
_MOST_VISITS: Final = 200_000


class Recent:
    """What an event that opens looks back on. Bounded: of a bucket the most frequent traits, of visits the newest."""

    def __init__(self) -> None:
        self.buckets: deque[tuple[Keys, Counts]] = deque(maxlen=BUCKETS)
        self.visits: deque[tuple[int, Visits]] = deque()
        self._size = 0
        self._unread = 0

    def add(self, second: int, visits: Visits) -> None:
        """Keep the visits of a record."""
        self.visits.append((second, visits))
        self._size += len(visits.key)
        self._unread += 1
        while self.visits[0][0] < second - _KEPT_SECONDS or (self._size > _MOST_VISITS and len(self.visits) > 1):
            self._size -= len(self.visits.popleft()[1].key)
        self._unread = min(self._unread, len(self.visits))

    def close(self) -> tuple[Keys, Counts]:
        """End a bucket; return the traits of its requests, each once, and how many requests have them."""
        unread = [visits for _, visits in list(self.visits)[len(self.visits) - self._unread :]]
        self._unread = 0
        keys, counts = _sum([_traits(visits) for visits in unread])
        if len(keys) > _MOST_KEYS:
            often = np.sort(np.argsort(-counts, kind="stable")[:_MOST_KEYS])
            keys, counts = keys[often], counts[often]
        self.buckets.append((keys, counts))
        return keys, counts

    def counts(self, place: int) -> tuple[Keys, Counts]:
        """Return the traits of one service's requests in the last BUCKETS buckets, and how many have them."""
        own = [(keys[chosen], counts[chosen]) for keys, counts in self.buckets for chosen in [place_of(keys) == place]]
        return _sum(own)

    def forget(self) -> None:
        """Forget everything: what follows has nothing to do with it."""
        self.buckets.clear()
        self.visits.clear()
        self._size = self._unread = 0

    def to_bytes(self) -> bytes:
        """Return the buckets and visits as bytes."""
        arrays: dict[str, NDArray[Any]] = {}
        for i, (keys, counts) in enumerate(self.buckets):
            arrays[f"keys {i}"], arrays[f"counts {i}"] = keys, counts
        for i, (_, visits) in enumerate(self.visits):
            arrays |= {f"{field.name} {i}": getattr(visits, field.name) for field in fields(Visits)}
        return pack_state("recent", 1, arrays, {"seconds": [at for at, _ in self.visits], "unread": self._unread})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("recent", 1, data)
        recent = cls()
        recent.buckets.extend(
            (arrays[f"keys {i}"], arrays[f"counts {i}"]) for i in range(BUCKETS) if f"keys {i}" in arrays
        )
        for i, second in enumerate(values["seconds"]):
            recent.add(second, Visits(**{field.name: arrays[f"{field.name} {i}"] for field in fields(Visits)}))
        recent._unread = values["unread"]
        return recent


def _sum(pieces: list[tuple[Keys, Counts]]) -> tuple[Keys, Counts]:
    """Return each key once, with the sum of its counts."""
    all_keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in pieces)])
    all_counts = np.concatenate([np.zeros(0), *(counts for _, counts in pieces)])
    keys, at = np.unique(all_keys, return_inverse=True)
    counts: Counts = np.bincount(at, all_counts, len(keys)).astype(np.float64)
    return keys, counts


def _traits(visits: Visits) -> tuple[Keys, Counts]:
    part = visits.weight / np.maximum(visits.pages, 1)
    of_url = np.repeat((visits.hits * part[visits.url_of])[:, None], 2, axis=1)
    of_source = np.repeat(visits.weight[:, None], visits.traits.shape[1], axis=1)
    keys = np.concatenate([visits.urls[:, 1:].ravel(), visits.traits.ravel()])
    counts = np.concatenate([of_url.ravel(), of_source.ravel()])
    known = (keys > 0) & (counts > 0)
    return keys[known], counts[known]
