"""Before what was fitted to this place's traffic judges: does it still find known attacks, and spare who is here?

Local traffic may be poisoned, or odd for an hour. A part that was fitted anew is therefore tried beside the others
before it takes over: on attacks that the shipped version is sure of (`DetectorVersion.probes`) and on the latest rows
of harmless sources. When it does not work: an attack of which no probe is a likeness is forgotten unseen.
"""

from collections.abc import Mapping
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.detector import Rows
from models.features import NAMES
from models.part import Part
from models.rescore import rescore
from models.reservoir import Reservoir

FOUND_P: Final = 1e-3  # by which a probe counts as found: it would be limited
FLAGGED_P: Final = 1e-2  # by which a harmless source counts as flagged: it would be watched
_LEAST_FOUND: Final = 0.98  # of the probes
_MOST_FLAGGED: Final = 0.03  # of the latest harmless rows, however few the parts in charge flag
_MOST_TIMES: Final = 2.0  # as many as the parts in charge flag
_LEAST_ROWS: Final = 100
_CELLS: Final = 256


class Acceptance:
    """Keeps the latest rows of harmless sources and refuses parts that would do worse.

    Args:
        probes: (P, F) features of attacks that have to be found; none, and nothing can be forgotten.
    """

    def __init__(self, probes: Rows) -> None:
        self._probes = probes
        self._latest = Reservoir(len(NAMES), cells=_CELLS)
        self.refused: dict[str, int] = {}

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:
        """Remember the latest (n, F) features of harmless sources."""
        self._latest.put_latest(keys, rows, second)

    def accepts(self, new: Part, old: Mapping[str, Part]) -> bool:
        """Tell whether a part may take over beside the `old` others, and count it where it may not."""
        candidate = {**old, new.name: new}
        accepted = not (self._forgets(candidate, old) or self._flags(candidate, old))
        if not accepted:
            self.refused[new.name] = self.refused.get(new.name, 0) + 1
        return accepted

    def _forgets(self, new: Mapping[str, Part], old: Mapping[str, Part]) -> bool:
        """Tell whether fewer attacks are found than must be, and fewer than are found now."""
        found = _share(self._probes, new, FOUND_P)
        return found < _LEAST_FOUND and found < _share(self._probes, old, FOUND_P)

    def _flags(self, new: Mapping[str, Part], old: Mapping[str, Part]) -> bool:
        rows = self._latest.rows()
        if len(rows) < _LEAST_ROWS:
            return False
        flagged = _share(rows, new, FLAGGED_P)
        return flagged > _MOST_FLAGGED and flagged > _MOST_TIMES * _share(rows, old, FLAGGED_P)

    def to_bytes(self) -> bytes:
        """Return the rows and the count as bytes."""
        return pack_state("acceptance", 1, {}, {"latest": self._latest.to_bytes(), "refused": self.refused})

    def restore(self, data: bytes) -> Self:
        """Take over what `to_bytes` wrote; raises StateError."""
        _, values = unpack_state("acceptance", 1, data)
        self._latest, self.refused = Reservoir.from_bytes(values["latest"]), values["refused"]
        return self


def _share(rows: Rows, parts: Mapping[str, Part], p: float) -> float:
    """Return the part of (n, F) rows, no group head speaking, that have a p below; 1 where there are none."""
    if not len(rows):
        return 1.0
    return float((rescore(rows, np.full(len(rows), np.nan), parts).p_value < p).mean())
