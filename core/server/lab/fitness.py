"""Whether a challenger's trial speaks for it."""

from typing import Final

from core.server.lab.comparison import Hour
from core.server.lab.state import LabView

LEAST_ENTRIES: Final = 1000
MOST_TIMES: Final = 2.0  # flags, against the champion's
_SLACK: Final = 5  # flags that chance alone makes


def unfit_because(view: LabView, digest: str, total: Hour) -> str:
    """Return why a version may not be put in charge without force; empty where it may.

    One that was in charge before may always come back.
    """
    if digest in view.before or digest == view.champion:
        return ""
    if digest != view.challenger:
        return "It was not on trial."
    if total.entries < LEAST_ENTRIES:
        return f"Its trial saw {total.entries} of the {LEAST_ENTRIES} entries that it takes."
    fewer, more = sorted((total.champion_flagged, total.challenger_flagged))
    if more > MOST_TIMES * fewer + _SLACK:
        return f"It flags {total.challenger_flagged} entries where the champion flags {total.champion_flagged}."
    return ""
