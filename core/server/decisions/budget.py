"""The blast radius: whom automation may ban at a service in ten minutes. It protects those who usually come.

At most LEAST_BANS, or as many as SHARE_OF_SOURCES of the sources of a day, as long as known sources among them make
no more than SHARE_OF_TRAFFIC of the usual requests. A newcomer that a distributed attack brought along, that asks for
what only attackers ask for, or that leaves a challenge unanswered is none of those whom this protects: such bans have a
budget of their own, as a thousand bots must be bannable at once. A known source is always counted, whatever it does.
"""

from typing import Final

from core.server.decisions.memory import Spending
from core.server.decisions.state import DecisionState

WINDOW_SECONDS: Final = 600.0
LEAST_BANS: Final = 30  # a small service must be able to defend itself
SHARE_OF_SOURCES: Final = 0.005
SHARE_OF_TRAFFIC: Final = 0.02
MOST_OUTSIDERS: Final = 10_000


def spend_ban(service: str, packed: bytes, at: float, state: DecisionState, *, is_outsider: bool, rps: float) -> bool:
    """Take one ban from a service's budget; False, counted, where it is spent.

    Args:
        service: where the source is to be banned.
        packed: the source.
        at: the data's now, in Unix seconds.
        state: who is known, and what was spent.
        is_outsider: whether a distributed attack, what the source asks for or a challenge unanswered backs the ban.
        rps: the source's own requests per second over the last ten minutes.
    """
    spending = state.spending.get(service)
    if spending is None or abs(at - spending.started_at) >= WINDOW_SECONDS:  # a clock may have been ahead
        spending = state.spending[service] = Spending(started_at=at)
    usual = state.usual.get(service)
    is_known = usual is not None and usual.sources.knows(packed)
    if is_outsider and not is_known:
        if spending.outsiders < MOST_OUTSIDERS:
            spending.outsiders += 1
            return True
    elif _allows(spending, state, service, rps if is_known else 0.0):
        spending.banned += 1
        spending.rps += rps if is_known else 0.0
        return True
    spending.exhausted_at = at
    state.budget_exhausted += 1
    return False


def exhausted_until(state: DecisionState, at: float) -> dict[str, float]:
    """Return the services whose budget is spent, and when they have a new one."""
    ends = {name: each.started_at + WINDOW_SECONDS for name, each in state.spending.items() if each.exhausted_at}
    return {name: end for name, end in ends.items() if end > at}


def _allows(spending: Spending, state: DecisionState, service: str, rps: float) -> bool:
    if spending.banned < LEAST_BANS:
        return True
    usual = state.usual.get(service)
    if usual is None:
        return False
    few = spending.banned < SHARE_OF_SOURCES * usual.sources.count()
    return few and spending.rps + rps <= SHARE_OF_TRAFFIC * usual.rps
