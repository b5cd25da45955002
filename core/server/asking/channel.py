"""What a node answers, on its way to who asked: bounded, so that the slower of the two sets the pace."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from agent.contract.asking import Answer, End

_MOST_BYTES: Final = 256 * 1024


class Channel:
    """Between a node's upload and one reader. `bell` rings when there is news; several channels may share one.

    `on_end` is called once, with how it ended. A reader that leaves ends the channel, unless it `outlives` readers:
    then what comes is dropped up to the end.
    """

    def __init__(
        self,
        bell: asyncio.Event | None = None,
        *,
        outlives: bool = False,
        on_end: Callable[[End], None] = lambda _end: None,
    ) -> None:
        self.bell = bell or asyncio.Event()
        self.outlives = outlives
        self.end: End | None = None
        self._on_end = on_end
        self._waiting: deque[list[Answer]] = deque()
        self._bytes = 0
        self._room = asyncio.Event()
        self._is_left = False
        self._upload: asyncio.Timeout | None = None

    @property
    def is_full(self) -> bool:
        """Whether the node has to wait for the reader."""
        return self._bytes >= _MOST_BYTES

    @property
    def is_over(self) -> bool:
        """Whether nothing is there and nothing will come."""
        return self.end is not None and not self._waiting

    def begins(self, upload: asyncio.Timeout) -> None:
        """Take note of the upload, which is broken off by `upload` when nobody wants it any more."""
        self._upload = upload
        self.beat()

    def beat(self) -> None:
        """Take note of a sign of life."""
        self.bell.set()

    async def put(self, answers: list[Answer], size: int) -> None:
        """Pass answers of so many bytes on; waits while the reader is behind."""
        while self.is_full and self.end is None and not self._is_left:
            self._room.clear()
            await self._room.wait()
        if self.end is None and not self._is_left:
            self._waiting.append(answers)
            self._bytes += size + 1  # an empty one counts, too
            self.beat()

    def take(self) -> list[Answer]:
        """Return what is there now."""
        taken = [answer for answers in self._waiting for answer in answers]
        self._waiting.clear()
        self._bytes = 0
        self._room.set()
        return taken

    async def batch(self) -> list[Answer]:
        """Return what is there as soon as there is something; nothing once it is over. For a bell of its own."""
        while not self._waiting and self.end is None:
            self.bell.clear()
            await self.bell.wait()
        return self.take()

    def finish(self, end: End) -> None:
        """Say how it ended; what was said before holds."""
        if self.end is not None:
            return
        self.end = end
        self._room.set()
        self.bell.set()
        self._break_off()
        self._on_end(end)

    def leave(self) -> None:
        """Take note that nobody reads any more."""
        self._is_left = True
        self.take()
        if not self.outlives:
            self.finish(End(ok=False, error="nobody listens any more"))

    def let_go(self) -> None:
        """Take note that the upload is over."""
        self._upload = None

    def _break_off(self) -> None:
        if self._upload is not None and not self._upload.expired():
            self._upload.reschedule(0.0)
        self._upload = None
