"""Who answers for services, where names lead, and what a request was answered, as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.answer_schemas import SkippedOut
from core.server.api.input import Input

Health = Literal["well", "unwell", "unknown"]


class MemberOnNode(BaseModel):
    """A member as a node sees it. `may_answer` is whether requests go to it from there now."""

    node: str
    health: Health
    may_answer: bool
    reason: str


class ProxiedMember(BaseModel):
    """One that answers for a service. `share` is its part of the requests where these go in turn, else null."""

    name: str
    place: str
    kind: Literal["host", "container", "node"]
    weight: int
    backup: bool
    draining: bool
    share: float | None
    nodes: list[MemberOnNode]


class ProxiedService(BaseModel):
    """A service that is configured: the domains that lead to it, the nodes that serve these, and its members."""

    name: str
    domains: list[str]
    nodes: list[str]
    method: Literal["round_robin", "least_connections", "ip_hash", "hash", "random_two"]
    is_sticky: bool
    is_checked: bool
    is_scaled: bool
    members: list[ProxiedMember]


class MemberAnswers(BaseModel):
    """How one that nodes asked answered: a member by its `name`, or another `node` that the request was passed to.

    Without either it is an address beyond the service's members, as of one that was removed. Of `requests` it was the
    last to be asked, which is `share` of all; `errors` of them had a status of 5xx. At `failed` others somebody else
    was asked after it. The quantiles are of the seconds that it took, null where nothing tells them.
    """

    name: str
    node: str
    addresses: list[str]
    requests: int
    share: float
    errors: int
    failed: int
    p50_seconds: float | None
    p95_seconds: float | None


class ServiceAnswers(BaseModel):
    """How the members of a service answered in the last minutes, by the records of requests on nodes.

    Of `requests`, all that were not refused, `nobody` found no member to ask, and of `untold` the record does not say
    whom NGINX asked: nobody, or it is of another format. `nodes` were asked; `skipped` says which did not answer.
    `counted_from`: there was no time to count what was before, null where all is counted.
    """

    since: datetime
    until: datetime
    requests: int
    nobody: int
    untold: int
    members: list[MemberAnswers]
    nodes: list[str]
    counted_from: float | None
    skipped: list[SkippedOut]


class AnswersQuery(Input):
    """Of which time, and how long a node may look."""

    minutes: Annotated[int, Field(ge=1, le=180)] = 15
    within_seconds: Annotated[float, Field(ge=0.1, le=60)] = 4.0


class NameOut(BaseModel):
    """Where the DNS leads who asks for a name. `unknown`: it could not be asked, or our addresses are not known."""

    name: str
    verdict: Literal["here", "elsewhere", "nowhere", "unknown"]
    addresses: list[str]
    error: str


class NamesOut(BaseModel):
    """Where a domain's names lead; `ours` are the addresses of the nodes on which its visitors come in."""

    ours: list[str]
    names: list[NameOut]


class VisitIn(Input):
    """One request. `https` null is as visitors would come."""

    path: Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$", max_length=2000)] = "/"
    https: bool | None = None


class VisitedOut(BaseModel):
    """What a node's NGINX, or a member, answered; `status` is 0 where it did not, and `error` says why."""

    name: str
    status: int
    seconds: float
    location: str
    content_type: str
    error: str


class VisitOut(BaseModel):
    """What was answered, by node or by member."""

    visited: list[VisitedOut]
