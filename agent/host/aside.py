import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Aside(Generic[_T]):
    """Something that may take its time, or for ever, looked at from time to time in a thread.

    Who asks is answered at once by what was seen last. A look that hangs, as one at a file system whose server is gone,
    holds one thread and nothing else; there is no second look before the first has ended. The thread does not keep the
    program from ending.
    """

    def __init__(self, look: Callable[[], _T], *, every_seconds: float) -> None:
        self._look = look
        self._every_seconds = every_seconds
        self._seen: _T | None = None
        self._error: Exception | None = None
        self._began_at: float | None = None
        self._thread: threading.Thread | None = None

    def latest(self, now: float) -> _T | None:
        """Return what was seen last, None before the first look ended. `now` is monotonic.

        Raises:
            Exception: the last look ended by it.
        """
        if self._is_due(now):
            self._began_at = now
            self._thread = threading.Thread(target=self._run, name="aside", daemon=True)
            self._thread.start()
        if self._error:
            raise self._error.with_traceback(None)  # else it would grow with each time that it is raised
        return self._seen

    def unanswered_seconds(self, now: float) -> float:
        """Return for how long the look that is going on has been; 0 where none is."""
        is_looking = self._thread is not None and self._thread.is_alive()
        return now - self._began_at if is_looking and self._began_at is not None else 0.0

    def wait(self, within: float) -> bool:
        """Wait for the look that is going on; return whether it ended."""
        if self._thread is not None:
            self._thread.join(within)
        return self._thread is None or not self._thread.is_alive()

    def _is_due(self, now: float) -> bool:
        if self._began_at is None or self._thread is None:
            return True
        return now - self._began_at >= self._every_seconds and not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._seen, self._error = self._look(), None
        except Exception as error:  # noqa: BLE001 - it is told to who asks
            self._seen, self._error = None, error
