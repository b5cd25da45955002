"""The Overview's models of the API. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.fleet_schemas import NodeBrief
from core.server.api.input import Input
from core.server.api.schemas import Kpis
from core.server.attention.changes import ChangeKind
from core.server.attention.item import MOST_KEY, ItemKind

OverviewState = Literal["attack", "trouble", "watch", "warming_up", "no_data", "quiet"]
FirstStepName = Literal["node", "service", "domain", "certificate", "traffic", "mode"]


class Checked(BaseModel):
    """What was looked at to come to the verdict: how many of each."""

    nodes: int
    services: int
    domains: int
    certificates: int


class OverviewVerdict(BaseModel):
    """The answer first. `trouble`: something severe is to be done; `watch`: something is to be looked at.

    `key` is of the item that it is about, `items` are those that wait for somebody, snoozed ones not among them.
    """

    state: OverviewState
    key: str
    items: int
    scoring: Literal["on", "warming_up", "off", "behind"]
    checked: Checked


class AttentionItem(BaseModel):
    """Something to look at. `subject` is what `kind` is about: an incident's, a node's or an alarm's id, a name.

    `what` is a code that tells more; `detail` is a machine's text. `snoozed_until` says that somebody let it wait,
    `assignee` who sees to it; `by` is who is behind it (froze automation, deployed, acknowledged the alarm).
    """

    key: str
    kind: ItemKind
    severity: Literal["low", "medium", "high", "critical"]
    subject: str
    name: str
    what: str
    detail: str
    service: str
    node_id: str
    since_at: datetime | None
    until_at: datetime | None
    count: int
    by: str
    snoozed_until: datetime | None
    snoozed_by: str
    assignee: str


class OverviewService(BaseModel):
    """A service now: means of the last 10 s. `anomalous_share` is of requests, null without any."""

    name: str
    mode: Literal["off", "observe", "enforce"]
    rps: float
    refused_rps: float
    anomalous_share: float | None
    errors_5xx_share: float | None
    latency_p95_ms: float | None
    spark: list[float | None]


class OverviewChange(BaseModel):
    """Something that became different. `what` is an action of the audit log, or how a thing began or ended.

    `by` is empty where it was automation.
    """

    kind: ChangeKind
    at: datetime
    what: str
    by: str
    subject: str
    service: str
    name: str
    before: int
    after: int


class FirstStep(BaseModel):
    """A step of setting up, which knows by itself whether it is done. `subject` is what it waits for or was done by."""

    name: FirstStepName
    done: bool
    optional: bool
    subject: str


class FirstSteps(BaseModel):
    """The way from an empty system to one that protects. `dismissed`: somebody put it away."""

    dismissed: bool
    steps: list[FirstStep]


class Overview(BaseModel):
    """Whether everything is fine, and if not, what comes first."""

    as_of: datetime
    verdict: OverviewVerdict
    attention: list[AttentionItem]
    kpis: Kpis
    nodes: list[NodeBrief]
    services: list[OverviewService]
    services_total: int
    changes: list[OverviewChange]
    first_steps: FirstSteps | None


class AttentionIn(Input):
    """What to say of an item; what is left out stays. `snoozed_seconds` 0 wakes it, an empty `assignee` lets it go."""

    key: Annotated[str, Field(min_length=1, max_length=MOST_KEY)]
    snoozed_seconds: Annotated[int, Field(ge=0, le=30 * 86_400)] | None = None
    assignee: Annotated[str, Field(max_length=100)] | None = None


class FirstStepsIn(Input):
    """Whether the first steps are put away."""

    dismissed: bool
