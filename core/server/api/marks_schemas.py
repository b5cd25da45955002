"""What happened in a span of time, in the little that a chart shows of it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from core.server.api.schemas import IncidentVerdict, Kind, Severity
from core.server.proxy.deploy.deployment import Phase
from core.server.scaling.timeline import EventKind


class IncidentMark(BaseModel):
    """An incident; `ended_at` is null while it goes on."""

    id: str
    kind: Kind
    severity: Severity
    service: str
    started_at: datetime
    ended_at: datetime | None
    verdict: IncidentVerdict


class DecisionMark(BaseModel):
    """Decisions that were made close together: when the first one was, how many, and the strongest type."""

    at: datetime
    decisions: int
    type: Literal["limit", "challenge", "ban"]


class DeploymentMark(BaseModel):
    """A deployment, by when it began. `note` is a person's text."""

    id: str
    revision: int
    started_at: datetime
    ended_at: datetime | None
    phase: Phase
    note: str


class ScalingMark(BaseModel):
    """What happened to a service's replicas."""

    service: str
    at: datetime
    kind: EventKind
    before: int
    after: int


class Marks(BaseModel):
    """What a chart marks on its time axis, each list the oldest first."""

    as_of: datetime
    incidents: list[IncidentMark]
    decisions: list[DecisionMark]
    deployments: list[DeploymentMark]
    scaling: list[ScalingMark]
