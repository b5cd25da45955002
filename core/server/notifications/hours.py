"""At which hours of which days something holds, in a time zone of its own."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from core.server.notifications.written import Written

_MINUTES: Final = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"
_DAYS_AHEAD: Final = 9  # whichever weekdays there are, one of them begins within


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _check_zone(name: str) -> str:
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone") from error
    return name


TimeZone = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_check_zone)]
Minute = Annotated[str, Field(pattern=_MINUTES)]
Weekday = Annotated[int, Field(ge=0, le=6)]


class Hours(Written):
    """From `begin` to `end` (exclusive; before `begin` it is of the next day) on each of `weekdays`; Monday is 0."""

    timezone: TimeZone = "UTC"
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = (0, 1, 2, 3, 4, 5, 6)
    begin: Minute = "00:00"
    end: Minute = "24:00"

    def cover(self, now: float) -> bool:
        """Say whether an instant (Unix seconds) is within."""
        return self.opens_at(now) <= now

    def opens_at(self, now: float) -> float:
        """Return when the next span begins; `now` within one."""
        spans = [self._span(now, day) for day in range(-1, _DAYS_AHEAD)]
        found = [span for span in spans if span is not None and span[1] > now]
        return max(now, min(begin for begin, _ in found))

    def ends_at(self, now: float) -> float:
        """Return when the span ends that an instant is in; `now` outside of all."""
        spans = [self._span(now, day) for day in range(-1, 1)]
        return max((end for begin, end in filter(None, spans) if begin <= now < end), default=now)

    def _span(self, now: float, day: int) -> tuple[float, float] | None:
        date = (datetime.fromtimestamp(now, UTC).astimezone(_zone(self.timezone)) + timedelta(days=day)).date()
        if date.weekday() not in self.weekdays:
            return None
        midnight = datetime.combine(date, time(), _zone(self.timezone))
        begin, end = _at(midnight, self.begin), _at(midnight, self.end)
        return begin, end if end > begin else _at(midnight + timedelta(days=1), self.end)


def _at(midnight: datetime, minute: str) -> float:
    """Return when the clock of a day's place shows that."""
    hours, minutes = map(int, minute.split(":"))
    shown = midnight + timedelta(days=1) if hours == 24 else midnight.replace(hour=hours, minute=minutes)
    return shown.timestamp()
