"""Rules of people, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input
from core.server.api.schemas import DecisionType
from core.server.decisions.rules.grammar import Fault
from core.server.decisions.rules.statement import MOST_CHARACTERS, Action, FieldKind
from core.server.decisions.rules.tally import Outcome
from core.server.lab.rule_trial import Standing

RuleMode = Literal["off", "shadow", "on"]
RuleName = Annotated[str, Field(min_length=1, max_length=80)]
RuleText = Annotated[str, Field(max_length=2 * MOST_CHARACTERS)]


class RuleIn(Input):
    """A new rule. `place` is where it stands among the others, null: last."""

    name: RuleName
    text: RuleText
    mode: RuleMode = "shadow"
    place: Annotated[int, Field(ge=0, le=1000)] | None = None


class RulePatch(Input):
    """What is to change of a rule; null stays as it is."""

    name: RuleName | None = None
    text: RuleText | None = None
    mode: RuleMode | None = None


class RuleOrderIn(Input):
    """The ids of rules in the order in which they are to be looked at; those that are left out come after them."""

    ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=1000)]


class RuleTextIn(Input):
    """A text that may be a rule."""

    text: RuleText


class RuleFault(BaseModel):
    """Why a text is no rule: from which character on, how many, and a word that helps (what was expected or meant)."""

    fault: Fault
    at: int
    length: int
    word: str


class RuleCondition(BaseModel):
    """A condition: its field, its operator and its value, each as it stands in the text."""

    field: str
    kind: FieldKind
    operator: str
    value: str


class RuleStatement(BaseModel):
    """What a rule says. `duration` is `duration_seconds` as it stands in the text."""

    conditions: list[RuleCondition]
    action: Action
    duration_seconds: int
    duration: str


class RuleChecked(BaseModel):
    """A text read: its one form and what it says, or what is wrong with it."""

    text: str
    statement: RuleStatement | None
    fault: RuleFault | None


class RuleHour(BaseModel):
    """Hits of an hour, how many of them became decisions that are carried out, and of how many people were told."""

    t: datetime
    hits: int
    decided: int
    told: int


class RuleHit(BaseModel):
    """A rule met a source. `values` are what it had where a condition compares a number, in their order."""

    at: datetime
    source: str
    service: str
    outcome: Outcome
    score: float | None
    values: list[float | None]
    decided: DecisionType | None
    decision_id: str


class PolicyRule(BaseModel):
    """A rule, and what it met since its text is as it is (`changed_at`).

    A hit is a source that began to match; it is the same one for as long as the rule's action lasts. `statement` is
    null where this release cannot read the rule, which then does nothing. `tried_at`: when this text was last
    simulated. `hours` are those of the last week with hits; `holding` decisions of the rule are in force.
    """

    id: str
    name: str
    text: str
    mode: RuleMode
    statement: RuleStatement | None
    made_at: datetime
    made_by: str
    changed_at: datetime
    changed_by: str
    tried_at: datetime | None
    hits: int
    decided: int
    told: int
    hits_24h: int
    decided_24h: int
    told_24h: int
    last_at: datetime | None
    left_out: int
    holding: int
    hours: list[RuleHour]
    recent: list[RuleHit]


class RuleTemplate(BaseModel):
    """A rule to begin with; the application has words for its id."""

    id: str
    text: str


class RuleField(BaseModel):
    """What a condition may be about."""

    name: str
    kind: FieldKind


class PolicyRules(BaseModel):
    """All rules in the order in which they are looked at.

    `enforcing` of `services` carry decisions out; at the others everything is simulated. `kept_days`: how far back a
    simulation can look. `systems_known`: whether there is a database of autonomous systems, without which `asn` meets
    nobody; `countries_known` is the same of countries.
    """

    items: list[PolicyRule]
    templates: list[RuleTemplate]
    fields: list[RuleField]
    services: int
    enforcing: int
    frozen: bool
    kept_days: int
    systems_known: bool
    countries_known: bool
    as_of: datetime


class RuleTrialIn(Input):
    """A rule's text, to be put to what was kept of a time."""

    text: RuleText
    from_at: datetime
    to_at: datetime


class RuleTrialHour(BaseModel):
    """Hits of an hour; `doubtful` are those about sources that nothing else speaks against."""

    t: datetime
    hits: int
    doubtful: int


class RuleTrialExample(BaseModel):
    """A source that would have been hit (see core.server.lab.rule_trial)."""

    source: str
    service: str
    at: datetime
    hits: int
    score: float | None
    p_value: float
    values: list[float | None]
    standing: Standing
    policy: DecisionType | None
    held: bool
    sampled: bool


class RuleTrialOut(BaseModel):
    """What a rule would have done; of a rule that notifies `notices` are how often it would have told, else null.

    Kept are at most 32 sources of a report that stand out, and one source in `sampled_one_in` whatever it does: of
    these `sampled`, `sampled_hit` were hit. `standings` count the `sources` by what is known of them; `held` of them
    were already held by a decision as strong. Of `records` reports something was kept; `complete` is false where there
    were more and the older ones are left out. `more`: there were more sources than are counted.
    """

    text: str
    statement: RuleStatement
    hits: int
    notices: int | None
    sources: int
    held: int
    standings: dict[Standing, int]
    sampled: int
    sampled_hit: int
    sampled_one_in: int
    hours: list[RuleTrialHour]
    examples: list[RuleTrialExample]
    records: int
    complete: bool
    more: bool
    covered_from_at: datetime | None
    covered_to_at: datetime | None
