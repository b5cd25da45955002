"""An index from 64-bit keys to slots."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Keys = NDArray[np.uint64]
Slots = NDArray[np.int64]


class SlotIndex(Protocol):
    """Which slot each key has. What it answers does not depend on how it is laid out in memory."""

    def __len__(self) -> int: ...
    def find(self, keys: Keys) -> Slots: ...  # noqa: D102 - see SlotIndexTwin
    def put(self, keys: Keys, slots: Slots) -> None: ...  # noqa: D102 - see SlotIndexTwin
    def remove(self, keys: Keys) -> None: ...  # noqa: D102 - see SlotIndexTwin


class SlotIndexTwin:
    """The index as a dictionary."""

    def __init__(self) -> None:
        self._slot_of: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._slot_of)

    def find(self, keys: Keys) -> Slots:
        """Return the slot of each key, -1 where it has none."""
        get = self._slot_of.get
        return np.array([get(key, -1) for key in keys.tolist()], np.int64)

    def put(self, keys: Keys, slots: Slots) -> None:
        """Give each key its slot, 0 or more."""
        self._slot_of.update(zip(keys.tolist(), slots.tolist(), strict=True))

    def remove(self, keys: Keys) -> None:
        """Forget the keys; ones that have no slot are none's loss."""
        for key in keys.tolist():
            self._slot_of.pop(key, None)


def new_slot_index() -> SlotIndex:
    """Return an empty index."""
    if compiled is None:
        return SlotIndexTwin()
    index: SlotIndex = compiled.SlotIndex()
    return index
