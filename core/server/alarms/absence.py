"""Which series a node told of, for rules about those that are gone."""

from collections.abc import Container, Iterable, Iterator
from typing import Any, Final, Self

REMEMBER_SECONDS: Final = 86_400
"""A series that is gone for longer is missed by nobody."""

_MOST: Final = 4096


class Seen:
    """When each of a rule's series of one node was there last. At most _MOST: those gone for longest go first."""

    def __init__(self) -> None:
        self._ends: dict[str, int] = {}

    def take(self, entities: Iterable[str], end: int) -> None:
        """Take in who was there in a span of time that ended then; a clock that was set back counts on from there."""
        for entity in [entity for entity, last in self._ends.items() if last > end]:
            self._ends[entity] = end
        for entity in entities:
            self._ends[entity] = end
        while len(self._ends) > _MOST:
            del self._ends[min(self._ends, key=lambda entity: self._ends[entity])]

    def missing(self, end: int, step: int, standing: Container[str]) -> Iterator[tuple[str, float]]:
        """Go through who was not there until then, for how many seconds; 0 for who is back and `standing` still."""
        for entity, last in self._ends.items():
            if last <= end - step:
                yield entity, float(end - last)
            elif entity in standing:
                yield entity, 0.0

    def forget(self, end: int) -> list[str]:
        """Forget who was not there for long, and return them."""
        gone = [entity for entity, last in self._ends.items() if end - last > REMEMBER_SECONDS]
        for entity in gone:
            del self._ends[entity]
        return gone

    def to_values(self) -> dict[str, int]:
        """Return the state as plain values."""
        return self._ends

    @classmethod
    def from_values(cls, values: Any) -> Self:
        """Return what `to_values` returned."""
        seen = cls()
        seen._ends = dict(values)
        return seen
