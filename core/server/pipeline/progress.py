"""How far a thread is, for coroutines that wait for it."""

import asyncio
import heapq
import threading
from itertools import count


class Progress:
    """A position that only grows. One thread moves it; coroutines of any loop wait for it."""

    def __init__(self, position: int) -> None:
        self.position = position
        self._lock = threading.Lock()
        self._numbers = count()
        self._waiting: list[tuple[int, int, asyncio.AbstractEventLoop, asyncio.Event]] = []

    def advance(self, position: int) -> None:
        """Move to a position and wake who waits for it."""
        with self._lock:
            self.position = position
            reached = []
            while self._waiting and self._waiting[0][0] <= position:
                reached.append(heapq.heappop(self._waiting))
        for _position, _number, loop, event in reached:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def reach(self, position: int, timeout_seconds: float) -> bool:
        """Wait until the position is reached; False if it takes longer."""
        event = asyncio.Event()
        with self._lock:
            if self.position >= position:
                return True
            heapq.heappush(self._waiting, (position, next(self._numbers), asyncio.get_running_loop(), event))
        try:
            async with asyncio.timeout(timeout_seconds):
                await event.wait()
        except TimeoutError:
            return False
        return True
