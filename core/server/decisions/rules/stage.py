"""Rules of people put to a record: who matches is decided about. Pure, and nothing at all where there are no rules.

A rule needs no second key: the person who wrote it has decided. Everything else that holds automation back holds it
back too: `reach` (the allowlist, the fleet's own addresses, verified crawlers, pardons, the strongest step of the
service, a service that only observes), the budget of bans, and the freeze. Of the rules that are on, the first that a
source matches acts; a rule in shadow is counted where it would have been that one. Rules that only notify stand apart
(see `notices`).
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from agent.contract.wire import DecisionType, Sample
from core.server.decisions.budget import spend_ban
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK, Decision, RuleRecord
from core.server.decisions.evidence import evidence_of, explained
from core.server.decisions.harm import DAMNING, harms_of
from core.server.decisions.ladder import at_most
from core.server.decisions.reach import Reach, reach_of
from core.server.decisions.rules.compiled import Compiled
from core.server.decisions.rules.hits import (
    MOST_MATCHES,
    MOST_RUNNING,
    count_hits,
    forget_over,
    hit_of,
    key_of,
    score_of,
)
from core.server.decisions.rules.tally import Hit, Outcome
from core.server.decisions.state import MAX_ACTIVE, DecisionState
from models.scores import Scores

_WINDOW_SECONDS: Final = 600.0


class _Met(NamedTuple):
    """What came of a match, and the decision where one was made."""

    outcome: Outcome
    decision: Decision | None = None


class _Record(NamedTuple):
    scores: Scores
    samples: Sequence[Sample]
    context: Context
    state: DecisionState


def ruled(scores: Scores, samples: Sequence[Sample], context: Context, state: DecisionState) -> list[Decision]:
    """Return the decisions that rules made of a record, in force in `state`, and those that they ended."""
    if not context.rules.deciding:
        return []
    record, changed = _Record(scores, samples, context, state), list[Decision]()
    free = ~scores.late & (scores.requests > 0)
    for rule in context.rules.deciding:
        if rule.rule.mode == "off":
            continue
        found = np.flatnonzero(rule.matches(scores) & free)
        if rule.rule.mode == "on":
            free[found] = False
        if len(found):
            changed += _met(rule, found, record)
    return changed


def _met(rule: Compiled, found: NDArray[np.intp], record: _Record) -> list[Decision]:
    scores, state = record.scores, record.state
    running = state.rule_running.setdefault(rule.rule.id, {})
    if len(found) > MOST_MATCHES:  # else the busiest, once they are dealt with, would keep the others from their turn
        todo = [i for i in found.tolist() if not _is_done(rule, key_of(scores, i), running, record)]
        found = np.array(todo, np.intp)
    chosen = np.sort(found[np.argsort(-scores.requests[found], kind="stable")[:MOST_MATCHES]])
    left_out, hits = len(found) - len(chosen), list[Hit]()
    rows: dict[str, int] = {}
    changed: list[Decision] = []
    forget_over(running, len(chosen), scores.as_of)
    for i in chosen.tolist():
        key = key_of(scores, i)
        if _is_done(rule, key, running, record):
            continue
        is_new = running.get(key, 0.0) <= scores.as_of
        if is_new and len(running) >= MOST_RUNNING:
            is_new, left_out = False, left_out + 1
        met = _outcome(rule, i, record)
        if met.decision is not None:
            rows[met.decision.id] = i
            state.hold(met.decision)
            changed += [met.decision, *state.end_superseded(met.decision)]
        if is_new:
            running[key] = scores.as_of + rule.statement.seconds
            hits.append(hit_of(rule, i, scores, met.outcome, met.decision))
    count_hits(rule, hits, left_out, scores.as_of, state)
    explained_ones = explained(changed, rows, scores)
    for decision in explained_ones:
        if decision.id in rows:
            state.hold(decision)
    return explained_ones


def _is_done(rule: Compiled, key: str, running: dict[str, float], record: _Record) -> bool:
    """Tell, before anything is worked out about a source, whether its hit is counted and nothing is left to do.

    What is only simulated leaves nothing to do where the service observes.
    """
    at = record.scores.as_of
    if running.get(key, 0.0) <= at:
        return False
    if rule.rule.mode == "shadow":
        return True
    value, _, service = key.partition("|")
    observes = record.context.mode(service) == "observe"
    held = record.state.held(value, service, at)
    return any(RANK[d.type] >= RANK[rule.step] and (observes or not d.simulated) for d in held)


def _outcome(rule: Compiled, i: int, record: _Record) -> _Met:
    scores, state = record.scores, record.state
    reach = reach_of(i, scores, record.context, state)
    if not isinstance(reach, Reach):
        return _Met(reach)
    step = at_most(rule.step, reach.most)
    is_shadow = rule.rule.mode == "shadow"
    if _is_held(step, reach, scores.as_of, state, is_shadow=is_shadow):
        return _Met("held")
    if is_shadow:
        return _Met("shadow")
    if step == "ban" and not _spends(i, reach, record):
        step = at_most("limit", reach.most)
        if _is_held(step, reach, scores.as_of, state, is_shadow=False):
            return _Met("held")
    if step != "ban" and len(state.active) >= MAX_ACTIVE:
        return _Met("full")
    return _Met("simulated" if reach.simulated else "decided", _decision(rule, i, step, reach, record))


def _is_held(step: DecisionType, reach: Reach, at: float, state: DecisionState, *, is_shadow: bool) -> bool:
    """Tell whether a decision as strong is in force: what is only simulated does not hold an enforced one."""
    held = state.held(reach.value, reach.service, at)
    return any(RANK[d.type] >= RANK[step] and (reach.simulated or is_shadow or not d.simulated) for d in held)


def _spends(i: int, reach: Reach, record: _Record) -> bool:
    scores, context = record.scores, record.context
    rule = harms_of(scores.features[i : i + 1])[0].rule
    is_outsider = rule is not None and rule.name in DAMNING
    rps = reach.features["requests_600s"] / _WINDOW_SECONDS
    packed = scores.address[i].tobytes()
    return spend_ban(
        reach.service, packed, scores.as_of, record.state, context.budget, is_outsider=is_outsider, rps=rps
    )


def _decision(rule: Compiled, i: int, step: DecisionType, reach: Reach, record: _Record) -> Decision:
    scores, said = record.scores, rule.rule
    harm = harms_of(scores.features[i : i + 1])[0]
    thresholds = record.context.thresholds(reach.service).as_evidence()
    evidence = evidence_of(scores, i, record.samples, thresholds, harm.rule.name if harm.rule else "")
    key = f"{scores.position}|{scores.as_of!r}|{reach.service}|{reach.value}|{said.id}|{step}"
    return Decision(
        id=blake2b(key.encode(), digest_size=12).hexdigest(),
        type=step,
        scope="ip",
        value=reach.value,
        service=reach.service,
        kind=harm.kind,
        decided_at=scores.as_of,
        until_at=scores.as_of + rule.statement.seconds,
        origin="rule",
        simulated=reach.simulated,
        score=score_of(scores, i) or 0.0,
        decided_by=said.name,
        evidence=replace(evidence, basis="rule", rule=RuleRecord(id=said.id, name=said.name, text=said.text)),
    )
