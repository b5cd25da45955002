"""Rules of people as the API shows them."""

from typing import TYPE_CHECKING

from core.server.api.decision_shapes import instant
from core.server.api.rules_schemas import (
    PolicyRule,
    RuleCondition,
    RuleFault,
    RuleHit,
    RuleHour,
    RuleStatement,
    RuleTrialExample,
    RuleTrialHour,
    RuleTrialOut,
)
from core.server.decisions.rules.grammar import RuleError, parse
from core.server.decisions.rules.statement import FIELDS, condition_words, duration_text, text_of
from core.server.decisions.rules.tally import HOUR_SECONDS, MOST_HOURS, RuleTally
from core.server.lab.feature_rows import SAMPLED_ONE_IN

if TYPE_CHECKING:
    from core.server.decisions.rules.statement import Statement
    from core.server.ingest.commands import Rule
    from core.server.lab.rule_trial import Found

_DAY_HOURS = 24


def shown_statement(statement: "Statement") -> RuleStatement:
    """Return what a rule says."""
    words = [condition_words(each) for each in statement.conditions]
    return RuleStatement(
        conditions=[
            RuleCondition(field=field, kind=FIELDS[field], operator=operator, value=value)
            for field, operator, value in words
        ],
        action=statement.action,
        duration_seconds=statement.seconds,
        duration=duration_text(statement.seconds),
    )


def shown_fault(error: RuleError) -> RuleFault:
    """Return why a text is no rule."""
    return RuleFault(fault=error.fault, at=error.at, length=error.length, word=error.word)


def shown_rule(rule: "Rule", tally: RuleTally | None, holding: int, tried_at: float, now: float) -> PolicyRule:
    """Return a rule with what it met."""
    if tally is None or tally.text != rule.text:
        tally = RuleTally(text=rule.text, since=rule.changed_at)
    lately = [hour for hour in tally.hours if hour.t > now - _DAY_HOURS * HOUR_SECONDS]
    week = [hour for hour in tally.hours if hour.t > now - MOST_HOURS * HOUR_SECONDS]
    return PolicyRule(
        id=rule.id,
        name=rule.name,
        text=rule.text,
        mode=rule.mode,
        statement=_readable(rule.text),
        made_at=instant(rule.made_at),
        made_by=rule.made_by,
        changed_at=instant(rule.changed_at),
        changed_by=rule.changed_by,
        tried_at=instant(tried_at) if tried_at else None,
        hits=tally.hits,
        decided=tally.decided,
        told=tally.told,
        hits_24h=sum(hour.hits for hour in lately),
        decided_24h=sum(hour.decided for hour in lately),
        told_24h=sum(hour.told for hour in lately),
        last_at=instant(tally.last_at) if tally.last_at else None,
        left_out=tally.left_out,
        holding=holding,
        hours=[RuleHour(t=instant(hour.t), hits=hour.hits, decided=hour.decided, told=hour.told) for hour in week],
        recent=[
            RuleHit(
                at=instant(hit.at),
                source=hit.source,
                service=hit.service,
                outcome=hit.outcome,
                score=hit.score,
                values=list(hit.values),
                decided=hit.decided,
                decision_id=hit.decision_id,
            )
            for hit in tally.recent
        ],
    )


def shown_trial(statement: "Statement", found: "Found", records: int, *, complete: bool) -> RuleTrialOut:
    """Return what a rule would have done."""
    return RuleTrialOut(
        text=text_of(statement),
        statement=shown_statement(statement),
        hits=found.hits,
        notices=found.notices,
        sources=found.sources,
        held=found.held,
        standings=found.standings,
        sampled=found.sampled,
        sampled_hit=found.sampled_hit,
        sampled_one_in=SAMPLED_ONE_IN,
        hours=[RuleTrialHour(t=instant(hour.t), hits=hour.hits, doubtful=hour.doubtful) for hour in found.hours],
        examples=[
            RuleTrialExample(
                source=each.source,
                service=each.service,
                at=instant(each.at),
                hits=each.hits,
                score=each.score,
                p_value=each.p_value,
                values=list(each.values),
                standing=each.standing,
                policy=each.policy,
                held=each.held,
                sampled=each.sampled,
            )
            for each in found.examples
        ],
        records=records,
        complete=complete,
        more=found.more,
        covered_from_at=instant(found.covered_from_at) if records else None,
        covered_to_at=instant(found.covered_to_at) if records else None,
    )


def _readable(text: str) -> RuleStatement | None:
    try:
        return shown_statement(parse(text))
    except RuleError:
        return None
