"""What went wrong with making replicas, and how long to leave it alone: one state for each template."""

from dataclasses import dataclass
from typing import Final

from agent.containers.replicas.condition import STEADY_SECONDS

_FIRST_SECONDS: Final = 1.0
_TOGETHER_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 300.0


@dataclass
class Setback:
    """Failures in a row. The first is taken for an accident, of which nobody needs to be told for long."""

    why: str = ""
    failures: int = 0
    at: float = float("-inf")

    def happened(self, why: str, now: float, *, is_fresh: bool = True) -> None:
        """Count a failure, at a moment in seconds that never go back; not `is_fresh`: after it went well for long.

        What fails together, as all do where the engine is started again, counts once.
        """
        if now - self.at >= _TOGETHER_SECONDS:
            self.failures = self.failures + 1 if is_fresh else 1
        self.why, self.at = why, now

    def may_try(self, now: float) -> bool:
        """Tell whether it is time to try again: after 1 s, 2 s, 4 s ... 5 min."""
        if not self.failures:
            return True
        return now - self.at >= min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(self.failures - 1, 16))

    def went_well(self, now: float) -> None:
        """Hear that there are as many as wanted; forget the failures where that has been so for a while."""
        if self.failures and now - self.at >= STEADY_SECONDS:
            self.forget()

    def forget(self) -> None:
        """Begin anew: something is different now."""
        self.why, self.failures, self.at = "", 0, float("-inf")

    @property
    def trouble(self) -> str:
        """What to tell, empty where nothing went wrong."""
        return f"{self.why} ({self.failures} times in a row)" if self.failures > 1 else self.why
