"""How long automation decides for."""

from typing import Final

from agent.contract.wire import DecisionType
from core.server.decisions.memory import Offence
from core.server.decisions.state import DecisionState

STEP_SECONDS: Final = 600.0
"""How long anything but a ban lasts."""

_MOST_DOUBLINGS: Final = 7  # 21 hours and 20 minutes: no machine bans for more than a day
BAN_SECONDS: Final = tuple(STEP_SECONDS * 2**count for count in range(_MOST_DOUBLINGS + 1))
"""How long bans last: the first one, and each one after another."""


def duration(step: DecisionType, key: str, at: float, state: DecisionState) -> float:
    """Return seconds, and remember a ban: ten minutes, doubled by every ban that is not forgotten yet.

    A day without a ban takes one doubling back, so that a week forgets all of them.
    """
    if step != "ban":
        return STEP_SECONDS
    offence = state.offences.get(key)
    count = min(offence.left(at), _MOST_DOUBLINGS) if offence is not None else 0
    seconds: float = BAN_SECONDS[count]
    state.offences[key] = Offence(count=min(count, _MOST_DOUBLINGS - 1) + 1, until_at=at + seconds)
    return seconds
