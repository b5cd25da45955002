"""The lines of streamed answers. What `core.server.api.schemas` says of models holds here, too.

`type` tells which one a line is. Instants are Unix seconds, as there are many. An empty line says nothing.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, RootModel

from core.server.api.told_schemas import codes
from core.server.asking.missing import Missing
from core.server.told import Arg


class LogLineOut(BaseModel):
    """A line of a log, or several that belong together. `source` is `NODE/KIND:NAME`, `id` says where in it it stands.

    `matched` is false for lines of context. Control characters are made visible, but for ANSI colours.
    """

    type: Literal["line"]
    id: str
    at: float
    source: str
    text: str
    stream: str
    level: str
    fields: dict[str, str]
    matched: bool
    cut_bytes: int


class SkippedOut(BaseModel):
    """Lines that are not here, and why. A `source` `NODE/` is a node that did not answer; then 0 means unknown.

    `code` says with its `args` what `why` says; empty: there is none.
    """

    type: Literal["skipped"]
    source: str
    lines: int
    why: str
    code: Annotated[str, codes(Missing, or_none=True)]
    args: dict[str, Arg]


class StepOut(BaseModel):
    """How far an act is."""

    type: Literal["step"]
    text: str


class EndOut(BaseModel):
    """The last line. `more`: there is more than was asked for. A stream without it was broken off.

    `container` is the id of what an act left in the old one's place.
    """

    type: Literal["end"]
    ok: bool
    error: str
    more: bool
    scanned_bytes: int
    container: str


class LogAnswerLine(RootModel[Annotated[LogLineOut | SkippedOut | EndOut, Field(discriminator="type")]]):
    """A line of a stream of log lines."""


class ActLine(RootModel[Annotated[StepOut | EndOut, Field(discriminator="type")]]):
    """A line of what an act says."""


class LogContext(BaseModel):
    """Lines around one, of its source, by time; `position` is the place of that line among them, null: it is gone."""

    lines: list[LogLineOut]
    position: int | None


class LogCountsOut(BaseModel):
    """Lines from `at` on, by level ("" for those without one)."""

    at: float
    levels: dict[str, int]


class Histogram(BaseModel):
    """How many lines of which level there were, in steps of `step_seconds`. Steps without any are left out."""

    step_seconds: float
    steps: list[LogCountsOut]
    skipped: list[SkippedOut]
    end: EndOut
