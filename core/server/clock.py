"""The one place of the core that reads the time. Everything else is handed `now`."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Return Unix seconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return Unix seconds."""
        return time.time()  # noqa: TID251 - this is the place
