"""What rules go by besides the value of now: samples of the past, and which series there were."""

from collections.abc import Container, Sequence
from typing import Final

from agent.contract.metrics import MOST_SERIES
from core.server.alarms.absence import Seen
from core.server.alarms.history import History
from models.codec import pack_state, unpack_state

_KIND: Final = "alarm_memory"
_STATE_VERSION: Final = 1
_MOST: Final = 2 * MOST_SERIES  # of a rule at a node, of which at most MOST_SERIES are there
_Place = tuple[str, str]  # rule, node


class Memory:
    """By rule and node."""

    def __init__(self) -> None:
        self._histories: dict[_Place, dict[str, History]] = {}
        self._seen: dict[_Place, Seen] = {}

    def histories(self, rule: str, node: str, entities: Sequence[str], oldest: int) -> list[History]:
        """Return the history of each entity.

        One that is away for a moment, as a container that restarts is, keeps its own until `oldest` is behind it.
        """
        known = self._histories.setdefault((rule, node), {})
        if len(known) > len(entities):
            _prune(known, set(entities), oldest)
        return [known.setdefault(entity, History()) for entity in entities]

    def seen(self, rule: str, node: str) -> Seen:
        """Return who was there."""
        return self._seen.setdefault((rule, node), Seen())

    def has(self, rule: str, node: str) -> bool:
        """Say whether anybody was ever there."""
        return (rule, node) in self._seen

    def forget_rules(self, rules: Container[str]) -> None:
        """Forget what was remembered for rules."""
        self._histories = {place: each for place, each in self._histories.items() if place[0] not in rules}
        self._seen = {place: each for place, each in self._seen.items() if place[0] not in rules}

    def forget_node(self, node: str) -> None:
        """Forget what was remembered of a node."""
        self._histories = {place: each for place, each in self._histories.items() if place[1] != node}
        self._seen = {place: each for place, each in self._seen.items() if place[1] != node}

    def to_bytes(self) -> bytes:
        """Return the state."""
        histories = [
            [*place, {entity: history.to_values() for entity, history in each.items()}]
            for place, each in self._histories.items()
        ]
        seen = [[*place, each.to_values()] for place, each in self._seen.items()]
        return pack_state(_KIND, _STATE_VERSION, {}, {"histories": histories, "seen": seen})

    def restore(self, data: bytes) -> None:
        """Take in what `to_bytes` returned; raises StateError."""
        _, values = unpack_state(_KIND, _STATE_VERSION, data)
        for rule, node, each in values["histories"]:
            self._histories[rule, node] = {entity: History.from_values(kept) for entity, kept in each.items()}
        for rule, node, kept in values["seen"]:
            self._seen[rule, node] = Seen.from_values(kept)


def _prune(known: dict[str, History], there: set[str], oldest: int) -> None:
    """Forget who is away for long; where there are too many, who is away for longest."""
    away = sorted((history.newest, entity) for entity, history in known.items() if entity not in there)
    too_many = len(known) - _MOST
    for i, (newest, entity) in enumerate(away):
        if newest < oldest or i < too_many:
            del known[entity]
