"""What a decision keeps of the scores that it was made from."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np
import zstandard
from msgspec.structs import replace

from agent.contract.wire import Sample
from core.server.decisions.decision import Decision, EventRecord, Evidence, ReasonRecord, SampleRecord
from core.server.decisions.state import DecisionState
from models.ensemble import HEADS
from models.features import NAMES
from models.groups.members import EVIDENCE
from models.reasons import reasons_of, reasons_of_many
from models.scores import Membership, Reason, Scores

_MOST_SAMPLES: Final = 10
_MEMBERSHIPS: Final[dict[int, Literal["", "attack", "crowd"]]] = {
    Membership.NONE: "",
    Membership.ATTACK: "attack",
    Membership.CROWD: "crowd",
}
_TELL_AGAIN_SECONDS: Final = 86_400.0  # before retention could take away a part that is still in use
_MOST_TOLD: Final = 2000


class PartRecord(msgspec.Struct, array_like=True, frozen=True):
    """A frozen part of the detectors as it is stored: zstd over `models.part.Part.to_bytes`."""

    digest: str
    name: str
    data: bytes
    made_at: float


def feature_values(scores: Scores, i: int) -> dict[str, float]:
    """Return the features of entry `i` by name, in natural units."""
    return dict(zip(NAMES, scores.features[i].tolist(), strict=True))


def reason_records(scores: Scores, i: int) -> tuple[ReasonRecord, ...]:
    """Return the reasons for the score of entry `i` as they are stored."""
    return _records(reasons_of(scores, i))


def explained(decisions: Sequence[Decision], rows: Mapping[str, int], scores: Scores) -> list[Decision]:
    """Return decisions with the reasons for them; `rows` tells by id the entries of those that have none yet."""
    reasons = reasons_of_many(scores, np.fromiter(rows.values(), np.intp, len(rows)))
    found = dict(zip(rows, reasons, strict=True))
    return [replace(d, reasons=_records(found[d.id])) if d.id in found else d for d in decisions]


def _records(reasons: tuple[Reason, ...]) -> tuple[ReasonRecord, ...]:
    return tuple(
        ReasonRecord(feature=r.feature, value=r.value, typical=r.typical, share=r.share, one_in=r.one_in)
        for r in reasons
    )


def evidence_of(
    scores: Scores, i: int, samples: Sequence[Sample], thresholds: Mapping[str, float], harm: str = ""
) -> Evidence:
    """Return what a decision about entry `i` stores. Samples whose row is not in the record are left out."""
    heads = zip(HEADS, scores.heads[i].tolist(), strict=True)
    return Evidence(
        features=feature_values(scores, i),
        surprisal=dict(zip(NAMES, scores.surprisal[i].tolist(), strict=True)),
        thresholds=dict(thresholds),
        detector_version=scores.version,
        heads={name: surprisal for name, surprisal in heads if not np.isnan(surprisal)},
        membership=_MEMBERSHIPS[int(scores.membership[i])],
        group=_group_evidence(scores, i),
        event=_event(scores, i),
        p_value=float(scores.p_value[i]),
        parts={name: part.digest for name, part in scores.parts.items()},
        harm=harm,
        samples=_samples_of(scores, i, samples),
    )


def _group_evidence(scores: Scores, i: int) -> dict[str, float]:
    if not scores.group_evidence.size:
        return {}
    told = zip(EVIDENCE, scores.group_evidence[i].tolist(), strict=True)
    return {name: value for name, value in told if not np.isnan(value)}


def _event(scores: Scores, i: int) -> EventRecord | None:
    number = int(scores.event_of[i])
    if number < 0:
        return None
    event = scores.event[number]
    return EventRecord(
        id=event.id,
        kind=event.kind,
        signature=event.signature,
        started_at=event.started_at,
        sources=event.sources,
    )


def _samples_of(scores: Scores, i: int, samples: Sequence[Sample]) -> tuple[SampleRecord, ...]:
    own = [s for s in samples if 0 <= s.row < len(scores.entry) and scores.entry[s.row] == i]
    at = float(scores.second[i])
    return tuple(
        SampleRecord(at=at, method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
        for s in own[:_MOST_SAMPLES]
    )


def parts_to_tell(decisions: Sequence[Decision], scores: Scores, state: DecisionState) -> list[PartRecord]:
    """Return the detector parts behind decisions that were not put out lately, and remember them as put out."""
    wanted = {digest for decision in decisions for digest in decision.evidence.parts.values()}
    at, told = scores.as_of, []
    for part in scores.parts.values():
        if part.digest in wanted and state.told_parts.get(part.digest, 0.0) <= at - _TELL_AGAIN_SECONDS:
            told.append(PartRecord(part.digest, part.name, zstandard.compress(part.to_bytes(), 3), at))
            state.told_parts.pop(part.digest, None)
            state.told_parts[part.digest] = at
    while len(state.told_parts) > _MOST_TOLD:
        del state.told_parts[next(iter(state.told_parts))]
    return told
