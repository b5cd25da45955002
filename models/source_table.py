"""What is remembered of each source: a struct of arrays, one slot per (service, source).

Memory is bounded by `TableConfig.slots`, whatever the number of sources. A slot is given back after an hour of
silence; when all are taken, the stalest eighth is forgotten first. Slots are found through a dictionary from the
source's 64-bit key; everything else is done on whole columns.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models import distinct
from models.codec import StateError, pack_state, unpack_state
from models.decay import COUNTERS

TTL_SECONDS = 3600
_FIRST_SLOTS = 1024
_COLUMNS = ("key", "first", "last", "newest", "ew", "bits", "epoch", "learned", "counted")
_STATE_VERSION = 1


@dataclass(frozen=True, slots=True)
class TableConfig:
    """Bounds of the table: some 500 bytes a slot."""

    slots: int = 65_536

    def __post_init__(self) -> None:
        if self.slots < _FIRST_SLOTS:
            raise ValueError(f"at least {_FIRST_SLOTS} slots")


class SourceTable:
    """Columns by slot.

    `first` and `last` are Unix seconds, `newest` the requests in the second `last`, `ew` the counters of
    `models.decay` as they stood at `last`, `bits` and `epoch` the sets of `models.distinct`, `learned` the second in
    which a detector last learned from the slot, `counted` whether its service's popularity counts it.
    """

    def __init__(self, config: TableConfig = TableConfig()) -> None:
        self.config = config
        self._slot_of: dict[int, int] = {}
        self._free: list[int] = []
        self.evicted = 0
        self._allocate(0)
        self._grow(_FIRST_SLOTS)

    def __len__(self) -> int:
        return len(self._slot_of)

    def _allocate(self, slots: int) -> None:
        self.key = np.zeros(slots, np.uint64)
        self.first = np.zeros(slots, np.int64)
        self.last = np.zeros(slots, np.int64)
        self.newest = np.zeros(slots, np.int64)
        self.ew = np.zeros((slots, len(COUNTERS)), np.float32)
        self.bits = np.zeros((slots, 2, len(distinct.SETS), distinct.WORDS), np.uint64)
        self.epoch = np.zeros(slots, np.int64)
        self.learned = np.zeros(slots, np.int64)
        self.counted = np.zeros(slots, np.bool_)

    def _grow(self, slots: int) -> None:
        held = len(self.key)
        for name in _COLUMNS:
            column = getattr(self, name)
            more = np.zeros((slots - held, *column.shape[1:]), column.dtype)
            setattr(self, name, np.concatenate([column, more]))
        self._free.extend(range(slots - 1, held - 1, -1))

    def find_or_add(self, keys: NDArray[np.uint64], seconds: NDArray[np.int64], now: int) -> NDArray[np.int64]:
        """Return the slot of each key (all different); new ones start at their second. At most `config.slots` keys."""
        wanted = keys.tolist()
        found = [self._slot_of.get(key, -1) for key in wanted]
        missing = [i for i, slot in enumerate(found) if slot < 0]
        self._make_room(len(missing), {slot for slot in found if slot >= 0}, now)
        for i in missing:
            found[i] = self._slot_of[wanted[i]] = self._free.pop()
        slots = np.array(found, dtype=np.int64)
        self._start(slots[missing], keys[missing], seconds[missing])
        return slots

    def _start(self, slots: NDArray[np.int64], keys: NDArray[np.uint64], seconds: NDArray[np.int64]) -> None:
        for name in _COLUMNS:
            getattr(self, name)[slots] = 0
        self.key[slots] = keys
        self.first[slots] = seconds
        self.last[slots] = seconds
        self.epoch[slots] = seconds // distinct.WINDOW_SECONDS

    def _make_room(self, wanted: int, kept: set[int], now: int) -> None:
        if wanted <= len(self._free):
            return
        self._forget(self._silent(now, kept))
        while wanted > len(self._free) and len(self.key) < self.config.slots:
            self._grow(min(2 * len(self.key), self.config.slots))
        if wanted > len(self._free):
            self._forget(self._stalest(max(wanted - len(self._free), self.config.slots // 8), kept))

    def _used(self, kept: set[int]) -> NDArray[np.int64]:
        return np.array(sorted(set(self._slot_of.values()) - kept), dtype=np.int64)

    def _silent(self, now: int, kept: set[int]) -> NDArray[np.int64]:
        used = self._used(kept)
        return used[self.last[used] < now - TTL_SECONDS]

    def _stalest(self, count: int, kept: set[int]) -> NDArray[np.int64]:
        used = self._used(kept)
        return used[np.argsort(self.last[used], kind="stable")[:count]]

    def _forget(self, slots: NDArray[np.int64]) -> None:
        for slot in slots.tolist():
            del self._slot_of[int(self.key[slot])]
            self._free.append(slot)
        self.evicted += len(slots)

    def to_bytes(self) -> bytes:
        """Return the used slots as bytes."""
        used = np.array(list(self._slot_of.values()), dtype=np.int64)
        arrays = {name: getattr(self, name)[used] for name in _COLUMNS}
        return pack_state("source_table", _STATE_VERSION, arrays, {"evicted": self.evicted})

    @classmethod
    def from_bytes(cls, data: bytes, config: TableConfig = TableConfig()) -> Self:
        """Return what `to_bytes` wrote; raises StateError, also where the sources do not fit `config`."""
        arrays, values = unpack_state("source_table", _STATE_VERSION, data)
        held = len(arrays["key"])
        if held > config.slots:
            raise StateError(f"{held} sources for {config.slots} slots")
        table = cls(config)
        while len(table.key) < held:
            table._grow(min(2 * len(table.key), config.slots))
        for name in _COLUMNS:
            getattr(table, name)[:held] = arrays[name]
        table._slot_of = {int(key): slot for slot, key in enumerate(arrays["key"].tolist())}
        table._free = list(range(len(table.key) - 1, held - 1, -1))
        table.evicted = values["evicted"]
        return table
