from functools import lru_cache
from typing import Final

from agent.contract.metrics import SeriesName

UNITS: Final = ("bytes_per_second", "per_second", "bytes", "seconds", "share", "celsius", "count")
"""What a built-in metric's name ends in, longest first."""


@lru_cache(maxsize=8192)
def named(kind: str, entity: str, metric: str) -> SeriesName:
    """Return the name of a built-in series, whose unit ends the metric's name. The same arguments give the same object.

    Raises:
        ValueError: the metric's name ends in no unit.
    """
    for unit in UNITS:
        if metric.endswith("_" + unit):
            return SeriesName(kind, entity, metric, unit)
    raise ValueError(f"{metric} ends in none of {', '.join(UNITS)}")
