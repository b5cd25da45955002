"""What the core itself, and its way to people, are worth attention for."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.attention.item import Item
from core.server.decisions.incident import Severity
from core.server.notifications.channels.reaching import shown_address

if TYPE_CHECKING:
    from core.server.notifications.notifications import Notifications
    from core.server.pipeline.core import CoreHealth

_CHAT_SECONDS: Final = 120.0
_BEHIND_ENTRIES: Final = 2_000
_METRICS_BEHIND_SECONDS: Final = 300
_LEAST_FREE: Final = 0.05


def of_core(health: "CoreHealth", trouble: str, data_dir: Path) -> Iterator[Item]:
    """Yield what the core cannot do. `trouble` is why the proxies cannot be controlled."""
    if not health.database:
        yield _core("database", "high")
    if trouble:
        yield _core("proxies", "high", trouble)
    if health.dropped:
        yield _core("lost_outputs", "critical", count=health.dropped)
    if health.poisoned + health.unfit:
        yield _core("unprocessed", "high", count=health.poisoned + health.unfit)
    if health.log_position - health.processed_position > _BEHIND_ENTRIES:
        yield _core("behind", "high", count=health.log_position - health.processed_position)
    if health.metrics_behind_seconds > _METRICS_BEHIND_SECONDS:
        yield _core("metrics_behind", "low", count=health.metrics_behind_seconds)
    disk = shutil.disk_usage(data_dir)
    if disk.free < _LEAST_FREE * disk.total:
        yield _core("disk", "critical", count=disk.free)


def of_telling(notifications: "Notifications", now: float) -> Iterator[Item]:
    """Yield chats that cannot be reached, and parts of which no events come."""
    for chat, place in notifications.delivery.places.items():
        if place.failing_since and now - place.failing_since >= _CHAT_SECONDS:
            told = notifications.book.chats.get(chat)
            name = told.title or shown_address(told.address) if told else chat
            since, detail = place.failing_since, place.error[:300]
            yield Item(kind="chat", subject=chat, severity="medium", name=name, detail=detail, since=since)
    for name, why in notifications.broken.items():
        yield _core("events", "medium", f"{name}: {why}"[:300])


def _core(what: str, severity: Severity, detail: str = "", count: int = 0) -> Item:
    return Item(kind="core", subject=what, severity=severity, what=what, detail=detail[:300], count=count)
