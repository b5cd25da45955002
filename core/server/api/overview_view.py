"""The Overview, made from what is worth attention and the live view."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from core.server.api.anomalies_view import Asked, watched_of
from core.server.api.decision_shapes import instant
from core.server.api.kpis import kpis_of, service_figures
from core.server.api.overview_schemas import AttentionItem, OverviewChange, OverviewService, OverviewState
from core.server.attention.item import Item, rank
from core.server.attention.traffic import Scoring, scoring_of
from core.server.pipeline.fold import EVERYTHING

if TYPE_CHECKING:
    from core.server.api.schemas import Kpis
    from core.server.attention.changes import Change
    from core.server.attention.notes import Note, Notes
    from core.server.pipeline.live import Now

_SETTLED_SECONDS: Final = 2
_SERVICES: Final = 24
_SEVERE: Final = rank("high")


class Traffic:
    """What the live view says for the Overview. Made inside `LiveView.read`."""

    def __init__(self, live: "Now", asked: Asked) -> None:
        second = int(asked.now) - _SETTLED_SECONDS
        watched = watched_of(live, asked)
        now = watched.now(second) if watched else None
        expected = watched.expected if watched else None
        self.scoring: Scoring = scoring_of(live, asked.now)
        self.heard = now is not None
        self.kpis: Kpis = kpis_of(now, watched.sparks(second) if watched else [None] * 60, expected)
        names = [name for name in live.services if name != EVERYTHING and asked.sees(name)]
        requests = {name: load.requests if (load := live.services[name].now(second)) else 0.0 for name in names}
        busiest = sorted(names, key=lambda name: (-requests[name], name))
        self.services_total = len(names)
        self.services = [
            OverviewService(name=name, mode=live.context.mode(name), **service_figures(live.services[name], second))
            for name in busiest[:_SERVICES]
        ]


def state_of(waiting: list[Item], traffic: Traffic, *, has_nodes: bool) -> OverviewState:
    """Say the answer first, by what waits for somebody, the worst first."""
    worst = waiting[0] if waiting else None
    if any(each.kind == "attack" for each in waiting):
        return "attack"
    if worst is not None and rank(worst.severity) >= _SEVERE:
        return "trouble"
    if worst is not None:
        return "watch"
    if not traffic.heard or not has_nodes:
        return "no_data"
    return "warming_up" if traffic.scoring == "warming_up" else "quiet"


def verdict_item(waiting: list[Item]) -> Item | None:
    """Return the item that the verdict is about: an attack before everything else."""
    return next((each for each in waiting if each.kind == "attack"), waiting[0] if waiting else None)


def shown_item(item: Item, note: "Note", now: float) -> AttentionItem:
    """Return an item with what was said of it."""
    snoozed = note.snoozes(item, now)
    return AttentionItem(
        key=item.key,
        kind=item.kind,
        severity=item.severity,
        subject=item.subject,
        name=item.name,
        what=item.what,
        detail=item.detail,
        service=item.service,
        node_id=item.node,
        since_at=instant(item.since) if item.since else None,
        until_at=instant(item.until) if item.until else None,
        count=item.count,
        by=item.by,
        snoozed_until=instant(note.snoozed_until) if snoozed else None,
        snoozed_by=note.by if snoozed else "",
        assignee=note.assignee,
    )


def in_order(items: Iterable[Item], notes: "Notes", now: float) -> tuple[list[Item], list[Item]]:
    """Return items that wait for somebody, and those that may wait."""
    waiting: list[Item] = []
    snoozed: list[Item] = []
    for item in items:
        (snoozed if notes.of(item.key).snoozes(item, now) else waiting).append(item)
    return waiting, snoozed


def shown_change(change: "Change") -> OverviewChange:
    """Return a change for the list."""
    return OverviewChange(
        kind=change.kind,
        at=instant(change.at),
        what=change.what,
        by=change.by,
        subject=change.subject,
        service=change.service,
        name=change.name,
        before=change.before,
        after=change.after,
    )
