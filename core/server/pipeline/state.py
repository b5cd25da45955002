"""Everything that the pipeline remembers: what a checkpoint holds."""

import msgspec

from core.server.actions.book import ActionBook
from core.server.decisions.context import Context
from core.server.decisions.events import EventState
from core.server.decisions.state import DecisionState
from core.server.ingest.dedup import Dedup
from models.state import ScoringState


class _Parts(msgspec.Struct):
    scoring: bytes
    context: bytes
    decisions: bytes
    events: bytes
    dedup: bytes
    book: bytes


class PipelineState:
    """The states of all stages, after the entries before `position`.

    `book` is read by others meanwhile; everything else belongs to the runner's thread.
    """

    def __init__(self, book: ActionBook, position: int) -> None:
        self.position = position
        self.book = book
        self.scoring = ScoringState()
        self.context = Context()
        self.decisions = DecisionState()
        self.events = EventState()
        self.dedup = Dedup()

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(
            _Parts(
                scoring=self.scoring.to_bytes(),
                context=self.context.to_bytes(),
                decisions=self.decisions.to_bytes(),
                events=self.events.to_bytes(),
                dedup=self.dedup.to_bytes(),
                book=self.book.to_bytes(),
            )
        )

    def restore(self, data: bytes, position: int) -> None:
        """Take over what `to_bytes` wrote at a position.

        Raises:
            ValueError: the bytes are damaged or of another version; nothing was taken over.
        """
        parts = msgspec.msgpack.decode(data, type=_Parts)
        scoring = ScoringState.from_bytes(parts.scoring)
        context = Context.from_bytes(parts.context)
        decisions = DecisionState.from_bytes(parts.decisions)
        events = EventState.from_bytes(parts.events)
        dedup = Dedup.from_bytes(parts.dedup)
        self.book.restore(parts.book)
        self.scoring, self.context, self.decisions = scoring, context, decisions
        self.events, self.dedup, self.position = events, dedup, position
