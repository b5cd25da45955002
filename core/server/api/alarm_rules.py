"""Rules of alarms: read, changed one by one or as a whole, and tried over the past."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError

from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.rule import Rule
from core.server.alarms.rules import RuleChange
from core.server.alarms.trial import Past, try_rule
from core.server.api import alarms_schemas as schemas
from core.server.api.alarms_shapes import change_shown, rule_shown
from core.server.api.caller import ChangesNothing, caller_of, changes_nothing
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import Invalid
from core.server.proxy.documents.yaml_text import dump, load

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(prefix="/alarm-rules", tags=["alarms"])
RuleName = Annotated[str, Path(max_length=63, pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
_FIELD = "alarms"
_ERRORS_TOLD = 200


@router.get("")
async def list_alarm_rules(parts: PartsDep, _person: Reader) -> schemas.RuleList:
    """Show all rules by name, the built-in ones among them."""
    rules = [rule_shown(each) for each in parts.alarms.rules.all()]
    return schemas.RuleList(as_of=instant(parts.clock.now()), rules=rules)


@router.get("/export", responses={200: {"content": {"application/yaml": {}}}}, response_class=Response)
async def export_alarm_rules(parts: PartsDep, _person: Reader) -> Response:
    """Return people's rules as YAML, as `apply` takes them."""
    own = [each for each in parts.alarms.rules.all() if each.origin != "builtin"]
    said = {each.name: each.rule.model_dump(mode="json", exclude_defaults=True) for each in own}
    return Response(dump({_FIELD: said} if said else {}), media_type="application/yaml")


@router.post("/apply")
async def apply_alarm_rules(
    body: schemas.RulesIn, request: Request, parts: PartsDep, person: Operator
) -> schemas.RuleChanges:
    """Bring the rules to what a text says, all or none, or with `dry_run` say what that would change."""
    changes = parts.alarms.rules.plan(_declared(body.text), prune=body.prune)
    if body.dry_run or not changes:
        await changes_nothing(request)
    else:
        await _make(parts, changes, request, person)
    return schemas.RuleChanges(dry_run=body.dry_run, changes=[change_shown(each) for each in changes])


@router.post("/try", dependencies=[ChangesNothing])
async def try_alarm_rule(body: schemas.TrialIn, parts: PartsDep, _person: Operator) -> schemas.Trial:
    """Say how often a rule would have fired over the stored past. Nothing is changed."""
    now = int(parts.clock.now())
    nodes = {node.id: node.name for node in parts.fleet.all()}
    past = Past(nodes=nodes, from_at=now - body.hours * 3600, to_at=now, now=now)
    async with parts.database.connection() as connection:
        tried = await try_rule(connection, parts.core.names_read, body.rule, past)
    return schemas.Trial(
        step_seconds=tried.step_seconds,
        series=tried.series,
        fired=tried.fired,
        firing_seconds=tried.firing_seconds,
        alarms=[
            schemas.TrialAlarm(
                node_id=each.key.node,
                entity=each.key.entity,
                fired_at=instant(each.fired_at),
                cleared_at=instant(each.cleared_at) if each.cleared_at else None,
                value=each.value,
            )
            for each in tried.alarms
        ],
    )


@router.get("/{name}")
async def read_alarm_rule(name: RuleName, parts: PartsDep, _person: Reader) -> schemas.RuleOut:
    """Show a rule."""
    return rule_shown(parts.alarms.rules.get(name))


@router.put("/{name}")
async def put_alarm_rule(
    name: RuleName, body: Rule, request: Request, parts: PartsDep, person: Operator
) -> schemas.RuleOut:
    """Make or change a rule; what stands against the former one is over."""
    await _make(parts, parts.alarms.rules.plan({name: body}, prune=False), request, person)
    return rule_shown(parts.alarms.rules.get(name))


@router.delete("/{name}", status_code=204)
async def delete_alarm_rule(name: RuleName, request: Request, parts: PartsDep, person: Operator) -> None:
    """Take a person's rule away; a built-in one that was changed is as it was."""
    await _make(parts, [parts.alarms.rules.deletion(name)], request, person)


async def _make(parts: "Parts", changes: list[RuleChange], request: Request, person: "Person") -> None:
    if not changes:
        await changes_nothing(request)
        return
    await parts.alarms.change_rules(changes, by=person.login)
    for each in changes:
        before, after = (rule and rule.model_dump(exclude_defaults=True) for rule in (each.before, each.after))
        parts.audit.note(caller_of(request, person), f"{each.what}_alarm_rule", each.name, before=before, after=after)


def _declared(text: str) -> dict[str, Rule]:
    """Return the rules that a text declares; all that is wrong is told at once."""
    value = load(text)
    value = {} if value is None else value
    if not isinstance(value, dict) or value.keys() - {_FIELD} or not isinstance(value.get(_FIELD) or {}, dict):
        raise Invalid(RefusedAlarm.alarm_rules_no_mapping(field=_FIELD))
    rules, errors = {}, []
    for name, said in (value.get(_FIELD) or {}).items():
        try:
            rules[str(name)] = Rule.model_validate(said)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_input=False, include_context=False):
                place = ".".join(str(part)[:100] for part in (str(name)[:100], *each["loc"]))
                errors.append((place, each["msg"].removeprefix("Value error, ")))
    if errors:
        told = errors[:_ERRORS_TOLD]
        raise Invalid("; ".join(f"{place}: {message}" for place, message in told), errors=told)
    return rules
