"""The decision stage: scores in, decisions out. Pure: the time is the record's, the ids come from the log.

Two keys open a ban: a source must be anomalous (its calibrated p) and do harm (see `harm`), in two scored seconds
within a minute, or in one where it floods beyond any doubt. Anomalous alone is watched or limited.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from agent.contract.address import address_text
from agent.contract.wire import DecisionType, Sample
from core.server.decisions.budget import spend_ban
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK, Decision
from core.server.decisions.evidence import evidence_of, feature_values, reason_records
from core.server.decisions.harm import FAST_FLOOD, harm_of, holds, kind_of
from core.server.decisions.seen_sources import SeenSources
from core.server.decisions.state import (
    MAX_ACTIVE,
    MAX_SERVICES,
    MEMORY_SECONDS,
    STRIKE_SECONDS,
    DecisionState,
    Offence,
    Strike,
    source_key,
)
from models.scores import Scores

THRESHOLDS: Final = {"observe": 1e-2, "limit": 1e-3, "ban": 1e-4}
_STRIKES_NEEDED: Final = 2
_FIRST_SECONDS: Final = 600.0
_MOST_DOUBLINGS: Final = 7
_FRESH_REQUESTS: Final = 5.0  # a minute's, before a source that was banned is banned again: memory alone is no offence


class DecisionStage:
    """Decides about the sources of one record after the other, in the order of the log."""

    def process(
        self, scores: Scores, samples: Sequence[Sample], context: Context, state: DecisionState
    ) -> list[Decision]:
        """Return the decisions that a record's scores made, now in force in `state`, or ended (`lifted_at` > 0).

        A stronger decision about a source ends the weaker ones that the detectors made.
        """
        state.prune(scores.as_of)
        _remember_sources(scores, state)
        candidates = np.flatnonzero((scores.p_value < THRESHOLDS["observe"]) & ~scores.late & (scores.requests > 0))
        decisions = []
        for i in candidates.tolist():
            decision = _decide(scores, i, samples, context, state)
            if decision is not None:
                state.hold(decision)
                decisions += [decision, *state.end_superseded(decision)]
        return decisions


def _remember_sources(scores: Scores, state: DecisionState) -> None:
    for place in np.unique(scores.service).tolist():
        service = scores.services[place]
        if service not in state.seen and len(state.seen) >= MAX_SERVICES:
            continue
        seen = state.seen.setdefault(service, SeenSources())
        seen.add(scores.address[scores.service == place], scores.as_of)


def _decide(
    scores: Scores, i: int, samples: Sequence[Sample], context: Context, state: DecisionState
) -> Decision | None:
    service = scores.services[int(scores.service[i])]
    packed = scores.address[i].tobytes()
    mode = context.mode(service)
    if mode == "off" or context.protects(packed) or context.allows(packed, scores.as_of):
        return None
    value = address_text(packed)
    simulated = mode == "observe"
    if state.is_pardoned(value, service, scores.as_of):
        return None
    wanted = _wanted(scores, i, source_key(value, service), state)
    if _is_held(value, service, wanted, scores.as_of, state, simulated=simulated):
        return None
    if wanted == "ban" and not spend_ban(service, scores.as_of, state):
        wanted = "limit"
        if _is_held(value, service, wanted, scores.as_of, state, simulated=simulated):
            return None
    if wanted != "ban" and len(state.active) >= MAX_ACTIVE:
        state.left_out += 1
        return None
    features = feature_values(scores, i)
    return Decision(
        id=_derived_id(scores, service, value, wanted),
        type=wanted,
        scope="ip",
        value=value,
        service=service,
        kind=kind_of(features),
        decided_at=scores.as_of,
        until_at=scores.as_of + _duration(wanted, source_key(value, service), scores.as_of, state),
        origin="detector",
        simulated=simulated,
        score=float(scores.score[i]),
        reasons=reason_records(scores, i),
        evidence=evidence_of(scores, i, samples, THRESHOLDS),
    )


def _wanted(scores: Scores, i: int, key: str, state: DecisionState) -> DecisionType:
    """Return the strongest step of the ladder that the source has earned."""
    p_value = float(scores.p_value[i])
    strike = _strike(key, int(scores.second[i]), p_value, state)
    features = feature_values(scores, i)
    both_keys = p_value < THRESHOLDS["ban"] and harm_of(features) is not None
    sure = strike.bans >= _STRIKES_NEEDED or holds(FAST_FLOOD, features)
    if both_keys and sure and _is_fresh(features, state.offences.get(key)):
        return "ban"
    if p_value < THRESHOLDS["limit"] and strike.limits >= _STRIKES_NEEDED:
        return "limit"
    return "observe"


def _strike(key: str, second: int, p_value: float, state: DecisionState) -> Strike:
    """Count an anomalous second of a source; the same second counts once."""
    strike = state.strikes.get(key)
    if strike is None or second > strike.second + STRIKE_SECONDS:
        strike = state.strikes[key] = Strike(second=0, limits=0, bans=0)
    if second > strike.second:
        strike.second = second
        strike.limits += p_value < THRESHOLDS["limit"]
        strike.bans += p_value < THRESHOLDS["ban"]
    return strike


def _is_fresh(features: dict[str, float], offence: Offence | None) -> bool:
    return offence is None or features["requests_60s"] >= _FRESH_REQUESTS


def _is_held(
    value: str, service: str, wanted: DecisionType, at: float, state: DecisionState, *, simulated: bool
) -> bool:
    """Tell whether a decision as strong is in force. What is only simulated does not hold an enforced one."""
    held = state.held(value, service, at)
    return any(RANK[d.type] >= RANK[wanted] and (simulated or not d.simulated) for d in held)


def _duration(wanted: DecisionType, key: str, at: float, state: DecisionState) -> float:
    """Return seconds: ten minutes, doubled with every ban of the last week."""
    if wanted != "ban":
        return _FIRST_SECONDS
    offence = state.offences.get(key)
    count = offence.count if offence is not None and offence.until_at > at - MEMORY_SECONDS else 0
    seconds: float = _FIRST_SECONDS * 2 ** min(count, _MOST_DOUBLINGS)
    state.offences[key] = Offence(count=count + 1, until_at=at + seconds)
    return seconds


def _derived_id(scores: Scores, service: str, value: str, decided: DecisionType) -> str:
    """Return the same id in every replay of a log; the instant tells the logs of two installations apart."""
    key = f"{scores.position}|{scores.as_of!r}|{service}|{value}|{decided}"
    return blake2b(key.encode(), digest_size=12).hexdigest()
