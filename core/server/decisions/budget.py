"""The blast radius: whom automation may ban at a service in ten minutes. It protects those who usually come.

At most `least_bans`, or as many as `share_of_sources` of the sources of a day, as long as known sources among them make
no more than `share_of_traffic` of the usual requests. A newcomer that a distributed attack brought along, that asks for
what only attackers ask for, or that leaves a challenge unanswered is none of those whom this protects: such bans have a
budget of their own, as a thousand bots must be bannable at once. A known source is always counted, whatever it does.
"""

from typing import Final, Self

import msgspec

from core.server.decisions.memory import Spending
from core.server.decisions.refused import LimitsError, RefusedLimits
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import SetBudget

WINDOW_SECONDS: Final = 600.0
MOST_BANS: Final = 10_000
MOST_OUTSIDERS: Final = 100_000
MOST_SHARE_OF_SOURCES: Final = 0.1
MOST_SHARE_OF_TRAFFIC: Final = 0.2


class Budget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a service has for one window. A small service must be able to defend itself, hence `least_bans`."""

    least_bans: int = 30
    share_of_sources: float = 0.005
    share_of_traffic: float = 0.02
    outsiders: int = 10_000

    def __post_init__(self) -> None:
        if not 0 <= self.least_bans <= MOST_BANS:
            raise LimitsError(RefusedLimits.bans_out_of_bounds(most=MOST_BANS))
        if not 0 <= self.share_of_sources <= MOST_SHARE_OF_SOURCES:
            raise LimitsError(RefusedLimits.sources_out_of_bounds(percent=round(MOST_SHARE_OF_SOURCES * 100)))
        if not 0 <= self.share_of_traffic <= MOST_SHARE_OF_TRAFFIC:
            raise LimitsError(RefusedLimits.traffic_out_of_bounds(percent=round(MOST_SHARE_OF_TRAFFIC * 100)))
        if not 0 <= self.outsiders <= MOST_OUTSIDERS:
            raise LimitsError(RefusedLimits.outsiders_out_of_bounds(most=MOST_OUTSIDERS))

    @classmethod
    def of(cls, command: SetBudget) -> Self:
        """Return what a command sets; what it leaves out is as it is shipped.

        Raises:
            LimitsError: this is none.
        """
        names = ("least_bans", "share_of_sources", "share_of_traffic", "outsiders")
        return cls(**{name: value for name in names if (value := getattr(command, name)) is not None})


def spend_ban(
    service: str, packed: bytes, at: float, state: DecisionState, budget: Budget, *, is_outsider: bool, rps: float
) -> bool:
    """Take one ban from a service's budget; False, counted, where it is spent.

    Args:
        service: where the source is to be banned.
        packed: the source.
        at: the data's now, in Unix seconds.
        state: who is known, and what was spent.
        budget: what may be spent.
        is_outsider: whether a distributed attack, what the source asks for or a challenge unanswered backs the ban.
        rps: the source's own requests per second over the last ten minutes.
    """
    spending = state.spending.get(service)
    if spending is None or abs(at - spending.started_at) >= WINDOW_SECONDS:  # a clock may have been ahead
        spending = state.spending[service] = Spending(started_at=at)
    usual = state.usual.get(service)
    is_known = usual is not None and usual.sources.knows(packed)
    if is_outsider and not is_known:
        if spending.outsiders < budget.outsiders:
            spending.outsiders += 1
            return True
    elif _allows(spending, state, service, budget, rps if is_known else 0.0):
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


def _allows(spending: Spending, state: DecisionState, service: str, budget: Budget, rps: float) -> bool:
    if spending.banned < budget.least_bans:
        return True
    usual = state.usual.get(service)
    if usual is None:
        return False
    few = spending.banned < budget.share_of_sources * usual.sources.count()
    return few and spending.rps + rps <= budget.share_of_traffic * usual.rps
