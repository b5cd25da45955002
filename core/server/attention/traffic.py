"""What traffic, and what holds automation back, are worth attention for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from core.server.attention.item import Item
from core.server.decisions.incident import HARMLESS, Severity
from core.server.pipeline.fold import EVERYTHING

if TYPE_CHECKING:
    from core.server.decisions.incident import Incident
    from core.server.pipeline.live import Now

Scoring = Literal["on", "warming_up", "off", "behind"]
_SETTLED_SECONDS: Final = 2
_SILENT_SECONDS: Final = 30
_DONE_ABOUT: Final = frozenset({"distributed", "stuffing"})


def of_traffic(live: "Now", now: float) -> Iterator[Item]:
    """Yield incidents that go on, and what keeps automation from acting. Runs inside `LiveView.read`."""
    for incident in live.incidents.values():
        if not incident.ended_at and incident.verdict not in HARMLESS:
            yield _of_incident(incident, live.context.mode(incident.service))
    for service, until in live.exhausted.items():
        if until > now:
            yield Item(kind="budget", subject=service, severity="high", name=service, service=service, until=until)
    if live.context.frozen is not None:
        frozen = live.context.frozen
        yield Item(kind="frozen", subject="automation", severity="medium", since=frozen.at, by=frozen.by)
    for head in live.distrusted:
        yield Item(kind="head", subject=head, severity="medium", name=head)
    scoring = scoring_of(live, now)
    if scoring in {"off", "behind"}:
        yield Item(kind="scoring", subject="detectors", severity="high", what=scoring)


def is_attack(incident: "Incident") -> bool:
    """Tell whether something is done about sources, or would be: a crowd, or a service that is slow, is no attack."""
    return incident.decisions > 0 or incident.kind in _DONE_ABOUT


def scoring_of(live: "Now", now: float) -> Scoring:
    """Say whether what comes is judged: `off` where every service with traffic is, `behind` where nothing scores."""
    second = int(now) - _SETTLED_SECONDS
    heard = {name for name, each in live.services.items() if each.last_second > second - _SILENT_SECONDS}
    heard.discard(EVERYTHING)
    if not heard:
        return "on"
    if all(live.context.mode(name) == "off" for name in heard):
        return "off"
    scored_at = max(live.services[name].scored_at for name in heard)
    if scored_at >= second - _SILENT_SECONDS:
        return "on"
    return "behind" if scored_at else "warming_up"


def _of_incident(incident: "Incident", mode: str) -> Item:
    attack = is_attack(incident)
    mild: Severity = "low" if incident.severity == "low" else "medium"
    return Item(
        kind="attack" if attack else "unusual",
        subject=incident.id,
        severity=incident.severity if attack else mild,
        name=incident.kind,
        what=mode,
        service=incident.service,
        since=incident.started_at,
        count=incident.sources,
    )
