"""The decision stage: scores in, decisions out. Pure: the time is the record's, the ids come from the log.

Two keys open a ban: a source must be anomalous (its calibrated p) and do harm (see `harm`), in two scored seconds
within five minutes, or in one where it is beyond any doubt. Anomalous alone is watched, limited or challenged. Each
rule stands in a file of its own: `ladder`, `harm`, `budget`, `going_on`, `ranges`, `probes`, `crawlers`, `durations`.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np

from agent.contract.wire import DecisionType, Sample
from core.server.decisions.allowed import count_allowed
from core.server.decisions.budget import spend_ban
from core.server.decisions.context import Context
from core.server.decisions.decision import ANOMALOUS_SCORE, RANK, Decision
from core.server.decisions.durations import duration
from core.server.decisions.evidence import evidence_of, explained
from core.server.decisions.going_on import growing_decisions, grown
from core.server.decisions.harm import DAMNING, Harm, harms_of, is_probe_of_holes, shows_signs
from core.server.decisions.ladder import Standing, Step, at_most, climb, has_passed
from core.server.decisions.memory import Offence, Spells, Strike, source_key
from core.server.decisions.probes import is_probe, learn_probes
from core.server.decisions.ranges import forget_neighbourhoods, range_ban, watch_neighbourhoods
from core.server.decisions.reach import Reach, reach_of
from core.server.decisions.rules.stage import ruled
from core.server.decisions.seen_sources import places_of
from core.server.decisions.state import MAX_ACTIVE, MAX_SERVICES, DecisionState
from core.server.decisions.trust import trusted_p_values
from core.server.decisions.usual_traffic import UsualTraffic
from models.scores import Membership, Scores

_FRESH_REQUESTS: Final = 5.0  # before a source that was banned is banned again: memory alone is no offence
_WINDOW_SECONDS: Final = 600.0
_MOST_CANDIDATES: Final = 20_000  # of one record: as many take about a quarter of a second


class _Anomaly(NamedTuple):
    """An entry of a record that is unlikely to be harmless."""

    i: int
    p_value: float
    harm: Harm


class _Candidate(NamedTuple):
    """An anomaly that something may be done about."""

    i: int
    service: str
    value: str
    p_value: float
    features: dict[str, float]
    harm: Harm
    most: DecisionType
    simulated: bool


class DecisionStage:
    """Decides about the sources of one record after the other, in the order of the log."""

    def process(
        self, scores: Scores, samples: Sequence[Sample], context: Context, state: DecisionState
    ) -> list[Decision]:
        """Return the decisions that a record's scores made, now in force in `state`, or ended (`lifted_at` > 0).

        A stronger decision about a source ends the weaker ones that the detectors made.
        """
        state.questions = []
        state.prune(scores.as_of)
        _remember_traffic(scores, state)
        learn_probes(scores, state)
        count_allowed(scores, context, state)
        if context.frozen is not None:
            return []
        changed = ruled(scores, samples, context, state)
        changed += _decided(scores, samples, context, state)
        for decision in _grown(scores, context, state):
            changed += _put_in_force(decision, state)
        return changed + _ranges(changed, scores, context, state)


def _decided(scores: Scores, samples: Sequence[Sample], context: Context, state: DecisionState) -> list[Decision]:
    changed: list[Decision] = []
    rows: dict[str, int] = {}
    for candidate in _candidates(scores, context, state):
        decision = _decide(candidate, scores, samples, context, state)
        if decision is not None:
            changed += _put_in_force(decision, state)
            rows[decision.id] = candidate.i
    changed = explained(changed, rows, scores)  # all at once: a decision's reasons would take longer than the rest
    for decision in changed:
        if decision.id in rows:
            state.hold(decision)
    return changed


def _remember_traffic(scores: Scores, state: DecisionState) -> None:
    attacked = {event.service for event in scores.event if event.kind != "flash_crowd"}
    ordinary = np.flatnonzero(~(scores.score >= ANOMALOUS_SCORE) & ~scores.late)
    places, of = places_of(scores.address[ordinary]), scores.service[ordinary]
    for place in np.unique(scores.service).tolist():
        service = scores.services[place]
        if service not in state.usual:
            if len(state.usual) >= MAX_SERVICES:
                continue
            state.usual[service] = UsualTraffic()
        here = of == place
        if here.any():
            requests = float(scores.requests[ordinary[here]].sum())
            state.usual[service].add(requests, places[here], scores.as_of, under_attack=service in attacked)


def _candidates(scores: Scores, context: Context, state: DecisionState) -> Iterator[_Candidate]:
    p_values = trusted_p_values(scores, state.distrusted)
    observed_from = np.array([context.thresholds(service).observe for service in scores.services])
    anomalous = p_values < observed_from[scores.service] if len(p_values) else np.zeros(0, np.bool_)
    watched = anomalous | shows_signs(scores.features)
    found = np.flatnonzero(watched & ~scores.late & (scores.requests > 0))
    chosen = np.sort(found[np.argsort(p_values[found], kind="stable")[:_MOST_CANDIDATES]])
    state.left_out += len(found) - len(chosen)  # who is banned comes no more and makes room
    harms = harms_of(scores.features[chosen])
    for anomaly in map(_Anomaly, chosen.tolist(), p_values[chosen].tolist(), harms):
        candidate = _candidate(anomaly, scores, context, state)
        if candidate is not None:
            yield candidate


def _candidate(anomaly: _Anomaly, scores: Scores, context: Context, state: DecisionState) -> _Candidate | None:
    """Return an anomaly with the strongest step that may be taken towards it; None where none may be."""
    i, p_value, harm = anomaly
    reach = reach_of(i, scores, context, state)
    if not isinstance(reach, Reach):
        return None
    return _Candidate(i, reach.service, reach.value, p_value, reach.features, harm, reach.most, reach.simulated)


def _decide(
    candidate: _Candidate, scores: Scores, samples: Sequence[Sample], context: Context, state: DecisionState
) -> Decision | None:
    i, at = candidate.i, scores.as_of
    key = source_key(candidate.value, candidate.service)
    thresholds = context.thresholds(candidate.service)
    step = _step(candidate, scores, context, state)
    wanted = step.type
    if _is_held(candidate, step, at, state):
        return None
    if wanted == "ban" and not _spend(candidate, step.harm, scores, context, state):
        wanted = at_most("limit", candidate.most)
        if _is_held(candidate, step._replace(type=wanted), at, state):
            return None
    if wanted != "ban" and len(state.active) >= MAX_ACTIVE:
        state.left_out += 1
        return None
    return Decision(
        id=derived_id(scores, candidate.service, candidate.value, wanted),
        type=wanted,
        scope="ip",
        value=candidate.value,
        service=candidate.service,
        kind=step.kind,
        decided_at=at,
        until_at=at + duration(wanted, key, at, state, context.durations),
        origin="detector",
        simulated=candidate.simulated,
        score=float(scores.score[i]),
        evidence=evidence_of(scores, i, samples, thresholds.as_evidence(), step.harm),
    )


def _step(candidate: _Candidate, scores: Scores, context: Context, state: DecisionState) -> Step:
    key, i = source_key(candidate.value, candidate.service), candidate.i
    second = int(scores.second[i])
    strike = state.strike(key, second)
    standing = Standing(
        second=second,
        p_value=candidate.p_value,
        features=candidate.features,
        harm=candidate.harm,
        membership=int(scores.membership[i]),
        event=_event(candidate, scores),
        is_fresh=_is_fresh(candidate.features, state.offences.get(key), strike),
        spells=_spells(key, second, candidate, context, state),
    )
    step = climb(standing, context.thresholds(candidate.service), strike)
    most: DecisionType = candidate.most
    if not step.harm and is_probe(key, candidate.features, state):
        most = "observe"
    return step._replace(type=at_most(step.type, most))


def _event(candidate: _Candidate, scores: Scores) -> str:
    """Return the kind of the event that a source is in: of several at its service, stuffing if it tries logins."""
    kinds = [event.kind for event in scores.event if event.service == candidate.service]
    tries = candidate.features["logins_600s"] > 0
    return next((kind for kind in kinds if (kind == "stuffing") == tries), kinds[0] if kinds else "")


def _spells(key: str, second: int, candidate: _Candidate, context: Context, state: DecisionState) -> int:
    """Return how often a source has come to probe before, and remember that it does so now.

    0 in a spell that a ban has answered already.
    """
    known = state.spells.get(key)
    if candidate.p_value >= context.thresholds(candidate.service).limit or not is_probe_of_holes(candidate.features):
        return 0
    if known is None:
        known = state.spells[key] = Spells()
    known.add(second)
    offence = state.offences.get(key)
    return known.earlier(second) if offence is None or known.began >= offence.until_at else 0


def _is_fresh(features: dict[str, float], offence: Offence | None, strike: Strike) -> bool:
    """Tell whether a source has done enough since it was banned: in a minute, or in its run, which no ban breaks."""
    return offence is None or max(features["requests_60s"], strike.limits) >= _FRESH_REQUESTS


def _is_held(candidate: _Candidate, step: Step, at: float, state: DecisionState) -> bool:
    """Tell whether a decision as strong is in force, one that could not tell why giving way to one that can.

    What is only simulated does not hold an enforced one.
    """
    held = state.held(candidate.value, candidate.service, at)
    return any(
        RANK[d.type] >= RANK[step.type]
        and (candidate.simulated or not d.simulated)
        and not _tells_more(step, d)
        and not _is_answered(d, candidate, step)
        for d in held
    )


def _is_answered(held: Decision, candidate: _Candidate, step: Step) -> bool:
    """Tell whether a challenge holds nothing back any more: its source has a pass, and does harm with it."""
    is_limit = held.type == "challenge" and step.type == "limit"
    return is_limit and bool(step.harm) and has_passed(candidate.features)


def _tells_more(step: Step, held: Decision) -> bool:
    same = held.origin == "detector" and held.type == step.type != "ban"
    return same and held.kind == "unknown" != step.kind


def _spend(candidate: _Candidate, harm: str, scores: Scores, context: Context, state: DecisionState) -> bool:
    return spend_ban(
        candidate.service,
        scores.address[candidate.i].tobytes(),
        scores.as_of,
        state,
        context.budget,
        is_outsider=bool(scores.membership[candidate.i] == Membership.ATTACK) or harm in DAMNING,
        rps=candidate.features["requests_600s"] / _WINDOW_SECONDS,
    )


def _grown(scores: Scores, context: Context, state: DecisionState) -> Iterator[Decision]:
    for i, held in growing_decisions(scores, context, state):
        packed, unanswered = scores.address[i].tobytes(), held.type == "challenge"  # a visitor's browser answers it
        if held.type != "ban" and not spend_ban(
            held.service, packed, scores.as_of, state, context.budget, is_outsider=unanswered, rps=0.0
        ):
            continue
        yield grown(held, scores, i, context, state, decision_id=derived_id(scores, held.service, held.value, "ban"))


def _ranges(made: list[Decision], scores: Scores, context: Context, state: DecisionState) -> list[Decision]:
    touched = watch_neighbourhoods(scores, [d for d in made if not d.lifted_at], state)
    forget_neighbourhoods(scores.as_of, state)
    changed: list[Decision] = []
    for key in sorted(touched):
        value, _, service = key.partition("|")
        ban = range_ban(key, scores, derived_id(scores, service, value, "ban"), context, state)
        if ban is not None:
            decision, replaced = ban
            state.hold(decision)
            for each in replaced:
                state.release(each.id)
            changed += [decision, *replaced]
    return changed


def _put_in_force(decision: Decision, state: DecisionState) -> list[Decision]:
    state.hold(decision)
    return [decision, *state.end_superseded(decision)]


def derived_id(scores: Scores, service: str, value: str, decided: DecisionType) -> str:
    """Return the same id in every replay of a log; the instant tells the logs of two installations apart."""
    key = f"{scores.position}|{scores.as_of!r}|{service}|{value}|{decided}"
    return blake2b(key.encode(), digest_size=12).hexdigest()
