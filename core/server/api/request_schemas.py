"""The models of requests. Instants of counts are Unix seconds, as there are many; every text is a client's: hostile."""

from datetime import datetime

from pydantic import BaseModel, Field, RootModel

from core.server.api.answer_schemas import EndOut, LogLineOut, SkippedOut


class RequestCountsOut(BaseModel):
    """Requests from `at` on, by class of status; `refused` are those that Dozor itself answered."""

    at: float
    classes: dict[str, int]


class FacetValue(BaseModel):
    """A value of a field, and how many requests had it."""

    value: str
    count: int


class RequestSummary(BaseModel):
    """How many requests of which class there were, in steps of `step_seconds`, and the most frequent values by field.

    `counted_from`: there was no time to count what was before, null where all is counted. `countries` are those of the
    sources among the values, where they are known.
    """

    step_seconds: float
    steps: list[RequestCountsOut]
    facets: dict[str, list[FacetValue]]
    countries: dict[str, str]
    counted_from: float | None
    skipped: list[SkippedOut]
    end: EndOut


class EvidenceRequest(BaseModel):
    """A request that was kept with a decision, and stays when the node's records are gone. `source` sent it."""

    at: datetime
    source: str
    service: str
    method: str
    path: str
    status: int
    agent: str
    decision: str
    country: str


class EvidenceRequests(BaseModel):
    """Requests of decisions, the newest first; `more`: there are others."""

    requests: list[EvidenceRequest]
    more: bool


class RequestLine(RootModel[LogLineOut | SkippedOut | EndOut]):
    """A line of a stream of requests. `fields` of a `line` are those of the request, `country` among them."""

    root: LogLineOut | SkippedOut | EndOut = Field(discriminator="type")
