"""The system's own health: what people have to know about the core itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from core.server.notifications.channels.reaching import shown_address
from core.server.notifications.event import Event, Severity
from core.server.notifications.sources.source import Conditions, bounded

if TYPE_CHECKING:
    from core.server.notifications.notifications import Notifications
    from core.server.pipeline.core import Core
    from core.server.proxy.proxy import Proxy

_LOOK_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 15.0
_LOST_SECONDS: Final = 600.0
_CHAT_SECONDS: Final = 120.0
_SEVERITIES: Final[dict[str, Severity]] = {
    "database": "high",
    "lost_outputs": "critical",
    "unprocessed": "high",
    "proxies": "high",
    "chat": "medium",
    "source": "medium",
}


class HealthTold:
    """A trouble is told once it has lasted for fifteen seconds; that something was lost, for ten minutes after."""

    name = "health"

    def __init__(self, core: "Core", proxy: "Proxy", notifications: "Notifications") -> None:
        self._core = core
        self._proxy = proxy
        self._notifications = notifications
        self._conditions = Conditions("health")
        self._since: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._lost_at: dict[str, float] = {}
        self._looked_at = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard
        self._conditions.begin(open_events)

    async def look(self, now: float) -> list[Event]:
        """Return what began and what is over."""
        self.heard = now
        if 0 <= now - self._looked_at < _LOOK_SECONDS:
            return []
        self._looked_at = now
        troubles = self._troubles(now)
        self._since = {name: self._since.get(name, now) for name in troubles}
        lasting = {name for name, since in self._since.items() if now - since >= _PATIENCE_SECONDS}
        return self._conditions.step({name: _event(name, troubles[name], now) for name in lasting}, now)

    def _troubles(self, now: float) -> dict[str, str]:
        health, found = self._core.health(), dict[str, str]()
        if not health.database:
            found["database"] = ""
        if self._proxy.trouble:
            found["proxies"] = self._proxy.trouble
        counts = {"lost_outputs": health.dropped, "unprocessed": health.poisoned + health.unfit}
        for name, count in counts.items():
            if count > self._counts.get(name, 0):
                self._lost_at[name] = now
            self._counts[name] = count
            if count and now - self._lost_at.get(name, 0.0) < _LOST_SECONDS:
                found[name] = str(count)
        for name, why in self._notifications.broken.items():
            found[f"source {name}"] = f"{name}: {why}"
        for chat, place in self._notifications.delivery.places.items():
            if place.failing_since and now - place.failing_since >= _CHAT_SECONDS:
                found[f"chat {chat}"] = f"{self._title(chat)}: {place.error}"
        return found

    def _title(self, chat: str) -> str:
        told = self._notifications.book.chats.get(chat)
        return told.title or shown_address(told.address) if told else chat


def _event(name: str, detail: str, now: float) -> Event:
    what = name.partition(" ")[0]
    return Event(
        id="",
        kind="health",
        severity=_SEVERITIES[what],
        at=now,
        thread="",
        state="opened",
        labels={"what": what},
        facts=bounded({"what": what, "detail": detail}),
    )
