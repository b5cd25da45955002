"""What people say of single sources, in the API's models. What `core.server.api.schemas` says holds here, too."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input
from core.server.api.lab_study_schemas import NamedFeature
from core.server.api.schemas import SourceSample

Word = Literal["attack", "harmless", "unsure"]


class LabelIn(Input):
    """What a source was. `at` and `position` name the kept record that it is judged by, as the queue tells them."""

    service: Annotated[str, Field(max_length=253)]
    source: Annotated[str, Field(max_length=64)]
    at: datetime
    position: Annotated[int, Field(ge=0, lt=2**62)]
    label: Word
    reason: Annotated[str, Field(max_length=500)] = ""


class LabelOut(BaseModel):
    """What somebody said of a source: by itself, or with all of an incident's (`incident_id`)."""

    service: str
    source: str
    label: Word
    incident_id: str | None
    said_at: datetime
    said_by: str
    reason: str
    seen_at: datetime | None


class LabelCounts(BaseModel):
    """How many labels there are."""

    attack: int
    harmless: int
    unsure: int


class LabelPage(BaseModel):
    """A page of labels, newest first, and how many there are in all. `next_cursor` is null at the end."""

    items: list[LabelOut]
    next_cursor: str | None
    counts: LabelCounts
    as_of: datetime


class CandidateOut(BaseModel):
    """A source that a person's word would teach much about, at its most telling second.

    `why`: the versions `disagree`; it is of an `undecided` incident; it lies `near` the threshold of a limit; or it is
    `ordinary`, of which some must be known, too. `heads` say -log10 p.
    """

    service: str
    source: str
    at: datetime
    position: int
    why: Literal["disagree", "undecided", "near", "ordinary"]
    incident_id: str | None
    requests: int
    refused: int
    rps: float
    champion_p: float
    challenger_p: float | None
    features: list[NamedFeature]
    heads: dict[str, float]
    samples: list[SourceSample]


class QueueOut(BaseModel):
    """Whom to label next, what teaches most first; a measure over labels wants `needed` of each kind."""

    items: list[CandidateOut]
    counts: LabelCounts
    needed: int
    as_of: datetime
