"""Alarms and their rules, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from core.server.alarms.builtin import SummaryCode
from core.server.alarms.rule import Rule, RuleKind, Severity
from core.server.api.input import Input
from core.server.api.schemas import Page


class AcknowledgementOut(BaseModel):
    """That somebody knows of an alarm; null `until_at`: to its end. `note` is any text."""

    at: datetime
    by: str
    note: str
    until_at: datetime | None


class SilenceOut(BaseModel):
    """That nobody is to be told until then. `note` is any text."""

    at: datetime
    by: str
    note: str
    until_at: datetime


class AlarmOut(BaseModel):
    """An alarm. `node_id` and `entity` (any text) are empty where a group is meant.

    `kind` is the rule's: what is `absence` or `silence` has seconds as its value, an `anomaly` its surprise.
    `summary_code` is null where the summary is in somebody's own words, which are shown as they are. `value` is the
    newest, of one that is over the one that fired it. `cleared_why`: empty where its value is back, else
    `gone` (its series is), `rule` (was changed), `node` (was deleted).
    """

    id: str
    rule: str
    kind: RuleKind
    severity: Severity
    summary: str
    summary_code: SummaryCode | None
    metric: str
    node_id: str
    entity: str
    value: float
    threshold: float | None
    since_at: datetime
    fired_at: datetime
    cleared_at: datetime | None
    cleared_why: str
    acknowledged: AcknowledgementOut | None
    silenced: SilenceOut | None


class AlarmList(BaseModel):
    """What fires now, the newest first.

    `pending`: what may fire soon. `unscored`: metrics that no detector has room for.
    """

    as_of: datetime
    pending: int
    unscored: int
    alarms: list[AlarmOut]


AlarmPage = Page[AlarmOut]


class AlarmEvent(BaseModel):
    """Something that happened to an alarm; `by` and `note` are a person's."""

    at: datetime
    what: Literal["fired", "cleared", "acknowledged", "unacknowledged", "silenced", "unsilenced"]
    value: float
    why: str
    by: str
    note: str
    until_at: datetime | None


class AlarmDetail(AlarmOut):
    """An alarm with the rule as it was when it fired, and all that happened, oldest first."""

    rule_said: Rule
    events: list[AlarmEvent]


class AcknowledgeIn(Input):
    """Null `duration_seconds`: to the alarm's end."""

    note: Annotated[str, Field(max_length=500)] = ""
    duration_seconds: Annotated[int, Field(ge=60, le=30 * 86_400)] | None = None


class SilenceIn(Input):
    """For how long nobody is to be told of this rule about this series, also when it fires anew."""

    duration_seconds: Annotated[int, Field(ge=60, le=366 * 86_400)]
    note: Annotated[str, Field(max_length=500)] = ""


class StandingSilence(BaseModel):
    """A silence. `node_id` and `entity` (any text) are empty where a group is meant, `note` is any text.

    `alarm_id` is what fires under it, null where nothing does. Of a rule that was taken away there is no summary.
    """

    id: str
    rule: str
    summary: str
    summary_code: SummaryCode | None
    node_id: str
    entity: str
    alarm_id: str | None
    at: datetime
    by: str
    note: str
    until_at: datetime


class StandingSilenceList(BaseModel):
    """What nobody is told of now; what ends first comes first."""

    as_of: datetime
    silences: list[StandingSilence]


class StandingSilenceIn(SilenceIn):
    """What nobody is to be told of: a rule and one of its series, empty for what a group leaves open."""

    rule: Annotated[str, Field(min_length=1, max_length=63)]
    node_id: Annotated[str, Field(max_length=64)] = ""
    entity: Annotated[str, StringConstraints(max_length=256, strip_whitespace=False)] = ""


class RuleOut(BaseModel):
    """A rule under its name. `origin`: `builtin`, `changed` (a built-in one, by a person) or `own`.

    `summary_code` is null where the summary is in somebody's own words.
    """

    name: str
    origin: Literal["builtin", "changed", "own"]
    changed_at: datetime | None
    changed_by: str
    summary_code: SummaryCode | None
    rule: Rule


class RuleList(BaseModel):
    """All rules by name."""

    as_of: datetime
    rules: list[RuleOut]


class TrialIn(Input):
    """A rule to be tried over the past."""

    rule: Rule
    hours: Annotated[int, Field(ge=1, le=168)] = 24


class TrialAlarm(BaseModel):
    """An alarm that there would have been; null `cleared_at`: it would fire still. `entity` is any text."""

    node_id: str
    entity: str
    fired_at: datetime
    cleared_at: datetime | None
    value: float


class Trial(BaseModel):
    """How often a rule would have fired. The points were averages of `step_seconds`: live they are of ten seconds.

    `alarms` are the newest 200 of `fired`.
    """

    step_seconds: int
    series: int
    fired: int
    firing_seconds: int
    alarms: list[TrialAlarm]


class RulesIn(Input):
    """A whole set of rules: YAML (or JSON) with `alarms`, a mapping from names to rules.

    `prune`: people's rules that are not in it are taken away, and built-in ones are as they were.
    """

    text: Annotated[str, Field(max_length=1_000_000)]
    prune: bool = False
    dry_run: bool = False


class RuleChangeOut(BaseModel):
    """What happens to one rule."""

    what: Literal["create", "update", "delete"]
    name: str
    before: Rule | None
    after: Rule | None


class RuleChanges(BaseModel):
    """What was changed, or with `dry_run` would be."""

    dry_run: bool
    changes: list[RuleChangeOut]
