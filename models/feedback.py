"""What people's verdicts teach: a small logistic regression over the classifier's log-odds and the surprisals.

It starts as the classifier alone (weight 1 on its log-odds, 0 on the rest) and moves a little with every verdict.
river's LogisticRegression learns; the weights are plain numbers, so they are part of what a decision can be scored by
again. A verdict "harmless" weighs HARMLESS_WEIGHT times one of "attack": a false ban is worse than a missed one.
When it does not work: contradicting verdicts; the bounds keep such a quarrel from silencing the classifier.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.detector import Rows
from models.features import ALARMING
from models.tails import CLIP

HARMLESS_WEIGHT: Final = 20.0
_ODDS_SCALE: Final = 12.0
_RATE: Final = 0.02
_MOST_WEIGHT: Final = 3.0
_LEAST_TRUST: Final = 0.5  # of the weight on the classifier's log-odds, whatever is said
INITIAL: Final = np.array([_ODDS_SCALE, *np.zeros(len(ALARMING)), 0.0])  # log-odds, surprisals, intercept


def judged(weights: NDArray[np.float64], odds: NDArray[np.float64], surprisal: Rows) -> NDArray[np.float64]:
    """Return (n,) log-odds after feedback.

    Args:
        weights: (1 + ALARMING + 1,) as INITIAL.
        odds: (n,) the trees' log-odds.
        surprisal: (n, ALARMING).
    """
    total: NDArray[np.float64] = odds * (weights[0] / _ODDS_SCALE) + weights[-1]
    for weight, column in zip(weights[1:-1].tolist(), surprisal.T, strict=True):
        if weight:
            total = total + column.astype(np.float64) * (weight / CLIP)
    return total


def learn(
    weights: NDArray[np.float64], odds: NDArray[np.float64], surprisal: Rows, attack: Sequence[bool]
) -> NDArray[np.float64]:
    """Return the weights after verdicts about (n,) rows, in their order."""
    model = _model(weights)
    for value, row, verdict in zip(odds.tolist(), surprisal.tolist(), attack, strict=True):
        x = {"log_odds": value / _ODDS_SCALE, **{n: s / CLIP for n, s in zip(ALARMING, row, strict=True)}}
        model.learn_one(x, verdict, w=1.0 if verdict else HARMLESS_WEIGHT)
    learned = np.array([model.weights[name] for name in ("log_odds", *ALARMING)] + [model.intercept])
    learned[0] = np.clip(learned[0], _LEAST_TRUST * _ODDS_SCALE, _ODDS_SCALE / _LEAST_TRUST)
    learned[1:] = np.clip(learned[1:], -_MOST_WEIGHT, _MOST_WEIGHT)
    return learned


def _model(weights: NDArray[np.float64]) -> Any:
    """Return river's model with these weights."""
    from river.linear_model import LogisticRegression  # noqa: PLC0415 - heavy, and verdicts are rare
    from river.optim import SGD  # noqa: PLC0415

    model = LogisticRegression(optimizer=SGD(_RATE), intercept_init=float(weights[-1]), intercept_lr=_RATE)
    named = dict(zip(("log_odds", *ALARMING), weights[:-1].tolist(), strict=True))
    model._weights.update(named)  # noqa: SLF001 - river has no way to start from known weights
    return model
