"""What is being done to replicas at this moment: each a task that is carried to its end, however it ends."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from agent.containers.replicas.making import make, take_away
from agent.containers.replicas.ours import Group, Replica, name_of, taken_numbers
from agent.containers.replicas.template import Template
from agent.docker.engine import DockerError
from agent.docker.watch import Watch

logger = logging.getLogger(__name__)

SEEN_WITHIN_SECONDS: Final = 15.0
_AGAIN_SECONDS: Final = 1.0
_AT_ONCE: Final = 4
_MOST_REFUSED: Final = 10_000


class Work:
    """`making` are the numbers of those being made, by group; `leaving` the names of those that are taken away.

    Either lasts until the watch has seen what came of it: what is planned before would count wrong. `failed` is told
    what did not work, `done` called after each.
    """

    def __init__(self, watch: Watch, failed: Callable[[Group, str], None], done: Callable[[], None]) -> None:
        self.making: dict[Group, set[int]] = {}
        self.leaving: set[str] = set()
        self._watch, self._failed, self._done = watch, failed, done
        self._refused: set[tuple[str, int]] = set()
        self._moved = asyncio.Event()
        watch.subscribe(self._moved.set)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def taken(self, group: Group) -> set[int]:
        """Return the numbers whose names are in use, or were when one of them was tried."""
        there = taken_numbers(group.template, self._watch.containers.values())
        tried = {number for template, number in self._refused if template == group.template}
        return there.union(
            tried, *(numbers for each, numbers in self.making.items() if each.template == group.template)
        )

    def count_making(self) -> int:
        """Return how many are being made."""
        return sum(map(len, self.making.values()))

    async def make(self, template: Template, group: Group, number: int) -> None:
        """Make one, whose number is in `making`."""
        name = name_of(group.template, number)
        try:
            async with self._slots:
                logger.info("%s is made", name)
                await self._make(template, group, number)
        except DockerError as error:
            if error.status == 409 and len(self._refused) < _MOST_REFUSED:
                logger.warning("the name %s is another's", name)
                self._refused.add((group.template, number))
            else:
                self._failed(group, f"{name} cannot be made: {error}")
        except Exception as error:  # a mistake of ours must not end the agent
            logger.exception("%s cannot be made", name)
            self._failed(group, f"{name} cannot be made: {type(error).__name__}: {error}")
        finally:
            self.making[group].discard(number)
            self._done()

    async def take_away(self, replica: Replica) -> None:
        """Stop and remove one, whose name is in `leaving`."""
        identity = replica.container.id
        try:
            logger.info("%s is removed", replica.name)
            await take_away(self._watch.engine, identity)
            await self._until(lambda: identity not in self._watch.containers)
        except Exception as error:  # a mistake of ours must not end the agent
            if not isinstance(error, DockerError):
                logger.exception("%s cannot be removed", replica.name)
            self._failed(replica.group, f"{replica.name} cannot be removed: {error}")
            await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            self.leaving.discard(replica.name)
            self._done()

    async def _make(self, template: Template, group: Group, number: int) -> None:
        identity = await make(self._watch.engine, template, group, number)
        if not await self._until(lambda: self._is_started(identity)) and not self._watch.trouble:
            await take_away(self._watch.engine, identity)  # else there would be one more each time
            raise DockerError("there are more containers than are watched")

    def _is_started(self, identity: str) -> bool:
        found = self._watch.containers.get(identity)
        return found is not None and found.state.status != "created"

    async def _until(self, seen: Callable[[], bool]) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(SEEN_WITHIN_SECONDS):
                while not seen():
                    self._moved.clear()
                    await self._moved.wait()
        return seen()
