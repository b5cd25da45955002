"""Everything that the pipeline remembers: what a checkpoint holds."""

import msgspec

from core.server.actions.book import ActionBook
from core.server.decisions.context import Context
from core.server.decisions.incident_state import IncidentState
from core.server.decisions.state import DecisionState
from core.server.ingest.dedup import Dedup
from core.server.lab.state import LabState
from models.groups.state import GroupState
from models.service_anomalies import ServiceState
from models.state import ScoringState


class _Parts(msgspec.Struct):
    lab: bytes
    scoring: bytes
    groups: bytes
    services: bytes
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
        self.lab = LabState()
        self.scoring = ScoringState()
        self.groups = GroupState()
        self.services = ServiceState()
        self.context = Context()
        self.decisions = DecisionState()
        self.incidents = IncidentState()
        self.dedup = Dedup()

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(
            _Parts(
                lab=self.lab.to_bytes(),
                scoring=self.scoring.to_bytes(),
                groups=self.groups.to_bytes(),
                services=self.services.to_bytes(),
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
        lab = LabState.from_bytes(parts.lab)
        scoring = ScoringState.from_bytes(parts.scoring, lab.version())
        groups, services = GroupState.from_bytes(parts.groups), ServiceState.from_bytes(parts.services)
        context = Context.from_bytes(parts.context)
        decisions = DecisionState.from_bytes(parts.decisions)
        incidents = IncidentState.from_bytes(parts.incidents)
        dedup = Dedup.from_bytes(parts.dedup)
        self.book.restore(parts.book)
        self.lab, self.scoring, self.groups, self.services = lab, scoring, groups, services
        self.context, self.decisions = context, decisions
        self.incidents, self.dedup, self.position = incidents, dedup, position
