"""A few rows of attackers that a detector version is sure of: what no local traffic may make it forget."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.detector_version import DetectorVersion
from models.evaluation.request import SINGLE
from models.rescore import rescore
from models.state import ScoringState
from models.training.rows import TrainingRows

SURE_P: Final = 1e-4
_OF_A_FAMILY: Final = 16


def with_probes(version: DetectorVersion, training: Sequence[TrainingRows]) -> DetectorVersion:
    """Return the version with attackers to remember: of each family the first sources that it is sure of.

    A source is there with the first of its rows whose p is below SURE_P: so it is an attack early on, when it is the
    hardest to tell.
    """
    held: Counter[str] = Counter()
    probes = []
    for kind, row in _sure(version, training):
        if held[kind] < _OF_A_FAMILY:
            held[kind] += 1
            probes.append(row)
    return replace(version, probes=np.array(probes, np.float32).reshape(-1, version.quantiles.shape[0]))


def _sure(version: DetectorVersion, training: Sequence[TrainingRows]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    parts = ScoringState(version).parts
    for rows in training:
        told = rescore(rows.features, np.full(len(rows.features), np.nan), parts).p_value
        sure = np.flatnonzero((told < SURE_P) & rows.attack[rows.source])
        source, first = np.unique(rows.source[sure], return_index=True)
        for number, at in zip(source.tolist(), sure[first].tolist(), strict=True):
            if rows.kind[number] in SINGLE:
                yield rows.kind[number], rows.features[at]
