"""Deployments and what nodes run, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.config_schemas import NodePreviewOut, ProxyProblem
from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut, codes
from core.server.proxy.deploy.sync import Behind


class DeployIn(Input):
    """Bring the newest revision to the nodes. With `despite_problems` sites that cannot be made stay as they are.

    `expected_revision` is the one that the person saw: where it is not the newest any more, nothing is deployed.
    """

    note: Annotated[str, Field(max_length=500)] = ""
    despite_problems: bool = False
    expected_revision: Annotated[int, Field(ge=0)] | None = None


class DeployedNode(BaseModel):
    """How far a deployment is on a node. `candidate` and `before` are digests of manifests."""

    id: str
    name: str
    status: Literal["waiting", "checked", "applied", "failed", "away"]
    candidate: str
    before: str
    problems: list[ProxyProblem]
    seconds: float
    heard_at: datetime | None


class DeploymentEntry(BaseModel):
    """Something that happened in a deployment, on a node where it names one."""

    at: datetime
    what: str
    node: str
    detail: str


class DeploymentOut(BaseModel):
    """A revision on its way to the nodes: `first` is where it is tried, `few` where it goes next.

    `reason` is why it did not get there.
    """

    id: str
    revision: int
    phase: Literal["checking", "trying", "widening", "spreading", "done", "failed", "cancelled"]
    note: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    first: str
    few: list[str]
    reason: str
    nodes: list[DeployedNode]
    timeline: list[DeploymentEntry]


class DeployOut(BaseModel):
    """A deployment that began, null in a dry run, and what it makes different on the nodes that it concerns."""

    deployment: DeploymentOut | None
    revision: int
    nodes: list[NodePreviewOut]


class ProxyMember(BaseModel):
    """How a member of a service is, as a node sees it. `serving` is whether NGINX is given its address now."""

    service: str
    member: str
    serving: bool
    healthy: bool
    reason: str
    since_at: datetime | None


class ProxyBehind(ToldOut):
    """What keeps a node from running the newest revision. `code` with its `args` says what `message` says."""

    code: Annotated[str, codes(Behind)]


class ProxyNode(BaseModel):
    """What a node's NGINX is to run and runs, by digests of manifests.

    `desired` is that of the newest revision, `confirmed` that of the last deployment that ended well, `applied` what
    NGINX's workers answer with. `why` says in words what keeps the three apart, where something does.
    """

    id: str
    name: str
    in_sync: bool
    why: ProxyBehind | None
    desired: str
    confirmed: str
    applied: str
    revision: int
    confirmed_at: datetime | None
    heard_at: datetime | None
    left_out: list[ProxyProblem]
    problems: list[ProxyProblem]
    reloads: int
    trouble: str
    members: list[ProxyMember]


class ProxyFile(BaseModel):
    """A file of a node, by its content's sha256. What `is_secret` is never shown."""

    file: str
    sha256: str
    is_secret: bool


class ProxyFileText(BaseModel):
    """A file of a node. `text` is null where it is secret, no text or too long."""

    file: str
    sha256: str
    text: str | None


class PurgeIn(Input):
    """Which answers are forgotten: those whose key holds a text, as a path; all of the domain's without one."""

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f]+$")] | None = None


class PurgedNode(BaseModel):
    """What came of it on a node. In a dry run nobody is asked, and `ok` is true."""

    id: str
    name: str
    ok: bool
    error: str
    removed: int | None


class PurgeOut(BaseModel):
    """What came of it on each node of the domain."""

    nodes: list[PurgedNode]
