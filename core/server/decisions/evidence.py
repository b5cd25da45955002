"""What a decision keeps of the scores that it was made from."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from agent.contract.wire import Sample
from core.server.decisions.decision import Evidence, ReasonRecord, SampleRecord
from models.ensemble import HEADS
from models.features import NAMES
from models.reasons import reasons_of
from models.scores import Scores
from models.version import DETECTOR_VERSION

_MOST_SAMPLES: Final = 10


def feature_values(scores: Scores, i: int) -> dict[str, float]:
    """Return the features of entry `i` by name, in natural units."""
    return dict(zip(NAMES, scores.features[i].tolist(), strict=True))


def reason_records(scores: Scores, i: int) -> tuple[ReasonRecord, ...]:
    """Return the reasons for the score of entry `i` as they are stored."""
    return tuple(
        ReasonRecord(feature=r.feature, value=r.value, typical=r.typical, share=r.share, one_in=r.one_in)
        for r in reasons_of(scores, i)
    )


def evidence_of(scores: Scores, i: int, samples: Sequence[Sample], thresholds: Mapping[str, float]) -> Evidence:
    """Return what a decision about entry `i` stores. Samples whose row is not in the record are left out."""
    heads = zip(HEADS, scores.heads[i].tolist(), strict=True)
    return Evidence(
        features=feature_values(scores, i),
        surprisal=dict(zip(NAMES, scores.surprisal[i].tolist(), strict=True)),
        thresholds=dict(thresholds),
        detector_version=DETECTOR_VERSION,
        heads={name: 10.0**-surprisal for name, surprisal in heads if not np.isnan(surprisal)},
        samples=_samples_of(scores, i, samples),
    )


def _samples_of(scores: Scores, i: int, samples: Sequence[Sample]) -> tuple[SampleRecord, ...]:
    own = [s for s in samples if 0 <= s.row < len(scores.entry) and scores.entry[s.row] == i]
    at = float(scores.second[i])
    return tuple(
        SampleRecord(at=at, method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
        for s in own[:_MOST_SAMPLES]
    )
