"""What people say of single sources, held back for a while before detectors learn it: so that an undo is one."""

from typing import Final, Literal, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.ingest.commands import LabelSource
from models.features import NAMES

HELD_SECONDS: Final = 30.0  # of the data's time: longer than an undo is offered
_MOST_TAUGHT: Final = 10_000  # remembered, the newest
_ROW_BYTES: Final = 4 * len(NAMES)


class SourceLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A label as it is stored. `label` "none" takes the one before back; `seen_at` is when it did what was judged."""

    service: str
    source: str
    label: Literal["attack", "harmless", "unsure", "none"]
    features: dict[str, float]
    seen_at: float
    at: float
    by: str
    reason: str


class Lesson(NamedTuple):
    """Rows to learn, (n, F), and whether each was an attack."""

    features: NDArray[np.float32]
    attack: list[bool]


class _Held(msgspec.Struct, frozen=True, array_like=True):
    due_at: float
    label: str
    features: bytes


class _Saved(msgspec.Struct):
    held: dict[str, _Held]
    taught: dict[str, str]


class Lessons:
    """Lessons that wait, by service and source. What is taken back or said otherwise meanwhile is never taught."""

    def __init__(self, held: dict[str, _Held] | None = None, taught: dict[str, str] | None = None) -> None:
        self._held = held or {}
        self._taught = taught or {}

    def take(self, command: LabelSource) -> SourceLabel:
        """Hold a label's lesson back, and return the label to be stored."""
        key = f"{command.service} {command.source}"
        self._held.pop(key, None)
        teaches = command.label in {"attack", "harmless"} and self._taught.get(key) != command.label
        if teaches and len(command.features) == _ROW_BYTES:  # a log may be of another release's features
            self._held[key] = _Held(command.at + HELD_SECONDS, command.label, command.features)
        return SourceLabel(
            service=command.service,
            source=command.source,
            label=command.label,
            features=dict(zip(NAMES, np.frombuffer(command.features, "<f4").tolist(), strict=False)),
            seen_at=command.seen_at,
            at=command.at,
            by=command.by,
            reason=command.reason,
        )

    def due(self, now: float) -> Lesson | None:
        """Return what is to be taught now, None for nothing. It is handed out once."""
        due = {key: held for key, held in self._held.items() if held.due_at <= now}
        if not due:
            return None
        for key, held in due.items():
            del self._held[key]
            self._taught.pop(key, None)
            self._taught[key] = held.label
        while len(self._taught) > _MOST_TAUGHT:
            del self._taught[next(iter(self._taught))]
        rows = [np.frombuffer(held.features, "<f4") for held in due.values()]
        return Lesson(np.stack(rows).astype(np.float32), [held.label == "attack" for held in due.values()])

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(_Saved(self._held, self._taught))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote, without lessons in another release's features; raises ValueError."""
        saved = msgspec.msgpack.decode(data, type=_Saved)
        held = {key: each for key, each in saved.held.items() if len(each.features) == _ROW_BYTES}
        return cls(held, saved.taught)
