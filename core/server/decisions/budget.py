"""The blast radius: how many sources automation may ban at a service in ten minutes."""

from typing import Final

from core.server.decisions.state import DecisionState, Spending

WINDOW_SECONDS: Final = 600.0
LEAST_BANS: Final = 30  # a small service must be able to defend itself
SHARE_OF_SOURCES: Final = 0.005


def spend_ban(service: str, at: float, state: DecisionState) -> bool:
    """Take one ban from a service's budget; False, counted, where it is spent."""
    spending = state.spending.get(service)
    if spending is None or at >= spending.started_at + WINDOW_SECONDS:
        spending = state.spending[service] = Spending(started_at=at, banned=0)
    seen = state.seen.get(service)
    allowed = max(LEAST_BANS, SHARE_OF_SOURCES * seen.count() if seen else 0)
    if spending.banned >= allowed:
        state.budget_exhausted += 1
        return False
    spending.banned += 1
    return True
