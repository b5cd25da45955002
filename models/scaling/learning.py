"""What of a service's load the forecast learns: clean minutes, once they are beyond doubt."""

import math
from dataclasses import replace
from typing import Final

import numpy as np

from models.scaling.memory import REMEMBERED_SECONDS, Memory
from models.scaling.observed import Observed

DOUBT_SECONDS: Final = 300.0  # an attack is found some time after it began
_FOUND_AFTER_SECONDS: Final = 60  # at most, mostly: what is calm is forgotten as far back
_SORTING_SECONDS: Final = 120.0  # after an attack is found, until its bots mostly are
_LEAST_SECONDS: Final = 30  # of a minute that must be known for it to count


def heed(memory: Memory, observed: Observed, clean: float, now: float) -> Memory:
    """Return the memory with one more second of what is usual just now; an incident of an attack adds nothing to it."""
    if not observed.incident or observed.crowd:
        calm = np.append(memory.calm[-REMEMBERED_SECONDS + 1 :], clean)
        return replace(memory, calm=calm, incident_since=math.nan)
    if math.isnan(memory.incident_since):
        return replace(memory, calm=memory.calm[:-_FOUND_AFTER_SECONDS], incident_since=now)
    return memory


def in_doubt(memory: Memory) -> bool:
    """Tell whether an attack was found so lately that what is not found of it still looks clean."""
    return memory.now - memory.incident_since < _SORTING_SECONDS


def learn(memory: Memory, clean: float, now: float, *, doubtful: bool) -> Memory:
    """Return the memory after one more second of clean load (NaN: not known).

    While an incident or a flash crowd runs (`doubtful`) nothing is learned: neither will come again at this time of the
    week. What came shortly before is forgotten: it is when the attack was not found yet.
    """
    if doubtful:
        return replace(memory, minute=int(now // 60), minute_load=0.0, minute_seconds=0, pending=())
    if int(now // 60) != memory.minute:
        memory = _ended(memory, now)
    if math.isnan(clean):
        return memory
    return replace(memory, minute_load=memory.minute_load + clean, minute_seconds=memory.minute_seconds + 1)


def _ended(memory: Memory, now: float) -> Memory:
    """Return the memory with its minute among the pending ones, and those beyond doubt learned."""
    pending, forecast = memory.pending, memory.forecast
    if memory.minute_seconds >= _LEAST_SECONDS:
        pending = (*pending, (memory.minute * 60.0, memory.minute_load / memory.minute_seconds))
    while pending and pending[0][0] <= now - DOUBT_SECONDS - 60:
        forecast = forecast.learn(*pending[0])
        pending = pending[1:]
    return replace(memory, minute=int(now // 60), minute_load=0.0, minute_seconds=0, pending=pending, forecast=forecast)
