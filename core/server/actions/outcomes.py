"""What came of a decision at each node."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NodeState:
    """Where a node stands with one decision. `error` beside `applied` says in what it was carried out otherwise."""

    node: str
    state: Literal["applied", "pending", "failed"]
    error: str = ""
