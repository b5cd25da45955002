"""Things to be done once for the core: each by what its kind says, its outcome kept until the core has it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from agent.contract.proxy import Task, TaskOutcome

logger = logging.getLogger(__name__)

TASK_SECONDS: Final = 600.0
Handler = Callable[[Mapping[str, str]], Awaitable[dict[str, str]]]
"""Does what a kind of task asks for; returns its results, or raises a TaskError."""


class TaskError(Exception):
    """A task could not be done; the text says why, without a secret."""


class Tasks:
    """One task at a time, in their order. An id that the core goes on naming is not done again."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._waiting: dict[str, Task] = {}
        self._outcomes: dict[str, TaskOutcome] = {}
        self._told: set[str] = set()
        self._work = asyncio.Event()
        self.changed = asyncio.Event()

    @property
    def kinds(self) -> list[str]:
        """What kinds can be done."""
        return list(self._handlers)

    def set(self, tasks: Iterable[Task]) -> None:
        """Take in what the core wants done now."""
        wanted = {task.id: task for task in tasks}
        self._told &= wanted.keys()
        known = self._told | self._outcomes.keys()
        self._waiting = {name: task for name, task in wanted.items() if name not in known}
        self._work.set()

    @property
    def outcomes(self) -> Sequence[TaskOutcome]:
        """What came of tasks that the core was not told of."""
        return list(self._outcomes.values())

    def told(self, outcomes: Iterable[TaskOutcome]) -> None:
        """The core has these now."""
        for outcome in outcomes:
            self._outcomes.pop(outcome.id, None)
            self._told.add(outcome.id)

    async def run(self) -> None:
        """Do what waits, for ever."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                task = next(iter(self._waiting.values()))
                self._outcomes[task.id] = await self._do(task)
                with suppress(KeyError):
                    del self._waiting[task.id]
                self.changed.set()

    async def _do(self, task: Task) -> TaskOutcome:
        handler = self._handlers.get(task.kind)
        if handler is None:
            return TaskOutcome(id=task.id, ok=False, error=f"this agent does not know how to {task.kind}")
        try:
            async with asyncio.timeout(TASK_SECONDS):
                return TaskOutcome(id=task.id, ok=True, results=await handler(task.arguments))
        except TimeoutError:
            return TaskOutcome(id=task.id, ok=False, error=f"not done within {TASK_SECONDS:g} s")
        except TaskError as error:
            return TaskOutcome(id=task.id, ok=False, error=str(error))
        except Exception:  # a handler's mistake must not end the agent
            logger.exception("the task %s failed", task.kind)
            return TaskOutcome(id=task.id, ok=False, error="the agent failed at it; its log says how")
