"""Everything that the pipeline remembers: what a checkpoint holds."""

import logging
from typing import Final, Protocol, Self, TypeVar

import msgspec

from core.server.actions.book import ActionBook
from core.server.decisions.context import Context
from core.server.decisions.incident_state import IncidentState
from core.server.decisions.state import DecisionState
from core.server.ingest.dedup import Dedup
from core.server.lab.lessons import Lessons
from core.server.lab.state import LabState
from core.server.metrics.rows import NamesTold
from models.codec import StateError
from models.detector_version import VersionError
from models.groups.state import GroupState
from models.service_anomalies import ServiceState
from models.state import ScoringState

_LOG: Final = logging.getLogger(__name__)


class _Learned(Protocol):
    def __init__(self) -> None: ...

    @classmethod
    def from_bytes(cls, data: bytes) -> Self: ...


_AnyLearned = TypeVar("_AnyLearned", bound=_Learned)


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
    names_told: bytes = b"\x80"
    second: int = 0
    lessons: bytes = b""


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
        self.names_told = NamesTold()
        self.lessons = Lessons()
        self.second = 0  # of the newest report that went through all stages

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
                names_told=self.names_told.to_bytes(),
                second=self.second,
                lessons=self.lessons.to_bytes(),
            )
        )

    def restore(self, data: bytes, position: int) -> None:
        """Take over what `to_bytes` wrote at a position.

        What another release has learned, and this one cannot read, is learned anew: what people have set, and what
        holds, comes back in any case.

        Raises:
            ValueError: the bytes are damaged or of another version; nothing was taken over.
        """
        parts = msgspec.msgpack.decode(data, type=_Parts)
        lab, scoring = _detectors(parts)
        groups, services = _or_new(GroupState, parts.groups), _or_new(ServiceState, parts.services)
        context = Context.from_bytes(parts.context)
        decisions = DecisionState.from_bytes(parts.decisions)
        incidents = IncidentState.from_bytes(parts.incidents)
        dedup, names_told = Dedup.from_bytes(parts.dedup), NamesTold.from_bytes(parts.names_told)
        lessons = Lessons.from_bytes(parts.lessons) if parts.lessons else Lessons()
        self.book.restore(parts.book)
        self.lab, self.scoring, self.groups, self.services = lab, scoring, groups, services
        self.context, self.decisions = context, decisions
        self.incidents, self.dedup, self.position = incidents, dedup, position
        self.names_told, self.second, self.lessons = names_told, parts.second, lessons


def _detectors(parts: _Parts) -> tuple[LabState, ScoringState]:
    """Return the lab and the detectors; the shipped version where the one in charge is for another release."""
    lab = LabState.from_bytes(parts.lab)
    try:
        version = lab.version()
    except VersionError as error:
        _LOG.warning("The shipped detector version is in charge again: %s", error)
        return LabState(), ScoringState()
    try:
        return lab, ScoringState.from_bytes(parts.scoring, version)
    except StateError as error:
        _LOG.warning("The detectors learn anew: %s", error)
        return lab, ScoringState(version)


def _or_new(kind: type[_AnyLearned], data: bytes) -> _AnyLearned:
    try:
        return kind.from_bytes(data)
    except StateError as error:
        _LOG.warning("%s begins anew: %s", kind.__name__, error)
        return kind()
