"""All that is measured in a second, as it travels in a report."""

import logging
import math
import re
from itertools import compress
from typing import Final

from agent.contract.metrics import MOST_CHARACTERS, MOST_SERIES, Metrics, SeriesName, pack_names, pack_values
from agent.metrics.gauge import Gauge, Reading

logger = logging.getLogger(__name__)

_LARGEST: Final = 3.4e38  # of float32
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Sheet:
    """Asks every gauge once a second; one that fails leaves a gap and a word about it, and stops no other.

    Gauges asked first come first where there are more than `MOST_SERIES`. Of two readings of the same name the first
    counts. A name's fields are made safe here: they may come from anywhere.
    """

    def __init__(self) -> None:
        self._gauges: dict[str, Gauge] = {}
        self._asked: list[SeriesName] = []
        self._kept: list[bool] = []
        self._packed = b""
        self.left_out = 0
        self.troubles: dict[str, str] = {}

    def add(self, part: str, gauge: Gauge) -> None:
        """Ask this gauge too, from the next second on. `part` is what its troubles are told under."""
        self._gauges[part] = gauge

    def take(self, now: float, at: float) -> Metrics:
        """Measure everything. `now` is monotonic, `at` the same instant in Unix seconds."""
        readings = [reading for part in self._gauges for reading in self._ask(part, now)]
        names = [name for name, _ in readings]
        if names != self._asked:
            self._plan(names)
        values = compress((value for _, value in readings), self._kept)
        finite = (value if -_LARGEST < value < _LARGEST else math.nan for value in values)
        return Metrics(at=at, names=self._packed, values=pack_values(finite))

    def _ask(self, part: str, now: float) -> list[Reading]:
        try:
            readings = list(self._gauges[part].read(now))
        except Exception as error:
            if part not in self.troubles:
                logger.exception("%s cannot be measured", part)
            self.troubles[part] = f"{type(error).__name__}: {error}"
            return []
        self.troubles.pop(part, None)
        return readings

    def _plan(self, names: list[SeriesName]) -> None:
        """Settle which readings travel, for as long as the names stay the same."""
        safe = [_safe(name) for name in names]
        taken: dict[SeriesName, None] = {}
        self._kept = []
        for name in safe:
            keep = name not in taken and len(taken) < MOST_SERIES
            self._kept.append(keep)
            if keep:
                taken[name] = None
        self.left_out = len(set(safe)) - len(taken)
        self._packed = pack_names(taken)
        self._asked = names


def _safe(name: SeriesName) -> SeriesName:
    return SeriesName(*map(_cut, name, MOST_CHARACTERS.values()))


def _cut(field: str, most: int) -> str:
    return _UNSAFE.sub("�", field)[:most]
