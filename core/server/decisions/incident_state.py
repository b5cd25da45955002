"""What is remembered of incidents: those that go on, by service, and the last ones that ended."""

from typing import Final

import msgspec

from core.server.decisions.decision import Kind
from core.server.decisions.incident import Incident, Severity

MOST_RECENT: Final = 200


class Member(msgspec.Struct, frozen=True):
    """A source of an incident as it was when it was decided about: its features (float32), and who spoke loudest.

    `head` is the head of the detectors behind a ban, empty where it was not banned.
    """

    features: bytes
    head: str


class Running(msgspec.Struct):
    """An incident that goes on.

    `told` is how it was last put out, `peak_at` and `second_*` measure its rate, `taught` is the label that detectors
    last learned of it.
    """

    incident: Incident
    last_at: float
    sources: set[str]
    members: dict[str, Member]  # the first ones, bounded
    kinds: dict[Kind, int]
    event_kind: str = ""
    event_signature: str = ""
    event_sources: int = 0
    anomalies: list[str] = []  # of the service as a whole that its timeline tells of, by id
    worst_anomaly: Severity = "low"
    bans: int = 0
    strongest: int = 0
    told: Incident | None = None
    told_at: float = 0.0
    peak_at: float = 0.0
    second: int = 0
    second_requests: int = 0
    taught: str = ""


class Closed(msgspec.Struct):
    """An incident that has ended, with what a verdict about it needs."""

    incident: Incident
    members: dict[str, Member]
    taught: str = ""


class _Saved(msgspec.Struct):
    running: dict[str, Running]
    recent: list[Closed]


class IncidentState:
    """Changed in place by `core.server.decisions.incidents` and nothing else, bounded, restored from bytes."""

    def __init__(self) -> None:
        self.running: dict[str, Running] = {}
        self.recent: list[Closed] = []  # the newest last

    def known(self) -> list[Running | Closed]:
        """Return all that is remembered, the newest of it last."""
        return [*self.recent, *self.running.values()]

    def find(self, incident_id: str) -> Running | Closed | None:
        """Return what is remembered of an incident."""
        return next((each for each in self.known() if each.incident.id == incident_id), None)

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(_Saved(self.running, self.recent))

    @classmethod
    def from_bytes(cls, data: bytes) -> "IncidentState":
        """Return what `to_bytes` wrote.

        Raises:
            msgspec.MsgspecError: the bytes are damaged.
        """
        saved, state = msgspec.msgpack.decode(data, type=_Saved), cls()
        state.running, state.recent = saved.running, saved.recent
        return state
