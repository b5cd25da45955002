"""Something that people may want to hear about."""

from typing import Any, Final, Literal, get_args

import msgspec

Kind = Literal[
    "incident", "rule", "ban", "budget", "alarm", "node", "certificate", "deployment", "scaling", "sign_in", "health"
]
State = Literal["opened", "changed", "closed"]
Severity = Literal["low", "medium", "high", "critical"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, at Unix seconds.

    `id` is its idempotency key: what is told twice, as after a crash, is one event. Events of one `thread`, such as
    `incident:<id>`, are one message that goes on: opened, changed, closed. What has no duration is `once`, and closed.
    `facts` are what a template shows of it, as JSON; those of a thread's newest event stand for all before. `service`,
    `node` and `labels` are what rules and scopes look at, "" where it concerns none.
    """

    id: str
    kind: Kind
    severity: Severity
    at: float
    thread: str
    state: State
    once: bool = False
    service: str = ""
    node: str = ""
    labels: dict[str, str] = {}
    facts: dict[str, Any] = {}


def rank(severity: Severity) -> int:
    """Return how severe that is, 0 for the least."""
    return SEVERITIES.index(severity)
