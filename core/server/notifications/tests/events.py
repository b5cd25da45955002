"""Events for tests."""

from typing import Any

from core.server.notifications.event import Event, State

AT = 1_900_000_000.0


def event(thread: str = "incident:1", state: State = "opened", at: float = AT, **more: Any) -> Event:
    """An incident of severity high at shop.example, unless it is to be something else."""
    about: dict[str, Any] = {"kind": "incident", "severity": "high", "service": "shop.example"} | more
    about.setdefault("id", f"{thread}:{state}:{at}")
    return Event(thread=thread, state=state, at=at, **about)
