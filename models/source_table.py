"""What is remembered of each source: a struct of arrays, one slot per (service, source).

Memory is bounded by `TableConfig.slots`, whatever the number of sources: some 800 bytes a slot, index included, so
100 MB for the 131,072 slots of the default; what no source has used yet costs nothing. A slot is given back after an
hour of silence; when all are taken, the stalest eighth is forgotten first. Everything is done on whole columns.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models import distinct
from models.codec import StateError, pack_state, unpack_state
from models.decay import COUNTERS
from models.kernels.slots import new_slot_index

TTL_SECONDS = 3600
_FIRST_SLOTS: Final = 1024
_COLUMNS: Final = {
    "key": np.uint64,
    "last": np.uint32,
    "newest": np.int64,
    "ew": np.float32,
    "bits": np.uint64,
    "epoch": np.int32,
    "learned": np.int64,
    "counted": np.bool_,
}
_SHAPES: Final = {"ew": (len(COUNTERS),), "bits": (2, len(distinct.SETS), distinct.WORDS)}
_STATE_VERSION: Final = 3


@dataclass(frozen=True, slots=True)
class TableConfig:
    """Bounds of the table."""

    slots: int = 131_072

    def __post_init__(self) -> None:
        if self.slots < _FIRST_SLOTS:
            raise ValueError(f"at least {_FIRST_SLOTS} slots")


class SourceTable:
    """Columns by slot.

    `last` is a Unix second, `newest` the requests in the second `last`, `ew` the counters of
    `models.decay` as they stood at `last`, `bits` and `epoch` the sets of `models.distinct`, `learned` the second in
    which a detector last learned from the slot, `counted` whether its service's popularity counts it.
    """

    key: NDArray[np.uint64]
    last: NDArray[np.uint32]
    newest: NDArray[np.int64]
    ew: NDArray[np.float32]
    bits: NDArray[np.uint64]
    epoch: NDArray[np.int32]
    learned: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __init__(self, config: TableConfig = TableConfig()) -> None:
        self.config = config
        self.evicted = 0
        self.opened = 0  # slots that are in use or were
        for name, dtype in _COLUMNS.items():
            setattr(self, name, np.zeros((config.slots, *_SHAPES.get(name, ())), dtype))  # no memory until written to
        self._index = new_slot_index()
        self._used = np.zeros(config.slots, np.bool_)
        self._free = np.zeros(config.slots, np.int32)  # a stack: the first `_free_count` are free
        self._free_count = 0
        self._open(_FIRST_SLOTS)

    def __len__(self) -> int:
        return len(self._index)

    def _open(self, slots: int) -> None:
        self._give_back(np.arange(slots - 1, self.opened - 1, -1))
        self.opened = slots

    def _give_back(self, slots: NDArray[np.int64]) -> None:
        self._free[self._free_count : self._free_count + len(slots)] = slots
        self._free_count += len(slots)

    def find_or_add(self, keys: NDArray[np.uint64], seconds: NDArray[np.int64], now: int) -> NDArray[np.int64]:
        """Return the slot of each key (all different); new ones start at their second. At most `config.slots` keys."""
        slots = self._index.find(keys)
        missing = np.flatnonzero(slots < 0)
        if len(missing):
            self._make_room(len(missing), slots[slots >= 0], now)
            self._free_count -= len(missing)
            slots[missing] = self._free[self._free_count : self._free_count + len(missing)][::-1]
            self._index.put(keys[missing], slots[missing])
            self._start(slots[missing], keys[missing], seconds[missing])
        return slots

    def _start(self, slots: NDArray[np.int64], keys: NDArray[np.uint64], seconds: NDArray[np.int64]) -> None:
        for name in _COLUMNS:
            getattr(self, name)[slots] = 0
        self._used[slots] = True
        self.key[slots] = keys
        self.last[slots] = seconds
        self.epoch[slots] = seconds // distinct.WINDOW_SECONDS

    def _make_room(self, wanted: int, kept: NDArray[np.int64], now: int) -> None:
        if wanted <= self._free_count:
            return
        self._forget(self._silent(now, kept))
        while wanted > self._free_count and self.opened < self.config.slots:
            self._open(min(2 * self.opened, self.config.slots))
        if wanted > self._free_count:
            self._forget(self._stalest(max(wanted - self._free_count, self.config.slots // 8), kept))

    def _candidates(self, kept: NDArray[np.int64]) -> NDArray[np.int64]:
        used = self._used[: self.opened].copy()
        used[kept] = False
        return np.flatnonzero(used)

    def _silent(self, now: int, kept: NDArray[np.int64]) -> NDArray[np.int64]:
        used = self._candidates(kept)
        return used[self.last[used] < now - TTL_SECONDS]

    def _stalest(self, count: int, kept: NDArray[np.int64]) -> NDArray[np.int64]:
        used = self._candidates(kept)
        return used[np.lexsort((self.key[used], self.last[used]))[:count]]  # whichever slots a restart gave them

    def _forget(self, slots: NDArray[np.int64]) -> None:
        self._index.remove(self.key[slots])
        self._used[slots] = False
        self._give_back(slots)
        self.evicted += len(slots)

    def to_bytes(self) -> bytes:
        """Return the used slots as bytes."""
        used = np.flatnonzero(self._used[: self.opened])
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name)[used] for name in _COLUMNS if name != "bits"}
        words = self.bits[used].reshape(len(used), self.bits[0].size)
        filled = words != 0  # few of a source's words are
        arrays |= {"filled": np.packbits(filled, axis=1), "words": words[filled]}
        return pack_state("source_table", _STATE_VERSION, arrays, {"evicted": self.evicted, "opened": self.opened})

    @classmethod
    def from_bytes(cls, data: bytes, config: TableConfig = TableConfig()) -> Self:
        """Return what `to_bytes` wrote; raises StateError, also where the sources do not fit `config`."""
        arrays, values = unpack_state("source_table", _STATE_VERSION, data)
        held = len(arrays["key"])
        if held > config.slots:
            raise StateError(f"{held} sources for {config.slots} slots")
        table = cls(config)
        try:
            while table.opened < min(max(held, values["opened"]), config.slots):
                table._open(min(2 * table.opened, config.slots))
            table._fill(arrays)
        except (LookupError, ValueError) as error:
            raise StateError(f"damaged source table: {error}") from error
        table.evicted = values["evicted"]
        return table

    def _fill(self, arrays: dict[str, NDArray[Any]]) -> None:
        slots = np.arange(len(arrays["key"]))
        width = self.bits[0].size
        words = np.zeros((len(slots), width), np.uint64)
        filled = np.unpackbits(arrays["filled"], axis=1, count=width).astype(np.bool_)
        words[filled] = arrays["words"]
        arrays["bits"] = words.reshape(len(slots), *self.bits.shape[1:])
        for name in _COLUMNS:
            if arrays[name].shape != (len(slots), *_SHAPES.get(name, ())):
                raise ValueError(f"{name} of shape {arrays[name].shape}")
            getattr(self, name)[slots] = arrays[name]
        self._used[slots] = True
        self._index.put(self.key[slots], slots)
        self._free_count = 0
        self._give_back(np.arange(self.opened - 1, len(slots) - 1, -1))
