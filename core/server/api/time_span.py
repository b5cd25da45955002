"""Of which time is asked: parameters that several questions to nodes share."""

from typing import Annotated, Final, Self

from pydantic import AwareDatetime, Field, model_validator

from core.server.api.input import Input

_MOST_STEPS: Final = 2000


class OpenSpan(Input):
    """A span of time, open where nothing is said. With `tail` the newest so many of it, else the oldest `limit`."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    tail: Annotated[int, Field(ge=0, le=10_000)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000_000)] = 1000

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since is before until")
        return self

    @property
    def since_at(self) -> float:
        """When it begins (Unix seconds), 0 where that is open."""
        return self.since.timestamp() if self.since else 0.0

    @property
    def until_at(self) -> float:
        """When it ends (Unix seconds), 0 where that is open."""
        return self.until.timestamp() if self.until else 0.0


class SteppedSpan(Input):
    """A span of time, in steps."""

    since: AwareDatetime
    until: AwareDatetime
    step_seconds: Annotated[float, Field(ge=0.1, le=31_622_400)]

    @model_validator(mode="after")
    def _has_so_many_steps(self) -> Self:
        seconds = (self.until - self.since).total_seconds()
        if seconds <= 0:
            raise ValueError("since is before until")
        if seconds / self.step_seconds > _MOST_STEPS:
            raise ValueError(f"there would be more than {_MOST_STEPS} steps")
        return self

    @property
    def since_at(self) -> float:
        """When it begins (Unix seconds)."""
        return self.since.timestamp()

    @property
    def until_at(self) -> float:
        """When it ends (Unix seconds)."""
        return self.until.timestamp()
