"""The area under the precision-recall curve."""

from collections.abc import Sequence

import numpy as np


def average_precision(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the mean precision at each recall (average precision), ties counted together; NaN without positives."""
    truth, score = np.array(positive, dtype=np.float64), np.array(scores)
    if not truth.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    last_of_tie = np.append(np.diff(score[order]) != 0, True)
    found = np.cumsum(truth[order])[last_of_tie]
    called = np.arange(1, len(score) + 1)[last_of_tie]
    recall = found / truth.sum()
    return float(np.sum(np.diff(recall, prepend=0.0) * found / called))
