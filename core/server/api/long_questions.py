"""Questions that take long: about which time they may be, and how many of them are answered at once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Final

from core.server.api.refused import RefusedQuestionTime
from core.server.errors import Invalid, Throttled
from core.server.told import Told

_LONGEST: Final = timedelta(days=31)
_SOON_SECONDS: Final = 5
_WAIT_SECONDS: Final = 15.0


def span_of(
    from_at: datetime, to_at: datetime, *, least: timedelta = timedelta(), longest: timedelta = _LONGEST
) -> tuple[float, float]:
    """Return the time that is asked about, in Unix seconds.

    Raises:
        Invalid: its ends have no time zone, are not in order, or are too close to or too far from each other.
    """
    if from_at.tzinfo is None or to_at.tzinfo is None:
        raise Invalid(RefusedQuestionTime.span_zoneless())
    length = to_at - from_at
    if length <= timedelta() or not least <= length <= longest:
        raise Invalid(
            RefusedQuestionTime.span_short(seconds=int(least.total_seconds()), days=longest.days)
            if least
            else RefusedQuestionTime.span_wrong(days=longest.days)
        )
    return from_at.timestamp(), to_at.timestamp()


class OneAtATime:
    """A place that one question has; others are sent away meanwhile, in words that say what is going on."""

    def __init__(self, busy: Told) -> None:
        self._busy = busy
        self._taken = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the place for the length of a `with`.

        Raises:
            Throttled: another question has it.
        """
        if not self._taken.acquire(blocking=False):
            raise Throttled(self._busy, retry_after_seconds=_SOON_SECONDS)
        try:
            yield
        finally:
            self._taken.release()


class FewAtATime:
    """Places for a few questions; others wait for one, and are sent away where that takes too long."""

    def __init__(self, most: int, busy: Told, *, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._busy = busy
        self._wait_seconds = wait_seconds
        self._places = asyncio.Semaphore(most)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold a place for the length of a `with`.

        Raises:
            Throttled: none became free in time.
        """
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise Throttled(self._busy, retry_after_seconds=_SOON_SECONDS) from error
        try:
            yield
        finally:
            self._places.release()
