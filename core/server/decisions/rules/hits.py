"""Hits of rules: a source that begins to match is counted once, for as long as the rule says."""

from math import isnan
from typing import Final

from agent.contract.address import address_text
from core.server.decisions.decision import Decision
from core.server.decisions.memory import source_key
from core.server.decisions.rules.compiled import Compiled
from core.server.decisions.rules.tally import Hit, Outcome, RuleTally
from core.server.decisions.state import DecisionState
from models.scores import Scores

MOST_MATCHES: Final = 2000  # of one rule in one record: the busiest
MOST_RUNNING: Final = 20_000  # hits of one rule that are not over


def key_of(scores: Scores, i: int) -> str:
    """Return the key of the source of entry `i` at its service."""
    return source_key(address_text(scores.address[i].tobytes()), scores.services[int(scores.service[i])])


def score_of(scores: Scores, i: int) -> float | None:
    """Return the score of entry `i`, None where it is not known."""
    score = float(scores.score[i])
    return None if isnan(score) else score


def hit_of(rule: Compiled, i: int, scores: Scores, outcome: Outcome, decision: Decision | None = None) -> Hit:
    """Return that a rule met entry `i`, and what came of it."""
    value, _, service = key_of(scores, i).partition("|")
    return Hit(
        at=scores.as_of,
        source=value,
        service=service,
        outcome=outcome,
        score=score_of(scores, i),
        values=tuple(None if each is None or isnan(each) else each for each in rule.values(scores, i)),
        decided=decision.type if decision else None,
        decision_id=decision.id if decision else "",
    )


def tally_of(rule: Compiled, state: DecisionState) -> RuleTally:
    """Return what a rule met since its text is as it is."""
    tally = state.rule_tallies.get(rule.rule.id)
    if tally is None or tally.text != rule.rule.text:
        return RuleTally(text=rule.rule.text, since=rule.rule.changed_at)
    return tally


def count_hits(rule: Compiled, hits: list[Hit], left_out: int, at: float, state: DecisionState) -> None:
    """Add the hits of a record to those of their rule."""
    if hits or left_out:
        state.rule_tallies[rule.rule.id] = tally_of(rule, state).with_hits(hits, at, left_out)


def forget_over(running: dict[str, float], new: int, at: float) -> None:
    """Forget the hits that are over, where `new` ones would else have no room."""
    if len(running) + new > MOST_RUNNING:
        for key in [key for key, until in running.items() if until <= at]:
            del running[key]
