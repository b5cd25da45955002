"""What a decision was made from, as the API shows it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from core.server.api.schemas import DecisionOut, SourceSample


class NodeOutcome(BaseModel):
    """What came of a decision at a node."""

    node: str
    state: Literal["applied", "pending", "failed"]
    error: str


class Contribution(BaseModel):
    """What one feature adds to the evidence: its value, and -log10 of how rare it is among sources."""

    feature: str
    value: float
    surprisal: float


class HeadVote(BaseModel):
    """What one head of the detectors says, as -log10 p: when it was decided, and made again from what is stored."""

    head: str
    stored: float
    again: float | None


class Reproduction(BaseModel):
    """The score made again from the stored features and the stored parts of the detectors.

    `equal`: every bit is the same. `missing` names the parts that are not stored, or not stored yet.
    """

    p_value: float | None
    score: float | None
    equal: bool
    missing: list[str]


class GroupEventOut(BaseModel):
    """The group event that a source took part in when it was decided about.

    `signature` is what the event's requests have in common, in a notation for all languages. It holds texts that
    clients have chosen.
    """

    id: str
    kind: Literal["distributed", "stuffing", "flash_crowd"]
    signature: str
    started_at: datetime
    sources: int


class DecisionDetail(DecisionOut):
    """A decision with the evidence that it was made from, whether that gives its score again, and what came of it.

    `basis`: the score, that the source went on while it was refused (`refused_60s` in a minute), the members of a
    range (`members`), or a rule of a person's. `harm` names the rule that proved harm. `membership` is what the source
    is to a group event: a member of an attack, one of a crowd that no behaviour tells from visitors, or nothing;
    `event` is that event.
    `reproduction` is null where no detector decided.
    """

    basis: Literal["score", "refused", "members", "rule"]
    harm: str
    refused_60s: int
    members: int
    membership: Literal["", "attack", "crowd"]
    event: GroupEventOut | None
    p_value: float
    features: dict[str, float]
    contributions: list[Contribution]
    heads: list[HeadVote]
    thresholds: dict[str, float]
    detector_version: str
    parts: dict[str, str]
    reproduction: Reproduction | None
    samples: list[SourceSample]
    nodes: list[NodeOutcome]
