"""Where the application shows what an event is about."""

from typing import Final
from urllib.parse import quote

from core.server.notifications.event import Event, Kind

_PLACES: Final[dict[Kind, str]] = {
    "ban": "decisions",
    "budget": "anomalies",
    "alarm": "nodes",
    "node": "nodes",
    "certificate": "services",
    "deployment": "services",
    "scaling": "autoscaling",
}


def link_of(event: Event, public_url: str) -> str:
    """Return its address; "" where the core does not know its own (`public_url` is empty)."""
    if not public_url:
        return ""
    if event.kind == "incident":
        return f"{public_url}/incidents/{quote(str(event.facts.get('id', '')), safe='')}"
    if event.kind == "rule":
        return f"{public_url}/sources/{quote(str(event.facts.get('value', '')), safe='')}"
    return f"{public_url}/{_PLACES.get(event.kind, 'anomalies')}"
