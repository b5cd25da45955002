"""The noun that everything downstream speaks of."""

from typing import Literal

import msgspec

from agent.contract.wire import DecisionType, Scope

Origin = Literal["detector", "person"]
Kind = Literal["flood", "scan", "stuffing", "scraping", "exploit", "unknown"]
Mode = Literal["off", "observe", "enforce"]


class ReasonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A reason as it is stored and shown (see models.scores.Reason)."""

    feature: str
    value: float
    typical: float
    share: float
    one_in: float


class SampleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A request kept as evidence. Every text is the client's: hostile."""

    at: float
    method: str
    path: str
    status: int
    user_agent: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision was made from: enough to make it again."""

    features: dict[str, float] = {}
    surprisal: dict[str, float] = {}
    thresholds: dict[str, float] = {}
    detector_version: str = ""
    heads: dict[str, float] = {}
    samples: tuple[SampleRecord, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done about a source. Instants are Unix seconds; `service` is empty for all services.

    `id` is derived from the log, so a replay makes the same one. `simulated` decisions take the same path
    and stop at the door: no agent hears of them.
    """

    id: str
    type: DecisionType
    scope: Scope
    value: str
    service: str
    kind: Kind
    decided_at: float
    until_at: float
    origin: Origin
    simulated: bool
    score: float
    reasons: tuple[ReasonRecord, ...] = ()
    evidence: Evidence = Evidence()
    decided_by: str = ""
    lifted_at: float = 0.0  # 0 while it was not lifted before its time
