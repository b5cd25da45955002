"""Why automation is not given these bounds, as it is told."""

from enum import unique

from core.server.told import Refused, Told


@unique
class RefusedLimits(Refused):
    """What somebody is told who sets how long automation decides for, or whom it may ban."""

    duration_out_of_bounds = "Automation may decide for {least} to {most} seconds."
    longest_ban_too_short = "The longest ban is at least as long as the first one."
    bans_out_of_bounds = "Automation may ban 0 to {most} sources at once whatever their share."
    sources_out_of_bounds = "Automation may ban at most {percent}% of the sources of a day."
    traffic_out_of_bounds = "Who is banned may make at most {percent}% of the usual requests."
    outsiders_out_of_bounds = "Automation may ban 0 to {most} newcomers of attacks."


class LimitsError(ValueError):
    """These bounds are none; `told` says why."""

    def __init__(self, told: Told) -> None:
        self.told = told
        super().__init__(str(told))
