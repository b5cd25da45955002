"""Runs the long-lived programs: reads their settings, says clearly what is wrong with them, and hands over."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_S = TypeVar("_S")


def run_core() -> int:
    """Run the core until it is told to stop; return the exit status."""
    from core.server.main import serve  # noqa: PLC0415 - the agent must not load this

    from core.server.settings.settings import SettingsError, read_settings  # noqa: PLC0415

    return _run(read_settings, SettingsError, serve)


def run_agent() -> int:
    """Run the agent until it is told to stop; return the exit status."""
    from agent.run import run_agent as run  # noqa: PLC0415 - the core need not load this
    from agent.settings import SettingsError, read_settings  # noqa: PLC0415

    return _run(read_settings, SettingsError, run)


def _run(read: Callable[[], _S], error: type[Exception], program: Callable[[_S], Coroutine[Any, Any, None]]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = read()
    except error as wrong:
        print(f"dozor: {wrong}", file=sys.stderr)  # noqa: T201 - a message for the person who starts it
        return 2
    asyncio.run(program(settings))
    return 0
