"""Rules that notify: people hear of who matches, and nobody is held back.

They come from matches, not from decisions: a ban, the allowlist, a service that only observes or is off, and the freeze
keep a rule from deciding, none of them from telling. So they take no part in the order of rules either.
"""

from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.server.decisions.context import Context
from core.server.decisions.rules.compiled import Compiled
from core.server.decisions.rules.hits import (
    MOST_MATCHES,
    MOST_RUNNING,
    count_hits,
    forget_over,
    hit_of,
    key_of,
    tally_of,
)
from core.server.decisions.rules.notice import MOST_NOTICES, Notice
from core.server.decisions.rules.statement import NumberIs
from core.server.decisions.rules.tally import Hit, Outcome
from core.server.decisions.state import DecisionState
from models.scores import Scores

MOST_TOLD: Final = 60  # of one rule in an hour: who wants all of them reads the rule's hits


def note_hits(scores: Scores, context: Context, state: DecisionState) -> None:
    """Count whom the rules that notify met in a record, and put what is to be told into `state.notices`."""
    if not context.rules.notifying:
        return
    present = ~scores.late & (scores.requests > 0)
    for rule in context.rules.notifying:
        if rule.rule.mode != "off":
            found = np.flatnonzero(rule.matches(scores) & present)
            if len(found):
                _note(rule, found, scores, state)


def _note(rule: Compiled, found: NDArray[np.intp], scores: Scores, state: DecisionState) -> None:
    at = scores.as_of
    running = state.rule_running.setdefault(rule.rule.id, {})
    new = [i for i in found.tolist() if running.get(key_of(scores, i), 0.0) <= at]
    forget_over(running, len(new), at)
    most = min(MOST_MATCHES, MOST_RUNNING - len(running))
    taken = sorted(new, key=lambda i: float(scores.requests[i]), reverse=True)[:most]
    room = max(MOST_TOLD - tally_of(rule, state).told_in_hour(at), 0)
    hits: list[Hit] = []
    for place, i in reversed(list(enumerate(taken))):  # the busiest is the newest
        hit = hit_of(rule, i, scores, _outcome(rule, place, room))
        running[key_of(scores, i)] = at + rule.statement.seconds
        hits.append(hit)
        if hit.outcome == "told":
            notice = _notice(rule, hit, scores.position, is_last=place == 0 and len(taken) >= room)
            state.notices = (*state.notices, notice)[-MOST_NOTICES:]
    count_hits(rule, hits, len(new) - len(taken), at, state)


def _outcome(rule: Compiled, place: int, room: int) -> Outcome:
    if rule.rule.mode == "shadow":
        return "shadow"
    return "told" if place < room else "untold"


def _notice(rule: Compiled, hit: Hit, position: int, *, is_last: bool) -> Notice:
    key = f"{position}|{hit.at!r}|{hit.service}|{hit.source}|{rule.rule.id}"
    fields = (each.field if isinstance(each, NumberIs) else "" for each in rule.statement.conditions)
    return Notice(
        id=blake2b(key.encode(), digest_size=12).hexdigest(),
        at=hit.at,
        rule=rule.rule.id,
        name=rule.rule.name,
        text=rule.rule.text,
        source=hit.source,
        service=hit.service,
        score=hit.score,
        had=tuple((field, value) for field, value in zip(fields, hit.values, strict=True) if value is not None),
        again_at=hit.at + rule.statement.seconds,
        is_last=is_last,
    )
