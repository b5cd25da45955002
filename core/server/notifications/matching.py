"""Which events somebody means."""

from typing import Annotated, Final

from pydantic import Field

from core.server.glob import matcher
from core.server.notifications.event import Event, Kind, Severity, rank
from core.server.notifications.written import Written

Glob = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Globs = Annotated[tuple[Glob, ...], Field(min_length=1, max_length=50)]
Label = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
_ALL: Final[tuple[str, ...]] = ("*",)


class Matcher(Written):
    """Patterns have * and ?; no kinds mean all. A label that an event does not have is the empty text."""

    kinds: Annotated[tuple[Kind, ...], Field(max_length=20)] = ()
    severity: Severity = "low"
    services: Globs = _ALL
    nodes: Globs = _ALL
    labels: Annotated[dict[Label, Globs], Field(max_length=10)] = Field(default_factory=dict)

    def fits(self, event: Event) -> bool:
        """Say whether an event is meant."""
        if rank(event.severity) < rank(self.severity) or (self.kinds and event.kind not in self.kinds):
            return False
        return (
            matcher(self.services)(event.service)
            and matcher(self.nodes)(event.node)
            and all(matcher(globs)(event.labels.get(name, "")) for name, globs in self.labels.items())
        )
