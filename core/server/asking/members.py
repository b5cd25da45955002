"""How members answered, of several nodes: added up, whatever a node says."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from agent.contract.asking import MemberCounts
from agent.contract.times import BINS

_MOST: Final = 1 << 50
_MOST_MEMBERS: Final = 2000
_ADDRESS_LENGTH: Final = 300


@dataclass(slots=True)
class Answered:
    """How an address answered: see MemberCounts."""

    requests: int = 0
    errors: int = 0
    failed: int = 0
    times: Counter[int] = field(default_factory=Counter)

    def add(self, counts: MemberCounts) -> None:
        """Add what a node counted."""
        requests = _bounded(counts.requests)
        self.requests += requests
        self.errors += min(_bounded(counts.errors), requests)
        self.failed += _bounded(counts.failed)
        self.times.update({at: _bounded(count) for at, count in counts.times.items() if 0 <= at < BINS})

    def join(self, other: "Answered") -> None:
        """Add what is known of another address of the same member."""
        self.requests += other.requests
        self.errors += other.errors
        self.failed += other.failed
        self.times.update(other.times)


class MemberSums(dict[str, Answered]):
    """What is known of each address."""

    def hear(self, counts: MemberCounts) -> None:
        """Take what a node says of an address."""
        address = counts.member[:_ADDRESS_LENGTH]
        if address in self or len(self) < _MOST_MEMBERS:
            self.setdefault(address, Answered()).add(counts)


def _bounded(count: int) -> int:
    return max(0, min(count, _MOST))
