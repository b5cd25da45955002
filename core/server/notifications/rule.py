"""A rule: which events go to which chats, at which hours, how often, and to whom if nobody sees to them."""

import re
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from core.server.notifications.event import Event, Severity
from core.server.notifications.hours import Hours
from core.server.notifications.matching import Matcher
from core.server.notifications.written import Written

MOST_RULES: Final = 200
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?")
_FIELDS: Final = frozenset({"kind", "severity", "service", "node"})
_DAY: Final = 86_400

ChatId = Annotated[str, Field(pattern=r"^[a-z0-9]{1,32}$")]
Chats = Annotated[tuple[ChatId, ...], Field(max_length=50)]
GroupBy = Annotated[str, Field(pattern=r"^(kind|severity|service|node|label:[a-z][a-z0-9_]{0,31})$")]


class Damping(Written):
    """What begins more often than `times` within `seconds` goes on as one message that says so, until it is calm."""

    times: Annotated[int, Field(ge=2, le=100)] = 4
    seconds: Annotated[int, Field(ge=60, le=_DAY)] = 1800


class NotificationRule(Written):
    """Outside `hours` (of None: never) what it means is held until they begin; criticals not, if `criticals_always`.

    With `group_by` what begins within `group_seconds` and is alike in those fields is one message. What stays open
    and not acknowledged is told again each `repeat_seconds`, and after `escalate_seconds` to `escalate_to`; 0 is never.
    """

    events: Matcher = Matcher(severity="high")
    chats: Annotated[Chats, Field(min_length=1)]
    hours: Hours | None = None
    criticals_always: bool = True
    group_by: Annotated[tuple[GroupBy, ...], Field(max_length=5)] = ()
    group_seconds: Annotated[int, Field(ge=10, le=_DAY)] = 300
    repeat_seconds: Annotated[int, Field(ge=0, le=7 * _DAY)] = 0
    escalate_to: Chats = ()
    escalate_seconds: Annotated[int, Field(ge=0, le=7 * _DAY)] = 0
    damping: Damping | None = Damping()
    summary: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    enabled: bool = True

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.escalate_to) != bool(self.escalate_seconds):
            raise ValueError("escalate_to and escalate_seconds are wanted both, or none")
        if 0 < self.repeat_seconds < 60:
            raise ValueError("repeat_seconds: at least 60, or 0 for never")
        return self

    def opens_at(self, severity: Severity, now: float) -> float:
        """Return from when on what is so severe may be told: `now`, or when the hours begin."""
        if self.hours is None or (self.criticals_always and severity == "critical"):
            return now
        return self.hours.opens_at(now)

    def group_of(self, event: Event) -> tuple[str, ...]:
        """Return what events of one group are alike in."""
        return tuple(_field(event, name) for name in self.group_by)


def is_rule_name(name: str) -> bool:
    """Say whether a rule may be called so."""
    return _NAME.fullmatch(name) is not None


def _field(event: Event, name: str) -> str:
    if name in _FIELDS:
        return str(getattr(event, name))
    return event.labels.get(name.removeprefix("label:"), "")
