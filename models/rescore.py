"""From features to a score, by frozen parts alone: the one way in which live and stored decisions are scored.

Every row stands for itself, so a stored row gives the same bits as when it was scored among others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models import calibration, classifier, half_space_trees, isolation_forest, pot_tails
from models.detector import Rows
from models.ensemble import combine
from models.part import Part
from models.service_class import class_of

GATE: Final = 4.5  # top surprisals that one source in seven reaches; below, the slow heads have nothing to say


@dataclass(frozen=True, slots=True)
class HeadScores:
    """What the parts say of n rows: `raw` on each head's own scale (without the group head), `heads` as -log10 p."""

    surprisal: NDArray[np.float32]  # (n, F)
    raw: NDArray[np.float64]  # (n, HEADS - 1)
    heads: NDArray[np.float32]  # (n, HEADS)
    p_value: NDArray[np.float64]  # (n,)
    score: NDArray[np.float32]  # (n,)


def rescore(features: Rows, group: NDArray[np.floating], parts: Mapping[str, Part]) -> HeadScores:
    """Score rows of features in natural units.

    Args:
        features: (n, F) in the order of models.features.NAMES.
        group: (n,) what the group head says, -log10 p; NaN where it does not speak.
        parts: by name, as `ScoringState.parts` and `Scores.parts` hold them.
    """
    surprisal = pot_tails.surprisal_of(parts["pot_tails"], features)
    top = pot_tails.top_sum(surprisal)
    gated = np.flatnonzero(top > GATE)
    novel = pot_tails.alarming(surprisal[gated])
    raw = np.stack(
        [
            top,
            _gated(half_space_trees.score_part(parts["half_space_trees"], novel), gated, len(top)),
            _gated(isolation_forest.score_part(parts["isolation_forest"], novel), gated, len(top)),
            _gated(classifier.score_part(parts["classifier"], features[gated], novel), gated, len(top)),
        ],
        axis=1,
    )
    told = calibration.surprisal_of(parts["calibration"], raw, class_of(features))
    heads = np.concatenate([told, np.asarray(group, np.float64)[:, None]], axis=1).astype(np.float32)
    p_value, score = combine(heads, calibration.caps_of(parts["calibration"]))
    return HeadScores(surprisal, raw, heads, p_value, score)


def _gated(scores: NDArray[np.float64] | None, gated: NDArray[np.int64], rows: int) -> NDArray[np.float64]:
    """Spread the gated rows' scores over all rows: 0, the least, elsewhere; NaN for all where the part is not ready."""
    if scores is None:
        return np.full(rows, np.nan)
    spread = np.zeros(rows)
    spread[gated] = scores
    return spread
