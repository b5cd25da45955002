"""What a person's verdict about an incident does: labels, lifted decisions, pardons, and heads that lose trust."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.server.decisions.decision import Decision
from core.server.decisions.incident import HARMLESS, Incident, TimelineEntry
from core.server.decisions.incident_state import Closed, IncidentState, Member, Running
from core.server.decisions.memory import source_key
from core.server.decisions.state import DecisionState
from core.server.decisions.trust import FALSE_ALARMS, WITHIN_SECONDS
from core.server.ingest.commands import Judge
from models.features import NAMES

PARDON_SECONDS: Final = 86_400.0
_ROW_BYTES: Final = np.dtype(np.float32).itemsize * len(NAMES)


class LabelRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a verdict says of one source: its features by name when it was decided about."""

    source: str
    service: str
    label: Literal["attack", "harmless"]
    features: dict[str, float]


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of an incident, in the place of those before. Empty where a verdict was taken back.

    `skipped` sources have features of another release, of which nothing can be learned.
    """

    incident: str
    at: float
    by: str
    reason: str
    rows: tuple[LabelRecord, ...] = ()
    skipped: int = 0


class Judged(msgspec.Struct, frozen=True):
    """What came of a verdict: the incident as it is now, its labels, and the decisions that it lifted.

    `teaches` tells whether detectors are to learn the labels: what they were taught of the incident last is no news.
    """

    incident: Incident
    labels: Labels
    ended: list[Decision]
    teaches: bool


def judge(command: Judge, incidents: IncidentState, state: DecisionState) -> Judged | None:
    """Carry a verdict out; None where the incident is unknown or long over."""
    known = incidents.find(command.incident_id)
    if known is None:
        return None
    _write_down(command, known)
    incident = known.incident
    ended = []
    for member in known.members:
        state.pardons.pop(source_key(member, incident.service), None)
    if command.verdict in HARMLESS:
        ended = _let_go(command, incident, known.members, state)
        _blame(command, known.members, state)
    else:
        _acquit(incident.id, state)
    label = _label(command)
    teaches = label not in {None, known.taught}
    known.taught = label or known.taught
    return Judged(incident, _labels(command, incident, known.members), ended, teaches)


def rows_of(labels: Labels) -> NDArray[np.float32]:
    """Return the features of labels as the detectors learn them, (n, F)."""
    rows = [[row.features[name] for name in NAMES] for row in labels.rows]
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


def _write_down(command: Judge, known: Running | Closed) -> None:
    incident = known.incident
    entry = TimelineEntry(at=command.at, what="verdict", subject=command.verdict)
    kept = tuple(each for each in incident.timeline if each.what != "verdict")
    said = {"verdict_by": command.by, "verdict_reason": command.reason, "verdict_at": command.at}
    known.incident = replace(incident, verdict=command.verdict, timeline=(*kept, entry), **said)


def _let_go(command: Judge, incident: Incident, members: Mapping[str, Member], state: DecisionState) -> list[Decision]:
    held = [d for d in state.active.values() if d.incident == incident.id]
    for value in {*members, *(d.value for d in held)}:
        state.pardons[source_key(value, incident.service)] = command.at + PARDON_SECONDS
    for decision in held:
        state.release(decision.id)
    return [replace(decision, lifted_at=command.at) for decision in held]


def _blame(command: Judge, members: Mapping[str, Member], state: DecisionState) -> None:
    """Count the incident against each head that had a source banned; too many within a day, and it is distrusted."""
    for head in sorted({member.head for member in members.values() if member.head}):
        before = state.false_alarms.get(head, {})
        alarms = {incident: at for incident, at in before.items() if at > command.at - WITHIN_SECONDS}
        state.false_alarms[head] = {**alarms, command.incident_id: command.at}
        if len(state.false_alarms[head]) >= FALSE_ALARMS and head not in state.distrusted:
            state.distrusted.append(head)


def _acquit(incident: str, state: DecisionState) -> None:
    """Count an incident against no head any more. A head that is distrusted stays so until somebody trusts it."""
    for alarms in state.false_alarms.values():
        alarms.pop(incident, None)


def _label(command: Judge) -> Literal["attack", "harmless"] | None:
    if command.verdict == "open":
        return None
    return "attack" if command.verdict == "attack" else "harmless"


def _labels(command: Judge, incident: Incident, members: Mapping[str, Member]) -> Labels:
    label = _label(command)
    if label is None:
        return Labels(incident=incident.id, at=command.at, by=command.by, reason=command.reason)
    rows = tuple(
        LabelRecord(source=source, service=incident.service, label=label, features=_by_name(member.features))
        for source, member in members.items()
        if len(member.features) == _ROW_BYTES
    )
    skipped = len(members) - len(rows)
    return Labels(incident=incident.id, at=command.at, by=command.by, reason=command.reason, rows=rows, skipped=skipped)


def _by_name(features: bytes) -> dict[str, float]:
    return dict(zip(NAMES, np.frombuffer(features, np.float32).tolist(), strict=True))
