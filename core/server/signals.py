"""SIGINT and SIGTERM end a program in order, whatever it is doing."""

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_log: Final = logging.getLogger(__name__)
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """End the body, which runs in the current task, at the first signal by cancellation, and go on behind it.

    The signals after it change nothing: what is under way then is the stop itself, and cut short it would lose the
    last checkpoint and leave PostgreSQL behind. Outside of the main thread signals are someone else's.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    received: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        received.append(number)
        if len(received) > 1:
            _log.info("%s: stopping already", number.name)
        else:
            task.cancel()

    ours = _SIGNALS if threading.current_thread() is threading.main_thread() else ()
    for number in ours:
        loop.add_signal_handler(number, end, number)
    try:
        yield
    except asyncio.CancelledError:
        if not received or task.uncancel():
            raise
    finally:
        for number in ours:
            loop.remove_signal_handler(number)
