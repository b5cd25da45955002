"""Who was there, and what each did in the event that runs: columns by slot, four slots to a set of keys.

Where a set is full, its longest silent source is forgotten: however many addresses an attacker has, memory stays as it
is, and the worst that comes of it is that a source's count starts again.
"""

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError, pack_state, unpack_state
from models.groups.keys import Keys

SLOTS: Final = 1 << 16
TRACKS: Final = 2  # all pages; login attempts
_WAYS: Final = 4
_LONG_AGO: Final = -(1 << 40)
_COLUMNS: Final = {
    "key": ((), np.uint64),
    "place": ((), np.int32),
    "first": ((), np.int64),  # second of the first request, and of the newest
    "last": ((), np.int64),
    "asked": ((), np.float32),  # pages, assets and logins since `first`
    "loaded": ((), np.float32),
    "tried": ((), np.float32),
    "page": ((), np.uint64),  # PATH trait of the newest page
    "again": ((), np.float32),  # seconds that began with the page of the second before
    "variety": ((), np.uint64),  # a bit, of 64, for each page it asked for
    "suspect": ((), np.bool_),  # matched an attack once: never known again
    "odd": ((), np.bool_),  # was anomalous by itself once: not to be compared with
    "event": ((TRACKS,), np.int32),  # the event that the next columns count for
    "pages": ((TRACKS,), np.float32),
    "during": ((TRACKS,), np.float32),  # as `pages`, with the requests that an event does not hold against a source
    "matching": ((TRACKS,), np.float32),
    "assets": ((TRACKS,), np.float32),
    "seconds": ((TRACKS,), np.int32),  # that are apart, with a matching request
    "matched_at": ((TRACKS,), np.int64),  # the newest of them
}


class Register:
    """Sources by (service, source) key. Slots that were never used have `last` long ago."""

    def __init__(self, slots: int = SLOTS) -> None:
        if slots < _WAYS or slots & (slots - 1):
            raise ValueError("slots are a power of two")
        self._slots = slots
        for name, (shape, dtype) in _COLUMNS.items():
            setattr(self, name, np.zeros((slots, *shape), dtype))
        self.last[:] = _LONG_AGO

    key: Keys
    place: NDArray[np.int32]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    asked: NDArray[np.float32]
    loaded: NDArray[np.float32]
    tried: NDArray[np.float32]
    page: Keys
    again: NDArray[np.float32]
    variety: NDArray[np.uint64]
    suspect: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    event: NDArray[np.int32]
    pages: NDArray[np.float32]
    during: NDArray[np.float32]
    matching: NDArray[np.float32]
    assets: NDArray[np.float32]
    seconds: NDArray[np.int32]
    matched_at: NDArray[np.int64]

    def find_or_add(self, keys: Keys, places: NDArray[np.int64], seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the slot of each key (all different), -1 for those for which there was no room this time."""
        ways = self._ways(keys)
        hit = (self.key[ways] == keys[:, None]) & (self.last[ways] > _LONG_AGO)
        slots = np.where(hit.any(axis=1), ways[np.arange(len(keys)), hit.argmax(axis=1)], -1)
        there = slots >= 0
        self.last[slots[there]] = np.maximum(self.last[slots[there]], seconds[there])
        missing = np.flatnonzero(~there)
        if len(missing):
            slots[missing] = self._place(ways[missing], slots[there])
            added = missing[slots[missing] >= 0]
            self._start(slots[added], keys[added], places[added], seconds[added])
        return slots

    def find(self, keys: Keys) -> NDArray[np.int64]:
        """Return the slot of each key, -1 for unknown ones."""
        ways = self._ways(keys)
        hit = (self.key[ways] == keys[:, None]) & (self.last[ways] > _LONG_AGO)
        return np.where(hit.any(axis=1), ways[np.arange(len(keys)), hit.argmax(axis=1)], -1)

    def _ways(self, keys: Keys) -> NDArray[np.int64]:
        first = (keys & np.uint64(self._slots // _WAYS - 1)).astype(np.int64) * _WAYS
        return first[:, None] + np.arange(_WAYS)

    def _place(self, ways: NDArray[np.int64], taken: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a slot for each new key: the k-th new one of a set takes its k-th longest silent slot."""
        silent = self.last[ways]
        silent[np.isin(ways, taken)] = np.iinfo(np.int64).max
        order = np.argsort(silent, axis=1, kind="stable")
        by_set = np.argsort(ways[:, 0], kind="stable")
        sets = ways[by_set, 0]
        rank = np.empty(len(ways), np.int64)
        rank[by_set] = np.arange(len(ways)) - np.searchsorted(sets, sets)
        fits = rank < _WAYS
        way = order[np.arange(len(ways)), np.minimum(rank, _WAYS - 1)]
        chosen = np.arange(len(ways))
        fits &= silent[chosen, way] < np.iinfo(np.int64).max
        return np.where(fits, ways[chosen, way], -1)

    def _start(
        self, slots: NDArray[np.int64], keys: Keys, places: NDArray[np.int64], seconds: NDArray[np.int64]
    ) -> None:
        for name in _COLUMNS:
            getattr(self, name)[slots] = 0
        self.key[slots], self.place[slots] = keys, places
        self.first[slots] = self.last[slots] = seconds

    def to_bytes(self) -> bytes:
        """Return the used slots as bytes."""
        used = np.flatnonzero(self.last > _LONG_AGO)
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name)[used] for name in _COLUMNS}
        return pack_state("register", 4, {"used": used, **arrays}, {"slots": self._slots})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("register", 4, data)
        if set(_COLUMNS) - set(arrays):
            raise StateError("the register's columns have changed")
        register = cls(values["slots"])
        for name in _COLUMNS:
            getattr(register, name)[arrays["used"]] = arrays[name]
        return register
