"""Rules of notifications, and silences."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from core.server.accounts.person import Person
from core.server.api import notification_schemas as schemas
from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.notification_shapes import rule_shown, silence_shown
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedOperator, Operator, Reader
from core.server.api.reach import check_service
from core.server.api.refused import RefusedReach
from core.server.errors import Forbidden
from core.server.notifications.book import Said
from core.server.notifications.rule import NotificationRule
from core.server.notifications.silence import Silence

router = APIRouter(prefix="/notifications", tags=["notifications"])
RuleName = Annotated[str, Path(max_length=63, pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
SilenceId = Annotated[str, Path(max_length=32, pattern=r"^[a-z0-9]+$")]
_PATTERN = frozenset("*?")


@router.get("/rules")
async def list_notification_rules(parts: PartsDep, _person: Reader) -> schemas.NotificationRuleList:
    """Show all rules by name."""
    names = sorted(parts.notifications.book.rules)
    return schemas.NotificationRuleList(rules=[rule_shown(parts, name) for name in names])


@router.put("/rules/{name}")
async def put_notification_rule(
    name: RuleName, body: NotificationRule, request: Request, parts: PartsDep, person: Operator
) -> schemas.NotificationRuleOut:
    """Make or change a rule. What is open and fits it is told at once."""
    book = parts.notifications.book
    before = book.rules.get(name)
    await book.put_rule(name, body, Said(parts.clock.now(), person.login))
    was = None if before is None else before.model_dump(mode="json", exclude_defaults=True)
    told = body.model_dump(mode="json", exclude_defaults=True)
    parts.audit.note(caller_of(request, person), "put_notification_rule", name, before=was, after=told)
    return rule_shown(parts, name)


@router.delete("/rules/{name}", status_code=204)
async def delete_notification_rule(name: RuleName, request: Request, parts: PartsDep, person: Operator) -> None:
    """Take a rule away. What it brought and was sent already goes on to its end."""
    before = await parts.notifications.book.delete_rule(name)
    was = before.model_dump(mode="json", exclude_defaults=True)
    parts.audit.note(caller_of(request, person), "delete_notification_rule", name, before=was)


@router.get("/silences")
async def list_notification_silences(parts: PartsDep, _person: Reader) -> schemas.NotificationSilenceList:
    """Show all silences and maintenance windows that are not over."""
    now = parts.clock.now()
    silences = [name for name, each in parts.notifications.book.silences.items() if not each.is_over(now)]
    shown = [silence_shown(parts, each, now) for each in silences]
    return schemas.NotificationSilenceList(as_of=instant(now), silences=shown)


@router.post("/silences", status_code=201)
async def create_notification_silence(
    body: Silence, request: Request, parts: PartsDep, person: NarrowedOperator
) -> schemas.NotificationSilenceOut:
    """Have nobody told of some events for a while, or within hours each week."""
    _check_reach(person, body)
    now = parts.clock.now()
    made = await parts.notifications.book.put_silence(body, Said(now, person.login))
    told = body.model_dump(mode="json", exclude_defaults=True)
    parts.audit.note(caller_of(request, person), "create_notification_silence", made, after=told)
    return silence_shown(parts, made, now)


@router.delete("/silences/{silence_id}", status_code=204)
async def delete_notification_silence(
    silence_id: SilenceId, request: Request, parts: PartsDep, person: NarrowedOperator
) -> None:
    """End a silence. What it held back and is open still is told at once."""
    book = parts.notifications.book
    if silence_id in book.silences:
        _check_reach(person, book.silences[silence_id])
    before = await book.delete_silence(silence_id)
    was = before.model_dump(mode="json", exclude_defaults=True)
    parts.audit.note(caller_of(request, person), "delete_notification_silence", silence_id, before=was)


def _check_reach(person: Person, silence: Silence) -> None:
    """Let pass who may silence that: whose scope is limited, services of theirs by name alone."""
    if not person.scope.limited:
        return
    for service in silence.events.services:
        if _PATTERN & set(service):
            raise Forbidden(RefusedReach.beyond_services())
        check_service(person, service)
