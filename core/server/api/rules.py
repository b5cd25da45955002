"""Rules of people: what acts automatically beside the ladder."""

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from msgspec.structs import asdict, replace

from core.server.api.caller import ChangesNothing, caller_of
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.rule_trials import tried_at
from core.server.api.rules_schemas import (
    PolicyRule,
    PolicyRules,
    RuleChecked,
    RuleField,
    RuleIn,
    RuleOrderIn,
    RulePatch,
    RuleTemplate,
    RuleTextIn,
)
from core.server.api.rules_shapes import shown_fault, shown_rule, shown_statement
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.decisions.rules.grammar import RuleError, parse
from core.server.decisions.rules.statement import FIELDS, text_of
from core.server.decisions.rules.templates import TEMPLATES
from core.server.errors import Conflict, Invalid, NotFound
from core.server.ingest.commands import OrderRules, PutRule, RemoveRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.api.parts import Parts

router = APIRouter(prefix="/rules", tags=["rules"])
MOST_RULES: Final = 100


@router.get("")
async def list_rules(parts: PartsDep, _person: Reader) -> PolicyRules:
    """List the rules in the order in which they are looked at, each with what it met."""
    services = parts.services.all()
    frozen, enforcing = parts.core.live.read(
        lambda live: (
            live.context.frozen is not None,
            sum(live.context.mode(service) == "enforce" for service in services),
        )
    )
    return PolicyRules(
        items=_shown(parts, _said(parts).values()),
        templates=[RuleTemplate(id=name, text=text) for name, text in TEMPLATES.items()],
        fields=[RuleField(name=name, kind=kind) for name, kind in FIELDS.items()],
        services=len(services),
        enforcing=enforcing,
        frozen=frozen,
        kept_days=parts.settings.feature_days,
        systems_known=parts.core.knows_systems,
        countries_known=parts.core.knows_countries,
        as_of=instant(parts.clock.now()),
    )


@router.post("/check", dependencies=[ChangesNothing])
async def check_rule(body: RuleTextIn, _person: Reader) -> RuleChecked:
    """Read a text as a rule: what it says, or what is wrong with it and where."""
    try:
        statement = parse(body.text)
    except RuleError as error:
        return RuleChecked(text=body.text, statement=None, fault=shown_fault(error))
    return RuleChecked(text=text_of(statement), statement=shown_statement(statement), fault=None)


@router.post("", status_code=201)
async def make_rule(body: RuleIn, request: Request, parts: PartsDep, person: Operator) -> PolicyRule:
    """Make a rule; it counts from this second on."""
    if len(_said(parts)) >= MOST_RULES:
        raise Conflict(RefusedDecision.many_rules(most=MOST_RULES))
    now, text = parts.clock.now(), _canonical(body.text)
    rule = Rule(
        id=secrets.token_hex(8),
        name=body.name,
        text=text,
        mode=body.mode,
        made_at=now,
        made_by=person.login,
        changed_at=now,
        changed_by=person.login,
        tried_at=tried_at(text),
    )
    await parts.core.command(PutRule(at=now, rule=rule, by=person.login, place=body.place))
    parts.audit.note(caller_of(request, person), "make_rule", rule.id, after=_audited(rule))
    return _shown(parts, [rule])[0]


@router.patch("/{rule_id}")
async def change_rule(rule_id: str, body: RulePatch, request: Request, parts: PartsDep, person: Operator) -> PolicyRule:
    """Change a rule. What it decided ends where it says something else from now on, or is not on any more."""
    before, now = _one(parts, rule_id), parts.clock.now()
    text = before.text if body.text is None else _canonical(body.text)
    rule = replace(before, name=body.name or before.name, mode=body.mode or before.mode)
    if text != before.text:
        rule = replace(rule, text=text, changed_at=now, changed_by=person.login, tried_at=0.0)
    rule = replace(rule, tried_at=max(rule.tried_at, tried_at(text)))
    await parts.core.command(PutRule(at=now, rule=rule, by=person.login))
    caller = caller_of(request, person)
    parts.audit.note(caller, "change_rule", rule_id, before=_audited(before), after=_audited(rule))
    return _shown(parts, [rule])[0]


@router.delete("/{rule_id}", status_code=204)
async def remove_rule(rule_id: str, request: Request, parts: PartsDep, person: Operator) -> None:
    """Take a rule away; what it decided ends."""
    before = _one(parts, rule_id)
    await parts.core.command(RemoveRule(at=parts.clock.now(), rule_id=rule_id, by=person.login))
    parts.audit.note(caller_of(request, person), "remove_rule", rule_id, before=_audited(before))


@router.put("/order")
async def order_rules(body: RuleOrderIn, request: Request, parts: PartsDep, person: Operator) -> list[PolicyRule]:
    """Say in which order rules are looked at: of those that are on, the first that a source matches acts."""
    before = list(_said(parts))
    await parts.core.command(OrderRules(at=parts.clock.now(), rule_ids=tuple(body.ids), by=person.login))
    caller, after = caller_of(request, person), list(_said(parts))
    parts.audit.note(caller, "order_rules", "", before={"rules": before}, after={"rules": after})
    return _shown(parts, _said(parts).values())


def _said(parts: "Parts") -> dict[str, Rule]:
    return parts.core.live.read(lambda live: live.context.rules.said)


def _one(parts: "Parts", rule_id: str) -> Rule:
    rule = _said(parts).get(rule_id)
    if rule is None:
        raise NotFound(RefusedDecision.no_rule())
    return rule


def _shown(parts: "Parts", rules: "Iterable[Rule]") -> list[PolicyRule]:
    now = parts.clock.now()
    holding = Counter(each.evidence.rule.id for each in parts.core.decisions.active(now) if each.evidence.rule)
    return [
        shown_rule(rule, parts.core.rule_tally(rule.id), holding[rule.id], max(rule.tried_at, tried_at(rule.text)), now)
        for rule in rules
    ]


def _canonical(text: str) -> str:
    try:
        return text_of(parse(text))
    except RuleError as error:
        raise Invalid(RefusedDecision.rule_wrong(why=str(error))) from error


def _audited(rule: Rule) -> dict[str, object]:
    said = asdict(rule)
    return {name: said[name] for name in ("name", "text", "mode")} | {"simulated": bool(rule.tried_at)}
