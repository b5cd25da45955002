"""Whether a challenger's trial speaks for it.

By sources, as one busy source makes thousands of entries, and by days, as a night is not a day: over whole days, and on
each of them, a challenger that is fit flags about as many sources as the champion.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

import msgspec

from core.server.lab.comparison import Hour, total_of
from core.server.lab.refused import RefusedLab
from core.server.lab.state import LabView
from core.server.told import Told

LEAST_HOURS: Final = 24  # with traffic
LEAST_SOURCES: Final = 1000  # each counted once an hour
MOST_TIMES: Final = 2.0  # as many flagged sources, against the champion's
_SLACK: Final = 5  # flagged sources that chance alone makes
_DAY_SECONDS: Final = 86_400


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial has of what it takes. Sources flagged by champion and challenger are of where they differ most.

    That is the trial as a whole (`day` 0), or a day (Unix seconds); `alike` are they that differ nowhere beyond bounds.
    """

    hours: int
    hours_needed: int
    sources: int
    sources_needed: int
    alike: bool
    champion_sources: int
    challenger_sources: int
    day: int


def conditions_of(view: LabView) -> Conditions:
    """Return how far the trial that runs is on its way to a promotion."""
    seen = [hour for hour in view.hours if hour.sources]
    spans = [(0, total_of(seen)), *_by_day(seen)]
    day, worst = max(spans, key=lambda span: _times(span[1]))
    return Conditions(
        hours=len(seen),
        hours_needed=LEAST_HOURS,
        sources=total_of(seen).sources,
        sources_needed=LEAST_SOURCES,
        alike=not any(_differs(total) for _, total in spans),
        champion_sources=worst.champion_sources,
        challenger_sources=worst.challenger_sources,
        day=day,
    )


def unfit_because(view: LabView, digest: str) -> Told | None:
    """Return why a version may not be put in charge without force; nothing where it may.

    One that was in charge before may always come back.
    """
    if digest in {*view.before, view.champion} or (view.served and digest == view.challenger):
        return None
    if digest != view.challenger:
        return RefusedLab.trial_none()
    seen = [hour for hour in view.hours if hour.sources]
    if len(seen) < LEAST_HOURS:
        return RefusedLab.trial_short(hours=len(seen), least=LEAST_HOURS)
    sources = total_of(seen).sources
    if sources < LEAST_SOURCES:
        return RefusedLab.trial_few(sources=sources, least=LEAST_SOURCES)
    return next((_apart(day, hour) for day, hour in _days(seen) if _differs(hour)), None)


def _days(hours: Sequence[Hour]) -> Iterator[tuple[str, Hour]]:
    """Yield the whole trial and each of its days, by UTC, with their sums."""
    yield "", total_of(hours)
    for day, total in _by_day(hours):
        yield f"{datetime.fromtimestamp(day, UTC):%Y-%m-%d}", total


def _by_day(hours: Sequence[Hour]) -> Iterator[tuple[int, Hour]]:
    for day, own in groupby(hours, lambda hour: hour.t // _DAY_SECONDS):
        yield day * _DAY_SECONDS, total_of(list(own))


def _differs(total: Hour) -> bool:
    fewer, more = sorted((total.champion_sources, total.challenger_sources))
    return more > MOST_TIMES * fewer + _SLACK


def _times(total: Hour) -> float:
    fewer, more = sorted((total.champion_sources, total.challenger_sources))
    return more / (fewer + _SLACK)


def _apart(day: str, total: Hour) -> Told:
    flagged, champion = total.challenger_sources, total.champion_sources
    if not day:
        return RefusedLab.trial_apart(sources=flagged, champion=champion)
    return RefusedLab.trial_day_apart(day=day, sources=flagged, champion=champion)
