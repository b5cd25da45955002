"""Whom two detector versions flag together, and whom only one of them does. Pure."""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.lab.judgement import FLAGGED, surprisals
from core.server.lab.kept import Kept
from core.server.lab.worth_labelling import NamedFeature, named_features
from models.rescore import HeadScores

_MOST_EXAMPLES: Final = 8
_FEATURES: Final = 3


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A source that only one of two versions flags, where it flags it most."""

    service: str
    source: str
    at: float
    champion_p: float
    challenger_p: float
    features: list[NamedFeature]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Sources that both versions flag, that only one does, with examples, and that neither does."""

    both: int
    champion_alone: int
    challenger_alone: int
    neither: int
    champion_examples: list[Example]
    challenger_examples: list[Example]


def compared(kept: Kept, champion: HeadScores, challenger: HeadScores, quantiles: NDArray[np.float64]) -> Compared:
    """Return the comparison; `quantiles` are (classes, F, LEVELS) of the champion's tails."""
    one, other = (kept.most(surprisals(each)) >= FLAGGED for each in (champion, challenger))
    return Compared(
        both=int((one & other).sum()),
        champion_alone=int((one & ~other).sum()),
        challenger_alone=int((other & ~one).sum()),
        neither=int((~one & ~other).sum()),
        champion_examples=_examples(kept, one & ~other, (champion, champion, challenger), quantiles),
        challenger_examples=_examples(kept, other & ~one, (challenger, champion, challenger), quantiles),
    )


def _examples(
    kept: Kept,
    chosen: NDArray[np.bool_],
    told: tuple[HeadScores, HeadScores, HeadScores],
    quantiles: NDArray[np.float64],
) -> list[Example]:
    flagging, champion, challenger = told
    said = np.where(chosen[kept.entity], surprisals(flagging), -1.0)
    rows = np.argsort(-said, kind="stable")
    first = np.unique(kept.entity[rows], return_index=True)[1]  # each entity's loudest row
    loudest = rows[np.sort(first)][: min(_MOST_EXAMPLES, int(chosen.sum()))]
    return [
        Example(
            service=kept.service_of(row),
            source=kept.source(row),
            at=float(kept.at[row]),
            champion_p=float(champion.p_value[row]),
            challenger_p=float(challenger.p_value[row]),
            features=named_features(kept.features[row], flagging.surprisal[row], quantiles)[:_FEATURES],
        )
        for row in loudest.tolist()
    ]
