"""How long automation decides for."""

from typing import Final, Self

import msgspec

from agent.contract.wire import DecisionType
from core.server.decisions.memory import Offence
from core.server.decisions.refused import LimitsError, RefusedLimits
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import SetDurations

LEAST_SECONDS: Final = 60.0
MOST_SECONDS: Final = 86_400.0  # no machine bans for more than a day
_MOST_DOUBLINGS: Final = 7


class Durations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long anything but a ban lasts, the first ban, and the longest one that doubling leads to."""

    step_seconds: float = 600.0
    ban_seconds: float = 600.0
    longest_ban_seconds: float = 76_800.0

    def __post_init__(self) -> None:
        said = (self.step_seconds, self.ban_seconds, self.longest_ban_seconds)
        if not all(LEAST_SECONDS <= seconds <= MOST_SECONDS for seconds in said):
            raise LimitsError(RefusedLimits.duration_out_of_bounds(least=int(LEAST_SECONDS), most=int(MOST_SECONDS)))
        if self.longest_ban_seconds < self.ban_seconds:
            raise LimitsError(RefusedLimits.longest_ban_too_short())

    @classmethod
    def of(cls, command: SetDurations) -> Self:
        """Return what a command sets; what it leaves out is as it is shipped.

        Raises:
            LimitsError: these are none.
        """
        names = ("step_seconds", "ban_seconds", "longest_ban_seconds")
        return cls(**{name: float(value) for name in names if (value := getattr(command, name)) is not None})

    def ban(self, count: int) -> float:
        """Return how long a ban lasts that comes after so many."""
        return min(self.ban_seconds * 2.0 ** min(count, _MOST_DOUBLINGS), self.longest_ban_seconds)

    @property
    def bans(self) -> list[float]:
        """How long bans last: the first one, and each one after another."""
        return sorted({self.ban(count) for count in range(_MOST_DOUBLINGS + 1)})


def duration(step: DecisionType, key: str, at: float, state: DecisionState, durations: Durations) -> float:
    """Return seconds, and remember a ban: each is twice as long for every one that is not forgotten yet.

    A day without a ban takes one doubling back, so that a week forgets all of them.
    """
    if step != "ban":
        return durations.step_seconds
    offence = state.offences.get(key)
    count = min(offence.left(at), _MOST_DOUBLINGS) if offence is not None else 0
    seconds = durations.ban(count)
    state.offences[key] = Offence(count=min(count, _MOST_DOUBLINGS - 1) + 1, until_at=at + seconds)
    return seconds
