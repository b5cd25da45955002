"""How the version in charge, and the one on trial, judge what was kept of the last days. Pure but for its stopwatch."""

import time
from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.lab.drift import FeatureDrift, drift_of
from core.server.lab.judgement import (
    DAY_SECONDS,
    FLAGGED,
    LABELS,
    Judgement,
    KnownLabel,
    judgement_of,
    surprisals,
)
from core.server.lab.kept import Kept
from core.server.lab.versions_compared import Compared, compared
from core.server.lab.worth_labelling import Asked, Candidate, candidates
from models.ensemble import HEADS
from models.features import NAMES
from models.part import Part
from models.rescore import HeadScores, rescore
from models.tails import LEVELS

_GROUP: Final = HEADS.index("group")


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A source that was decided about in an incident that nobody has judged."""

    service: str
    source: str
    incident: str


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `ordinary` sources are those sampled that nothing flags: the drift is theirs."""

    from_at: float
    to_at: float
    records: int
    rows: int
    sources: int
    sampled_sources: int
    champion: Judgement | None
    challenger: Judgement | None
    compared: Compared | None
    ordinary: int
    drift: list[FeatureDrift]
    attacks: int
    harmless: int
    candidates: list[Candidate]


NOTHING: Final = Study(
    from_at=0.0, to_at=0.0, records=0, rows=0, sources=0, sampled_sources=0, champion=None, challenger=None,
    compared=None, ordinary=0, drift=[], attacks=0, harmless=0, candidates=[],
)  # fmt: skip


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beside the rows: labels, open incidents' members, and the p-value from which sources are limited.

    `trained` are the (F, LEVELS) quantiles of the champion's version, row after row.
    """

    labels: list[KnownLabel]
    members: list[Member]
    limit: float
    trained: list[float]


def study_of(
    kept: Kept, records: int, champion: Mapping[str, Part], challenger: Mapping[str, Part] | None, known: Known
) -> Study:
    """Return the study of what was kept of some records."""
    first, cost = _timed(kept, champion)
    second, other_cost = (None, 0.0) if challenger is None else _timed(kept, challenger)
    labels = [each for each in known.labels if each.label in LABELS]
    judged = None
    if challenger is not None and second is not None:
        judged = judgement_of(kept, second, labels, challenger, other_cost)
    maxima, recent = _ordinary(kept, first)
    trained = np.array(known.trained).reshape(len(NAMES), len(LEVELS))
    asked = Asked(
        limit=-float(np.log10(known.limit)),
        quantiles=champion["pot_tails"].arrays["quantiles"],
        labelled={(each.service, each.source) for each in known.labels},
        undecided={(each.service, each.source): each.incident for each in known.members},
    )
    return Study(
        from_at=float(kept.at[0]),
        to_at=float(kept.at[-1]),
        records=records,
        rows=len(kept),
        sources=kept.entities,
        sampled_sources=int(kept.having(kept.sampled).sum()),
        champion=judgement_of(kept, first, labels, champion, cost),
        challenger=judged,
        compared=None if second is None else compared(kept, first, second, asked.quantiles),
        ordinary=len(maxima),
        drift=drift_of(maxima, recent, trained),
        attacks=sum(each.label == "attack" for each in labels),
        harmless=sum(each.label == "harmless" for each in labels),
        candidates=candidates(kept, asked, first, second),
    )


def _timed(kept: Kept, parts: Mapping[str, Part]) -> tuple[HeadScores, float]:
    began = time.process_time()
    scored = rescore(kept.features, kept.heads[:, _GROUP], parts)
    return scored, (time.process_time() - began) * 1e6 / len(kept)


def _ordinary(kept: Kept, scored: HeadScores) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the most of each feature that each ordinary source did, and which of them came in the last day."""
    best = kept.most(surprisals(scored))
    ordinary = kept.having(kept.sampled) & (best < FLAGGED)
    rows = ordinary[kept.entity]
    maxima = np.full((kept.entities, len(NAMES)), -np.inf, np.float32)
    np.maximum.at(maxima, kept.entity[rows], kept.features[rows])
    recent = kept.having(kept.at >= kept.at[-1] - DAY_SECONDS)
    return maxima[ordinary], recent[ordinary]
