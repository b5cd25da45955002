"""How a replica is: a pure function of what the engine says of it and of what the members' checks found."""

from typing import Final, Literal

from agent.contract.proxy import MemberState
from agent.docker.told import Inspected, instant

PATIENCE_SECONDS: Final = 30.0
"""So long a replica may take to get ready before that is called a trouble."""

STEADY_SECONDS: Final = 60.0
"""One that ran for so long did not fail for how it was made."""

_ENDED: Final = frozenset({"created", "exited", "dead", "removing"})


def life_of(container: Inspected) -> Literal["dead", "starting", "up"]:
    """Return whether a container can be asked, by its state and its own check. One never started is dead, too."""
    state = container.state
    if state.status in _ENDED:
        return "dead"
    return "up" if state.status == "running" and _health(container) in {"", "none", "healthy"} else "starting"


def hindrance(container: Inspected, member: MemberState | None, now: float) -> str:
    """Return what keeps a replica from getting ready, empty where it may still be on its way there."""
    state = container.state
    if state.status == "restarting" or (_health(container) == "starting" and container.restart_count):
        return f"ends again and again, with exit code {state.exit_code}"
    if state.paused:
        return "is paused"
    if _health(container) == "unhealthy":
        return "is unhealthy by its own check"
    if now - instant(state.started_at) < PATIENCE_SECONDS:
        return ""
    reason = (member.reason if member and not member.healthy else "") or "takes its time"
    return f"is not ready: {reason}"


def death_of(container: Inspected) -> str:
    """Return how a container ended, in words."""
    state = container.state
    words = f"ended with exit code {state.exit_code}"
    words += ", killed for its memory" if state.oom_killed else ""
    return f"{words}: {state.error}" if state.error else words


def lived_seconds(container: Inspected) -> float:
    """Return for how long an ended container ran."""
    return instant(container.state.finished_at) - instant(container.state.started_at)


def _health(container: Inspected) -> str:
    return container.state.health.status if container.state.health else ""
