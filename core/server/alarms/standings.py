"""All that stands against rules, moved one step at a time; what happens is told as transitions."""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from core.server.alarms.lifecycle import Standing, Verdict, advance
from core.server.alarms.rule import Rule
from core.server.alarms.transition import Key, Transition, What, Why, alarm_id
from models.codec import pack_state, unpack_state

_KIND: Final = "alarm_standings"
_STATE_VERSION: Final = 1
GONE_SECONDS: Final = 600
"""An alarm about a series that its node tells no more is over after this long."""

_Place = tuple[str, str]  # rule, node


class Standings:
    """Pending and firing, by rule and node. `changed` says that there is something new to be kept."""

    def __init__(self, happened: Callable[[Transition], None]) -> None:
        self._open: dict[_Place, dict[str, Standing]] = {}
        self._happened = happened
        self.changed = False

    def of(self, rule: str, node: str) -> dict[str, Standing]:
        """Return what stands against a rule at a node, by entity; not to be changed."""
        return self._open.get((rule, node), {})

    def all(self) -> Iterator[tuple[Key, Standing]]:
        """Go through everything."""
        for (rule, node), entities in self._open.items():
            for entity, standing in entities.items():
                yield Key(rule, node, entity), standing

    def put(self, key: Key, standing: Standing) -> None:
        """Take in what was kept."""
        self._open.setdefault((key.rule, key.node), {})[key.entity] = standing

    def step(self, key: Key, rule: Rule, verdict: Verdict, value: float, span: tuple[int, int]) -> None:
        """Take in a verdict about a span of time."""
        before = self.of(key.rule, key.node).get(key.entity)
        after, happened = advance(before, verdict, value, span, rule)
        if before is None and after is None:
            return
        self.changed = True
        if after is None:
            self._drop(key)
        else:
            self.put(key, after)
        standing = after or before
        if happened and standing:
            self._tell(key, msgspec.structs.replace(standing, value=value), happened, span[1])

    def let_go_unseen(self, rule: str, node: str, end: int, gone_seconds: int = GONE_SECONDS) -> None:
        """End what had no value for long, while its node went on to tell others."""
        for entity, standing in list(self.of(rule, node).items()):
            if end - standing.last >= gone_seconds:
                self.end(Key(rule, node, entity), end, "gone")

    def end(self, key: Key, at: float, why: Why) -> None:
        """End what stands, although its value is not back."""
        standing = self.of(key.rule, key.node).get(key.entity)
        if standing is None:
            return
        self.changed = True
        self._drop(key)
        if standing.fired_at:
            self._tell(key, standing, "cleared", at, why)

    def end_where(self, concerns: Callable[[Key], bool], at: float, why: Why) -> None:
        """End all that stands and concerns something."""
        for key in [key for key, _ in self.all() if concerns(key)]:
            self.end(key, at, why)

    def to_bytes(self) -> bytes:
        """Return the state."""
        return pack_state(_KIND, _STATE_VERSION, {}, {"rows": list(self.all())})

    def restore(self, data: bytes) -> None:
        """Take in what `to_bytes` returned; raises StateError."""
        for key, standing in unpack_state(_KIND, _STATE_VERSION, data)[1]["rows"]:
            self.put(Key(*key), Standing(*standing))

    def _drop(self, key: Key) -> None:
        entities = self._open[key.rule, key.node]
        del entities[key.entity]
        if not entities:
            del self._open[key.rule, key.node]

    def _tell(self, key: Key, standing: Standing, what: What, at: float, why: Why = "") -> None:
        self._happened(
            Transition(
                id=alarm_id(key, standing.fired_at),
                what=what,
                at=at,
                key=key,
                value=standing.value,
                since=standing.since,
                why=why,
            )
        )
