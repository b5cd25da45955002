"""The allowlist, as the API takes and shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from core.server.api.allow_lines import MOST_LINES, MOST_OWNER, MOST_REASON, LineFault
from core.server.api.input import Input
from core.server.api.schemas import DecisionType

Reason = Annotated[str, Field(max_length=MOST_REASON)]
Owner = Annotated[str, Field(max_length=MOST_OWNER)]


class AllowIn(Input):
    """An address or a network in CIDR form. It ends after a duration or at an instant; neither: it is for good.

    `owner` is who answers for it, empty for who makes it.
    """

    network: Annotated[str, Field(min_length=2, max_length=64)]
    duration_seconds: Annotated[int, Field(ge=10, le=366 * 86400)] | None = None
    until_at: datetime | None = None
    reason: Reason = ""
    owner: Owner | None = None


class AllowManyIn(Input):
    """Several entries at once."""

    entries: Annotated[list[AllowIn], Field(min_length=1, max_length=MOST_LINES)]


class AllowPatch(Input):
    """What is to change of an entry; what is left out stays. `until_at` null: for good."""

    until_at: datetime | None = None
    reason: Reason | None = None
    owner: Owner | None = None


class AllowTextIn(Input):
    """Lines of addresses and networks, each with what is said of it (see core.server.api.allow_lines)."""

    text: Annotated[str, Field(max_length=60_000)]


class OverlappingDecision(BaseModel):
    """A decision that holds, about something that an entry covers or lies in."""

    id: str
    type: DecisionType
    value: str
    service: str
    simulated: bool


class AllowLineOut(BaseModel):
    """A line, as it was read.

    `network` is null where `fault` says why. `cut`: it was written with bits beyond its prefix. `covered_by` is the
    network of an entry that covers it already. `lifts` are decisions that would end.
    """

    number: int
    text: str
    network: str | None
    until_at: datetime | None
    owner: str
    reason: str
    fault: LineFault | None
    cut: bool
    covered_by: str | None
    lifts: list[OverlappingDecision]


class AllowTextChecked(BaseModel):
    """Lines read; nothing was changed. Beyond `most` lines none is taken."""

    lines: list[AllowLineOut]
    most: int


class AllowOut(BaseModel):
    """An allowlist entry.

    `lifted_decisions` are those that it ended when it was made; `overlapping` those of ranges around it or in it that
    hold: nodes leave the entry alone. What it let through is counted from `counted_from`: `anomalous` are sources of
    single reports that would have been flagged. `unused`: it was not met for `unused_days` and longer.
    """

    id: str
    network: str
    until_at: datetime | None
    made_at: datetime
    made_by: str
    owner: str
    reason: str
    lifted_decisions: list[str]
    overlapping: list[OverlappingDecision]
    counted_from: datetime | None
    last_at: datetime | None
    last_source: str
    last_service: str
    requests: int
    anomalous: int
    unused: bool
    unused_days: int


class AllowRefused(BaseModel):
    """A network that was not allowed. `code` says with its `args` what `reason` says; empty: there is none."""

    network: str
    reason: str
    code: str
    args: dict[str, bool | int | float | str]


class AllowedMany(BaseModel):
    """What was allowed, and what was not."""

    made: list[AllowOut]
    refused: list[AllowRefused]
