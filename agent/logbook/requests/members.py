"""How members answered: requests, errors and times by the address that NGINX asked."""

from collections.abc import Iterator
from typing import Final

from agent.contract.asking import MemberCounts
from agent.contract.requests import Request
from agent.contract.times import BINS, bin_of

MOST_MEMBERS: Final = 500
_FIRST_ERROR: Final = 500


class _Member:
    """What one address came to."""

    __slots__ = ("errors", "failed", "requests", "times")

    def __init__(self) -> None:
        self.requests = self.errors = self.failed = 0
        self.times = [0] * BINS


class MemberCounter:
    """Counts by member. Up to `most` are told of, those that were asked most."""

    def __init__(self, most: int) -> None:
        self._most = min(most, MOST_MEMBERS)
        self._members: dict[str, _Member] = {}

    def add(self, request: Request) -> None:
        """Count a request, where it says who was asked."""
        if not request.member:
            return
        member = self._member(request.member)
        member.requests += 1
        member.errors += request.status >= _FIRST_ERROR
        if not request.tried:
            member.times[bin_of(request.upstream)] += 1
            return
        for address in request.tried.split(", "):
            self._member(address).failed += 1

    def tidy(self) -> None:
        """Keep the addresses within bounds: where NGINX asks whom a visitor names there may be any number."""
        if len(self._members) > 2 * MOST_MEMBERS:
            self._members = dict(self._ordered()[:MOST_MEMBERS])

    def answers(self) -> Iterator[MemberCounts]:
        """Yield what is known of each, those that were asked most first."""
        for address, each in self._ordered()[: self._most]:
            yield MemberCounts(
                member=address,
                requests=each.requests,
                errors=each.errors,
                failed=each.failed,
                times={number: count for number, count in enumerate(each.times) if count},
            )

    def _member(self, address: str) -> _Member:
        found = self._members.get(address)
        if found is None:
            found = self._members[address] = _Member()
        return found

    def _ordered(self) -> list[tuple[str, _Member]]:
        return sorted(self._members.items(), key=lambda item: -(item[1].requests + item[1].failed))
