"""Runs the long-lived programs: reads their settings, says clearly what is wrong with them, and hands over."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_S = TypeVar("_S")


def run_core() -> int:
    """Run the core until it is told to stop; return the exit status."""
    import uvloop  # noqa: PLC0415 - the agent must not load these

    from core.server.errors import DozorError  # noqa: PLC0415
    from core.server.main import serve  # noqa: PLC0415
    from core.server.settings.settings import read_settings  # noqa: PLC0415

    return _run(read_settings, DozorError, serve, uvloop.new_event_loop)


def run_agent() -> int:
    """Run the agent until it is told to stop; return the exit status."""
    from agent.run import run_agent as run  # noqa: PLC0415 - the core need not load this
    from agent.settings import SettingsError, read_settings  # noqa: PLC0415

    return _run(read_settings, SettingsError, run)


def _run(
    read: Callable[[], _S],
    error: type[Exception],
    program: Callable[[_S], Coroutine[Any, Any, None]],
    new_loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = read()
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(program(settings))
    except error as wrong:
        print(f"dozor: {wrong}", file=sys.stderr)  # noqa: T201 - a message for the person who starts it
        return 2
    return 0
