"""Something that is worth somebody's attention now."""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from core.server.decisions.incident import SEVERITIES, Severity

ItemKind = Literal[
    "attack",
    "unusual",
    "scoring",
    "budget",
    "frozen",
    "head",
    "node_down",
    "node_late",
    "certificate",
    "renewal",
    "not_deployed",
    "drift",
    "deployment",
    "alarm",
    "scaling",
    "chat",
    "core",
]
_WEIGHTS: Final[dict[str, int]] = {
    kind: at
    for at, kind in enumerate((
        "attack", "core", "scoring", "node_down", "certificate", "budget", "deployment", "drift", "alarm", "renewal"
    ))
}  # fmt: skip


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at. `kind` and `subject` are its `key`: what people say of it holds while that is the case.

    `name` is what people call it, `what` a code that tells more, `detail` a text of a machine: hostile. `service` and
    `node` say who may see it: of neither it concerns the whole fleet. Instants are Unix seconds, 0 for unknown.
    """

    kind: ItemKind
    subject: str
    severity: Severity
    name: str = ""
    what: str = ""
    detail: str = ""
    service: str = ""
    node: str = ""
    since: float = 0.0
    until: float = 0.0
    count: int = 0
    by: str = ""

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.kind}:{self.subject}"[:MOST_KEY]


MOST_KEY: Final = 400


def rank(severity: str) -> int:
    """Return how severe that is, 0 for the least."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def ranked(items: Iterable[Item]) -> list[Item]:
    """Return items, what to look at first first: the severest, of these what hurts most, of these the oldest."""
    last = len(_WEIGHTS)
    return sorted(items, key=lambda each: (-rank(each.severity), _WEIGHTS.get(each.kind, last), each.since, each.key))
