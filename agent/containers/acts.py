"""What is done to containers on someone's word. An act that began is carried to its end, whoever listens."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Final
from urllib.parse import quote

from agent.containers.left_over import LeftOver, left_over
from agent.containers.recreating import ASIDE, WELL_WITHIN_SECONDS, Recreation, UnwellError
from agent.contract.asking import ActOnContainer, Answer, End, Step
from agent.docker.engine import DockerError
from agent.docker.told import Inspected
from agent.docker.watch import Watch

logger = logging.getLogger(__name__)

LONGEST_SECONDS: Final = 300.0
SETTLE_AGAIN_SECONDS: Final = 1.0
_MORE_SECONDS: Final = 15.0
_NOTHING_TO_DO: Final = 304
_HARMLESS_TO_ITSELF: Final = frozenset({"start", "unpause"})

Say = Callable[[str], None]


class Acts:
    """Does one thing at a time to a container. Where it is not `permitted`, says so and does nothing.

    `own` is the agent's own container: it is not stopped, as nobody would be there to go on.
    """

    def __init__(self, watch: Watch, *, permitted: bool, own: str = "") -> None:
        self._watch = watch
        self._engine = watch.engine
        self._permitted = permitted
        self._own = own
        self._busy: set[str] = set()
        self._unsettled: set[str] = set()
        self._changed = asyncio.Event()
        watch.subscribe(self._changed.set)
        self._wanted: asyncio.Queue[tuple[ActOnContainer, asyncio.Queue[Answer]]] = asyncio.Queue()

    async def run(self) -> None:
        """Carry out what is wanted, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            if self._permitted:
                tasks.create_task(self._settle_what_is_left())
            while True:
                what, said = await self._wanted.get()
                tasks.create_task(self._carry_out(what, said))

    async def act(self, what: ActOnContainer) -> AsyncGenerator[Answer, None]:
        """Have something done; yields how far it is, and then how it ended."""
        if refusal := self._refusal(what):
            yield End(ok=False, error=refusal)
            return
        said: asyncio.Queue[Answer] = asyncio.Queue()
        self._busy.add(what.container)
        self._wanted.put_nowait((what, said))
        while True:
            answer = await said.get()
            yield answer
            if isinstance(answer, End):
                return

    async def _settle_what_is_left(self) -> None:
        """Bring to an end what an earlier agent began, and what could not be gone back from."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while left := list(left_over(self._watch.containers, self._busy)):
                for each in left:
                    await self._settle(each)
                await asyncio.sleep(SETTLE_AGAIN_SECONDS)  # what failed is tried again, though nothing changes

    async def _settle(self, what: LeftOver) -> None:
        ids = {what.old, what.new} - {""}
        if not ids.isdisjoint(self._busy):
            return
        is_first = what.old not in self._unsettled
        self._busy |= ids
        try:
            await self._bring_to_an_end(what, logger.info if is_first else logger.debug)
            self._unsettled.discard(what.old)
        except DockerError as error:
            if error.status == 404:
                return  # what was seen of it is old
            self._unsettled.add(what.old)
            if is_first:
                logger.warning("the container %s is not brought to an end: %s", what.name, error)
        finally:
            self._busy -= ids

    async def _bring_to_an_end(self, what: LeftOver, say: Say) -> None:
        found = await self._engine.look(f"/containers/{quote(what.old, safe='')}/json", Inspected)
        if ASIDE not in found.name:
            return  # what was seen of it is old
        recreation = Recreation(self._engine, say)
        say(f"an act on the container {what.name} was broken off: it is brought to an end")
        if what.does_well:
            try:
                await recreation.wait_until_well(what.new, WELL_WITHIN_SECONDS)
            except UnwellError as error:
                say(f"going back to the old container: {error}")
            else:
                await recreation.finish(what.old)
                return
        await recreation.go_back(what.old, what.new, what.name, start=what.ran)

    def _refusal(self, what: ActOnContainer) -> str:
        if not self._permitted:
            return "this node does not let containers be acted on (DOZOR_DOCKER_ACTS)"
        if what.container in self._busy:
            return "something is being done to this container already"
        if self._own and what.container == self._own and what.act not in _HARMLESS_TO_ITSELF:
            return "this is the agent's own container: what ends it is done on the machine, by compose"
        if what.container not in self._watch.containers:
            return f"this node has no such container{': ' if self._watch.trouble else ''}{self._watch.trouble}"
        return ""

    async def _carry_out(self, what: ActOnContainer, said: asyncio.Queue[Answer]) -> None:
        def say(text: str) -> None:
            said.put_nowait(Step(text=text))

        end = End(ok=False, error="it was broken off")
        try:
            end = await self._do(what, say)
        except DockerError as error:
            end = End(ok=False, error=str(error))
        except Exception as error:
            logger.exception("an act on a container failed")
            end = End(ok=False, error=f"{type(error).__name__}: {error}")
        finally:
            self._busy.discard(what.container)
            said.put_nowait(end)

    async def _do(self, what: ActOnContainer, say: Say) -> End:
        """Return which container stands there afterwards, if one does."""
        seconds = min(max(what.timeout_seconds, 0.0), LONGEST_SECONDS)
        if what.act == "recreate":
            recreation = Recreation(self._engine, say)
            new = await recreation.carry_out(what.container, stop_seconds=seconds, image=what.image)
            return End(container=new, error=recreation.trouble)
        container = f"/containers/{quote(what.container, safe='')}"
        waiting = f"?t={seconds:.0f}"
        if what.act == "remove":
            say("stopping")
            await self._ask("POST", f"{container}/stop{waiting}", seconds)
            say("removing")
            await self._ask("DELETE", f"{container}?force=1", seconds)
            return End()
        await self._ask("POST", f"{container}/{what.act}{waiting if what.act in {'stop', 'restart'} else ''}", seconds)
        return End(container=what.container)

    async def _ask(self, method: str, path: str, seconds: float) -> None:
        try:
            await self._engine.ask(method, path, within=seconds + _MORE_SECONDS)
        except DockerError as error:
            if error.status != _NOTHING_TO_DO:
                raise
