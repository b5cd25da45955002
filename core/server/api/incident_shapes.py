"""Incidents as the API shows them."""

from typing import TYPE_CHECKING, Any

from core.server.api.decision_shapes import instant, shown
from core.server.api.schemas import Incident, IncidentDetail, IncidentSource, TimelineEntry

if TYPE_CHECKING:
    from core.server.decisions.decision import Decision
    from core.server.decisions.incident import Incident as Held


def shown_incident(incident: "Held") -> Incident:
    """Return an incident for a list."""
    return Incident(**_fields(incident))


def shown_incident_in_detail(
    incident: "Held", sources: list[IncidentSource], decisions: "list[Decision]", now: float, *, spares: int
) -> IncidentDetail:
    """Return an incident with its timeline, sources and decisions."""
    timeline = sorted(incident.timeline, key=lambda entry: entry.at)
    return IncidentDetail(
        **_fields(incident),
        timeline=[TimelineEntry(at=instant(e.at), what=e.what, subject=e.subject, value=e.value) for e in timeline],
        spares=spares,
        decided_sources=sources,
        latest_decisions=[shown(decision, now) for decision in decisions],
    )


def _fields(incident: "Held") -> dict[str, Any]:
    return {
        "id": incident.id,
        "kind": incident.kind,
        "severity": incident.severity,
        "service": incident.service,
        "started_at": instant(incident.started_at),
        "detected_at": instant(incident.detected_at),
        "ended_at": instant(incident.ended_at) if incident.ended_at else None,
        "sources": incident.sources,
        "decisions": incident.decisions,
        "refused": incident.refused,
        "peak_score": incident.peak_score,
        "peak_rps": incident.peak_rps,
        "verdict": incident.verdict,
        "verdict_by": incident.verdict_by,
        "verdict_reason": incident.verdict_reason,
        "verdict_at": instant(incident.verdict_at) if incident.verdict_at else None,
    }
