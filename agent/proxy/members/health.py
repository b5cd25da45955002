"""How a member is, as a state that each check moves: no clock, no network."""

from dataclasses import dataclass, replace

from agent.contract.proxy import HealthCheck


@dataclass(frozen=True)
class Health:
    """`well` is nothing before the first check. `streak` counts the checks in a row that spoke against it.

    `trusted` is who was there when its service was first seen, maybe serving for long: told until a check says no.
    """

    well: bool | None = None
    streak: int = 0
    reason: str = "not checked yet"
    trusted: bool = False

    @property
    def is_unwell(self) -> bool:
        """Whether it must not be told: not known to be well counts as that."""
        return not self.trusted if self.well is None else not self.well


def after_check(health: Health, reason: str, check: HealthCheck) -> Health:
    """Return the state after a check that found this fault, or nothing.

    The first check alone says how a new member is; after that it takes `rise` good ones in a row to come back and
    `fall` bad ones to go.
    """
    good = not reason
    if health.well is None:
        return Health(well=good, reason=reason)
    if health.well == good:
        return replace(health, streak=0, reason=reason)
    streak = health.streak + 1
    if streak < (check.rise if good else check.fall):
        return replace(health, streak=streak)
    return Health(well=good, reason=reason)
