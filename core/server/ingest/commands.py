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


class MarkExpected(msgspec.Struct, tag="mark_expected", tag_field="command", frozen=True, kw_only=True):
    """A person says what an anomaly event was: `expected` is harmless, `attack` confirms it, `open` takes it back."""

    at: float
    event_id: str
    verdict: Literal["expected", "attack", "open"]
    by: str


Command = Impose | Lift | Allow | Disallow | SetMode | Protect | MarkExpected
