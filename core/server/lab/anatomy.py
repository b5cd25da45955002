"""What a detector version is made of, for people: heads, features and their weight, what it is to find. Pure."""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.classifier import classifier_part, log_odds
from models.detector_version import DetectorVersion
from models.ensemble import HEADS, WEIGHTS
from models.features import CONTEXT, NAMES
from models.pot_tails import off_scale
from models.rescore import rescore
from models.state import ScoringState
from models.tails import LEVELS

_SURE: Final = 3.0  # -log10 p that has a source limited
_P99: Final = LEVELS.index(0.99)


class HeadAnatomy(msgspec.Struct, frozen=True, kw_only=True):
    """A head: its part in the verdict, the most it may say (-log10 p), and whether the version brings its tails."""

    head: str
    weight: float
    cap: float
    calibrated: bool


class FeatureAnatomy(msgspec.Struct, frozen=True, kw_only=True):
    """A feature: what half of the harmless sources stay below, what 99 in 100 do, and what the classifier makes of it.

    `weight` is the part of the classifier's certainty about known attackers that goes with this feature at its median;
    `alarms` tells whether it alarms by itself.
    """

    feature: str
    median: float
    high: float
    weight: float
    splits: int
    alarms: bool


class Anatomy(msgspec.Struct, frozen=True, kw_only=True):
    """What a version holds. `probes_found` of its `probes`, attackers to remember, it limits by its own tails alone."""

    heads: list[HeadAnatomy]
    features: list[FeatureAnatomy]
    trees: int
    nodes: int
    probes: int
    probes_found: int


def anatomy_of(version: DetectorVersion) -> Anatomy:
    """Return what a version is made of, its features by their weight."""
    medians, highs = off_scale(version.quantiles[:, 0]), off_scale(version.quantiles[:, _P99])
    weights, splits = _weights(version, medians), _splits(version)
    features = [
        FeatureAnatomy(
            feature=name,
            median=float(medians[f]),
            high=float(highs[f]),
            weight=float(weights[f]),
            splits=int(splits[f]),
            alarms=name not in CONTEXT,
        )
        for f, name in enumerate(NAMES)
    ]
    return Anatomy(
        heads=[
            HeadAnatomy(head=name, weight=float(weight), cap=float(cap), calibrated=not np.isnan(tail).any())
            for name, weight, cap, tail in zip(HEADS, WEIGHTS, version.caps, version.head_quantiles, strict=True)
        ],
        features=sorted(features, key=lambda each: (-each.weight, -each.splits)),
        trees=len(version.trees["root"]) if version.trees else 0,
        nodes=len(version.trees["left"]) if version.trees else 0,
        probes=len(version.probes),
        probes_found=_found(version),
    )


def _weights(version: DetectorVersion, medians: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (F,) how far the log-odds of known attackers fall with each feature at its median, summing to 1."""
    part = classifier_part(version.trees)
    falls = np.zeros(len(NAMES))
    if not part.arrays or not len(version.probes):
        return falls
    odds = log_odds(part, version.probes)
    for f in range(len(NAMES)):
        usual = version.probes.copy()
        usual[:, f] = medians[f]
        falls[f] = float(np.maximum(odds - log_odds(part, usual), 0).mean())
    return falls / max(float(falls.sum()), 1e-9)


def _splits(version: DetectorVersion) -> NDArray[np.int64]:
    if not version.trees:
        return np.zeros(len(NAMES), np.int64)
    inner = version.trees["left"] >= 0
    return np.bincount(version.trees["feature"][inner], minlength=len(NAMES)).astype(np.int64)


def _found(version: DetectorVersion) -> int:
    if not len(version.probes):
        return 0
    scored = rescore(version.probes, np.full(len(version.probes), np.nan), ScoringState(version).parts)
    return int((-np.log10(scored.p_value) >= _SURE).sum())
