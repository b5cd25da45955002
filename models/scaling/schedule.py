"""Bounds of replicas by the time of the week."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, tzinfo
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Window(
    msgspec.Struct,
    kw_only=True,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"least": "min", "most": "max", "begin": "from", "end": "to"},
):
    """`days` from `from` to `to` o'clock (`HH:MM`; a `to` that is not later is of the next day): other bounds.

    A bound that is not given (`min`, `max`) is the policy's.
    """

    days: tuple[Day, ...] = DAYS
    begin: str = "00:00"
    end: str = "00:00"
    least: int | None = None
    most: int | None = None

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the window itself."""
        if not self.days:
            yield "days: none"
        for name, text in (("from", self.begin), ("to", self.end)):
            try:
                _minutes(text)
            except ValueError:
                yield f"{name}: {text[:20]!r} is no time of day such as 08:30"
        if self.least is None and self.most is None:
            yield "min: neither min nor max is given"

    def bounds(self, least: int, most: int) -> tuple[int, int]:
        """Return the bounds while it holds, given the policy's."""
        return (least if self.least is None else self.least), (most if self.most is None else self.most)

    def holds(self, weekday: int, minute: int) -> bool:
        """Tell whether it holds at a minute of a day; `weekday` 0 is Monday."""
        begin, end = _minutes(self.begin), _minutes(self.end)
        if begin < end:
            return DAYS[weekday] in self.days and begin <= minute < end
        started_today = DAYS[weekday] in self.days and minute >= begin
        return started_today or (DAYS[weekday - 1] in self.days and minute < end)


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """Return a time zone by its IANA name; raises ValueError."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone {name[:60]!r} is known here") from error


def bounds_at(
    schedule: tuple[Window, ...], timezone: str, now: float, bounds: tuple[int, int]
) -> tuple[int, int, bool]:
    """Return (least, most) at an instant, and whether a window of the schedule sets them instead of `bounds`."""
    if schedule:
        local = datetime.fromtimestamp(now, zone(timezone))
        minute = local.hour * 60 + local.minute
        for window in schedule:
            if window.holds(local.weekday(), minute):
                return *window.bounds(*bounds), True
    return *bounds, False


@lru_cache(maxsize=1024)
def _minutes(text: str) -> int:
    if len(text) != len("00:00"):
        raise ValueError(text)
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute
