"""Everything that the pipeline remembers: what a checkpoint holds."""

import msgspec

from core.server.actions.book import ActionBook
from core.server.decisions.context import Context
from core.server.decisions.incident_state import IncidentState
from core.server.decisions.state import DecisionState
from core.server.ingest.dedup import Dedup
from models.groups.state import GroupState
from models.state import ScoringState


class _Parts(msgspec.Struct):
    scoring: bytes
    groups: bytes
    context: bytes
    decisions: bytes
    incidents: bytes
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
        self.groups = GroupState()
        self.context = Context()
        self.decisions = DecisionState()
        self.incidents = IncidentState()
        self.dedup = Dedup()

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(
            _Parts(
                scoring=self.scoring.to_bytes(),
                groups=self.groups.to_bytes(),
                context=self.context.to_bytes(),
                decisions=self.decisions.to_bytes(),
                incidents=self.incidents.to_bytes(),
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
        groups = GroupState.from_bytes(parts.groups)
        context = Context.from_bytes(parts.context)
        decisions = DecisionState.from_bytes(parts.decisions)
        incidents = IncidentState.from_bytes(parts.incidents)
        dedup = Dedup.from_bytes(parts.dedup)
        self.book.restore(parts.book)
        self.groups = groups
        self.scoring, self.context, self.decisions = scoring, context, decisions
        self.incidents, self.dedup, self.position = incidents, dedup, position
