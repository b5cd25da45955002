"""Group commit: what arrives while one fsync runs becomes durable with the next."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from core.server.ingest.journal import Journal

_MOST_AT_ONCE: Final = 1024
_MOST_WAITING_BYTES: Final = 256 * 2**20
_Waiting = tuple[bytes, "Future[int]"]


class GroupCommit:
    """Appends to a journal in a thread of its own. `on_durable` is called in it after every fsync.

    Nothing is taken while the journal holds more than `most_bytes`: what is processed leaves it.
    """

    def __init__(self, journal: Journal, on_durable: Callable[[], None], *, most_bytes: int) -> None:
        self._journal = journal
        self._most_bytes = most_bytes
        self._on_durable = on_durable
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting_bytes = 0
        self._thread = threading.Thread(target=self._run, name="ingest-commit")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, payload: bytes) -> "Future[int]":
        """Return a future of the payload's position, done when it is durable; it raises what went wrong if not."""
        future: Future[int] = Future()
        with self._lock:
            if self._waiting_bytes > _MOST_WAITING_BYTES:
                future.set_exception(OSError("the disk is too slow for what comes"))
                return future
            self._waiting_bytes += len(payload)
        self._queue.put((payload, future))
        return future

    def stop(self) -> None:
        """Write what waits, and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            ended = self._take_waiting(batch)
            self._commit(batch)
            if ended:
                return

    def _take_waiting(self, batch: list[_Waiting]) -> bool:
        while len(batch) < _MOST_AT_ONCE:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return False
            if item is None:
                return True
            batch.append(item)
        return False

    def _commit(self, batch: list[_Waiting]) -> None:
        with self._lock:
            self._waiting_bytes -= sum(len(payload) for payload, _future in batch)
        try:
            self._check_room()
            position = self._journal.append_durably([payload for payload, _future in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            for _payload, future in batch:
                future.set_exception(error)
            return
        for offset, (_payload, future) in enumerate(batch):
            future.set_result(position + offset)
        self._on_durable()

    def _check_room(self) -> None:
        size = self._journal.size_bytes
        if size > self._most_bytes:
            raise OSError(f"{size} bytes wait to be processed")
