"""What people change, written into the log so that a replay sees it at the same place.

`at` is when it was said (Unix seconds); it counts from there on.
"""

from typing import Literal

import msgspec

from agent.contract.wire import DecisionType, Scope


class Impose(msgspec.Struct, tag="impose", tag_field="command", frozen=True, kw_only=True):
    """A person decides about a source. `service` is empty for all."""

    at: float
    decision_id: str
    type: DecisionType
    scope: Scope
    value: str
    service: str
    until_at: float
    by: str
    reason: str = ""


class Lift(msgspec.Struct, tag="lift", tag_field="command", frozen=True, kw_only=True):
    """A person ends a decision before its time."""

    at: float
    decision_id: str
    by: str


class Allow(msgspec.Struct, tag="allow", tag_field="command", frozen=True, kw_only=True):
    """An allowlist entry: an address or a network in CIDR form; `until_at` 0 means for good. Lifts what is active."""

    at: float
    entry_id: str
    network: str
    until_at: float
    by: str
    reason: str = ""
    owner: str = ""


class AmendAllow(msgspec.Struct, tag="amend_allow", tag_field="command", frozen=True, kw_only=True):
    """What is said of an allowlist entry changes; what it covers does not."""

    at: float
    entry_id: str
    until_at: float
    by: str
    reason: str
    owner: str


class Disallow(msgspec.Struct, tag="disallow", tag_field="command", frozen=True, kw_only=True):
    """An allowlist entry is taken back."""

    at: float
    entry_id: str
    by: str


class SetMode(msgspec.Struct, tag="set_mode", tag_field="command", frozen=True, kw_only=True):
    """How decisions about a service are carried out."""

    at: float
    service: str
    mode: Literal["off", "observe", "enforce"]
    by: str


class Protect(msgspec.Struct, tag="protect", tag_field="command", frozen=True, kw_only=True):
    """The fleet's own addresses, which no decision may touch. Replaces the ones before."""

    at: float
    addresses: tuple[str, ...]


class Judge(msgspec.Struct, tag="judge", tag_field="command", frozen=True, kw_only=True):
    """A person says what an incident was.

    `attack` confirms it; `harmless` (a false alarm) and `expected` (a load test, a campaign) let its sources go;
    `open` takes the verdict back.
    """

    at: float
    incident_id: str
    verdict: Literal["open", "attack", "harmless", "expected"]
    by: str
    reason: str = ""


class LabelSource(msgspec.Struct, tag="label_source", tag_field="command", frozen=True, kw_only=True):
    """A person says what a single source was, for the detectors alone: nothing is decided or lifted by it.

    `features` are the row (little-endian f4) that it was judged by, as of `seen_at`; `none` takes the label back.
    """

    at: float
    service: str
    source: str
    label: Literal["attack", "harmless", "unsure", "none"]
    features: bytes
    seen_at: float
    by: str
    reason: str = ""


class SetThresholds(msgspec.Struct, tag="set_thresholds", tag_field="command", frozen=True, kw_only=True):
    """From which p-values on the steps of the ladder are taken. `service` is empty for the default; None resets it."""

    at: float
    service: str
    by: str
    observe: float | None
    limit: float | None
    challenge: float | None
    ban: float | None


class SetMaxStep(msgspec.Struct, tag="set_max_step", tag_field="command", frozen=True, kw_only=True):
    """The strongest step that automation may take at a service. `service` is empty for the default."""

    at: float
    service: str
    max_step: DecisionType
    by: str


class SetDurations(msgspec.Struct, tag="set_durations", tag_field="command", frozen=True, kw_only=True):
    """How long automation decides for: steps that are no ban, the first ban, the longest one. None resets it."""

    at: float
    by: str
    step_seconds: float | None
    ban_seconds: float | None
    longest_ban_seconds: float | None


class SetBudget(msgspec.Struct, tag="set_budget", tag_field="command", frozen=True, kw_only=True):
    """Whom automation may ban at a service in ten minutes. None resets it."""

    at: float
    by: str
    least_bans: int | None
    share_of_sources: float | None
    share_of_traffic: float | None
    outsiders: int | None


class VerifyBot(msgspec.Struct, tag="verify_bot", tag_field="command", frozen=True, kw_only=True):
    """What names say of a source that claims to be a search engine's crawler, and until when that holds."""

    at: float
    address: str
    bot: str
    verified: bool
    until_at: float


class Freeze(msgspec.Struct, tag="freeze", tag_field="command", frozen=True, kw_only=True):
    """A person stops all new automatic decisions, or lets them go on."""

    at: float
    frozen: bool
    by: str


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of a person's. `text` is its canonical text (see `core.server.decisions.rules`).

    `changed_at` is when the text became what it is; `tried_at` when that text was last tried on kept rows, 0 for never.
    """

    id: str
    name: str
    text: str
    mode: Literal["off", "shadow", "on"]
    made_at: float
    made_by: str
    changed_at: float
    changed_by: str
    tried_at: float = 0.0


class PutRule(msgspec.Struct, tag="put_rule", tag_field="command", frozen=True, kw_only=True):
    """A rule is made or changed. `place` is where a new one stands among the others, None: last."""

    at: float
    rule: Rule
    by: str
    place: int | None = None


class RemoveRule(msgspec.Struct, tag="remove_rule", tag_field="command", frozen=True, kw_only=True):
    """A rule is taken away."""

    at: float
    rule_id: str
    by: str


class OrderRules(msgspec.Struct, tag="order_rules", tag_field="command", frozen=True, kw_only=True):
    """In which order rules are looked at; those that are not named keep theirs, after the named ones."""

    at: float
    rule_ids: tuple[str, ...]
    by: str


class ResetHead(msgspec.Struct, tag="reset_head", tag_field="command", frozen=True, kw_only=True):
    """A person trusts a head of the detectors again that false alarms had put back to simulation."""

    at: float
    head: str
    by: str


class SetChallenger(msgspec.Struct, tag="set_challenger", tag_field="command", frozen=True, kw_only=True):
    """A detector version goes on trial beside the one in charge. `data` is its .npz; empty ends the trial."""

    at: float
    digest: str
    data: bytes
    by: str


class SetChampion(msgspec.Struct, tag="set_champion", tag_field="command", frozen=True, kw_only=True):
    """A detector version is put in charge. `data` is its .npz: a replay needs nothing but the log."""

    at: float
    digest: str
    data: bytes
    by: str


class RollBack(msgspec.Struct, tag="roll_back", tag_field="command", frozen=True, kw_only=True):
    """The detector version that was in charge before is put in charge again."""

    at: float
    by: str


Command = (
    Impose
    | Lift
    | Allow
    | AmendAllow
    | Disallow
    | SetMode
    | Protect
    | Judge
    | LabelSource
    | SetThresholds
    | SetMaxStep
    | SetDurations
    | SetBudget
    | VerifyBot
    | Freeze
    | PutRule
    | RemoveRule
    | OrderRules
    | ResetHead
    | SetChallenger
    | SetChampion
    | RollBack
)
