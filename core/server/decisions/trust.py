"""Heads of the detectors that people have caught at false alarms: back to simulation until somebody trusts them again.

A verdict of `harmless` blames the heads that spoke loudest for the incident's bans. Three such incidents within a day
silence a head: it is still heard and stored, and at most has a source watched.
"""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.ensemble import CAPS, HEADS, combine, weighted
from models.scores import Scores

FALSE_ALARMS: Final = 3
WITHIN_SECONDS: Final = 86_400.0
_SIMULATED_CAP: Final = 2.9  # -log10 p: below the shipped threshold of a limit


def trusted_p_values(scores: Scores, distrusted: Collection[str]) -> NDArray[np.float64]:
    """Return the p-values of a record as far as the trusted heads go."""
    if not distrusted:
        return scores.p_value
    caps = _caps_of(scores)
    for head in distrusted:
        caps[HEADS.index(head)] = min(caps[HEADS.index(head)], _SIMULATED_CAP)
    return combine(scores.heads, caps)[0]


def loudest_head(heads: Mapping[str, float], scores: Scores) -> str:
    """Return the head that made a decision's score, by what it may say; empty where none speaks up."""
    told = weighted(np.array([[heads.get(head, np.nan) for head in HEADS]]), _caps_of(scores))[0]
    return HEADS[int(told.argmax())] if told.any() else ""


def _caps_of(scores: Scores) -> NDArray[np.float64]:
    calibration = scores.parts.get("calibration")
    return np.array(calibration.arrays["caps"] if calibration is not None else CAPS)
