"""The noun that everything downstream speaks of."""

from typing import Final, Literal

import msgspec

from agent.contract.wire import DecisionType, Scope
from models.groups.event import EventKind

Origin = Literal["detector", "rule", "person"]
Kind = Literal["flood", "scan", "stuffing", "scraping", "exploit", "distributed", "flash_crowd", "unknown"]
Basis = Literal["score", "refused", "members", "rule"]
Mode = Literal["off", "observe", "enforce"]
ANOMALOUS_SCORE: Final = 0.5
RANK: Final[dict[DecisionType, int]] = {"observe": 0, "limit": 1, "challenge": 2, "ban": 3}


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


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The group event that a source took part in, as it was when it was decided about (see models.groups.event).

    Its signature is made of clients' texts: hostile. `started_at` is in Unix seconds.
    """

    id: str
    kind: EventKind
    signature: str
    started_at: float
    sources: int


class RuleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of a person's that made a decision, as it was then. Its name is any text."""

    id: str
    name: str
    text: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision was made from: enough to make it again.

    `heads` are -log10 p by head (one that does not speak is left out) and `p_value` what they come to together;
    `features`, `heads["group"]` and the detector parts that `parts` names by digest give them again, bit for bit.
    `basis` is what made the decision: the score; that a source went on while it was `refused`, so many times in a
    minute (the rest is then the evidence of the decision before); the `members` of a range, so many decided alike; or a
    `rule` that a person wrote.
    `said` is the reason that a person gave: hostile.
    `harm` is the rule of `harm` that opened the second key. `membership` is what the source is to a group event, and
    `group` by name what that was told from (models.groups.members.EVIDENCE; what is not known is left out): of an
    attack's member it gives `heads["group"]` again. `event` is that event; None where the source is in none.
    """

    features: dict[str, float] = {}
    surprisal: dict[str, float] = {}
    thresholds: dict[str, float] = {}
    detector_version: str = ""
    heads: dict[str, float] = {}
    membership: Literal["", "attack", "crowd"] = ""
    group: dict[str, float] = {}
    event: EventRecord | None = None
    p_value: float = 1.0
    parts: dict[str, str] = {}
    harm: str = ""
    basis: Basis = "score"
    refused_60s: int = 0
    members: int = 0
    samples: tuple[SampleRecord, ...] = ()
    said: str = ""
    rule: RuleRecord | None = None


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
    incident: str = ""  # the id of the incident it belongs to
    lifted_at: float = 0.0  # 0 while it was not lifted before its time
    replaced: bool = False  # lifted as another decision, made in this moment, took its place


def supersedes(new: Decision, old: Decision) -> bool:
    """Tell whether a decision makes one of automation's needless: it is as strong, as wide, as real and as long.

    Within automation the length does not count: two reports may come in another order than they are written down.
    """
    same = (new.scope, new.value) == (old.scope, old.value) and new.service in {"", old.service} and new.id != old.id
    as_strong = RANK[new.type] >= RANK[old.type] and (old.simulated or not new.simulated)
    as_long = new.origin != "person" or new.until_at >= old.until_at
    return old.origin != "person" and same and as_strong and as_long
