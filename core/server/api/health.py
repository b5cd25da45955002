"""Is the core well."""

from fastapi import APIRouter

from core.server.api.fleet_schemas import Health, MetricsHealth, NotificationsHealth
from core.server.api.parts import Parts, PartsDep
from core.server.api.version import VERSION
from core.server.pipeline.core import CoreHealth

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(parts: PartsDep) -> Health:
    """Say whether everything works. Needs no sign-in; `degraded` still ingests and enforces."""
    core = parts.core.health()
    database = await parts.database.answers()
    return Health(
        status="ok" if database and core.database and not parts.proxy.trouble else "degraded",
        version=VERSION,
        database=database and core.database,
        log_position=core.log_position,
        processed_position=core.processed_position,
        stored_position=core.stored_position,
        dropped_outputs=core.dropped,
        metrics=_metrics(parts, core),
        notifications=_notifications(parts),
    )


def _metrics(parts: Parts, core: CoreHealth) -> MetricsHealth:
    return MetricsHealth(
        refused_reports=core.metrics_refused,
        late_reports=core.metrics_late,
        unnamed_reports=core.metrics_unnamed,
        series_left_out=sum(parts.inventories.of(node.id).inventory.series_left_out for node in parts.fleet.all()),
        behind_seconds=core.metrics_behind_seconds,
    )


def _notifications(parts: Parts) -> NotificationsHealth:
    told, now = parts.notifications, parts.clock.now()
    waiting = [each.changed_at for each in told.routing.threads.values() if each.is_waiting]
    return NotificationsHealth(
        waiting=len(waiting),
        oldest_seconds=max(int(now - min(waiting, default=now)), 0),
        failing_chats=sum(place.failing_since > 0 for place in told.delivery.places.values()),
        broken_sources=len(told.broken),
        dropped=told.routing.dropped,
    )
