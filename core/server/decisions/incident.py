"""The unit that analysts work with: decisions and anomalies at one service that belong together."""

from typing import Final, Literal

import msgspec

from core.server.decisions.decision import Kind

Severity = Literal["low", "medium", "high", "critical"]
Verdict = Literal["open", "attack", "harmless", "expected"]
What = Literal["started", "detected", "event", "anomaly", "refused", "escalated", "grew", "peak", "ended", "verdict"]
SEVERITIES: Final[tuple[Severity, ...]] = ("low", "medium", "high", "critical")
MOST_ENTRIES: Final = 50
HARMLESS: Final[tuple[Verdict, ...]] = ("harmless", "expected")


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in an incident, at Unix seconds.

    `subject` is a stable key (a step of the ladder, the kind of an event, an anomaly's metric, a verdict), the id of
    the incident that this one goes on from (of `started`), or a signature; `value` a number that belongs to it
    (sources, requests per second).
    """

    at: float
    what: What
    subject: str = ""
    value: float = 0.0


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident. Instants are Unix seconds; `ended_at` is 0 while it goes on, `verdict_at` while nobody judged it.

    `started_at` is when it began as far as is known, `detected_at` when it was first noticed. `decisions` counts those
    that limit, challenge or ban; `refused` requests that it was refused; `peak_rps` is what its sources sent at most.
    """

    id: str
    kind: Kind
    severity: Severity
    service: str
    started_at: float
    detected_at: float
    ended_at: float = 0.0
    sources: int = 0
    decisions: int = 0
    refused: int = 0
    peak_score: float = 0.0
    peak_rps: float = 0.0
    verdict: Verdict = "open"
    verdict_by: str = ""
    verdict_reason: str = ""
    verdict_at: float = 0.0
    timeline: tuple[TimelineEntry, ...] = ()
