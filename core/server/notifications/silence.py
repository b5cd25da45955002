"""A silence: of which events nobody wants to hear, once or every week."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.server.notifications.event import Event
from core.server.notifications.hours import Hours
from core.server.notifications.matching import Glob, Matcher
from core.server.notifications.written import Written

Instant = Annotated[float, Field(ge=0, lt=2**40, allow_inf_nan=False)]


class Silence(Written):
    """Nobody is told of `events` (of those of `threads` alone, where some are named) between two instants.

    With `hours` it is a maintenance window: it holds within them only, and need not end. Instants are Unix seconds,
    `until` 0 is never. What is open still when it ends is told then.
    """

    events: Matcher = Matcher()
    threads: Annotated[tuple[Glob, ...], Field(max_length=20)] = ()
    begins: Instant
    until: Instant = 0.0
    hours: Hours | None = None
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.until and self.hours is None:
            raise ValueError("until: a silence without hours has to end")
        if self.until and self.until <= self.begins:
            raise ValueError("until: it would end before it begins")
        return self

    def is_over(self, now: float) -> bool:
        """Say whether it will never hold again."""
        return 0 < self.until <= now

    def holds(self, now: float) -> bool:
        """Say whether it holds at an instant."""
        return self.begins <= now and not self.is_over(now) and (self.hours is None or self.hours.cover(now))

    def means(self, event: Event) -> bool:
        """Say whether it is about an event, whenever it holds."""
        return (not self.threads or event.thread in self.threads) and self.events.fits(event)
