"""Brings the node's NGINX to what the core orders, step by step as `decide` says, and knows what came of it."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec

from agent.client import CoreError, RetryError
from agent.contract.proxy import NodeState, Order, Probe, Problem
from agent.proxy.assembly import Assembly, ensure_first_generation, make_folders
from agent.proxy.core_link import CoreLink
from agent.proxy.decision import Answer, Check, Confirm, GoBack, Next, Rest, Run, Try, decide
from agent.proxy.generations import Generation, Generations
from agent.proxy.isolation import IsolationError
from agent.proxy.kept import KeptFile
from agent.proxy.nginx_program import NginxError, NginxProgram
from agent.proxy.place import Place
from agent.proxy.reload import Reload
from agent.proxy.stock import EMPTY, Stock
from agent.proxy.switch import Switch
from agent.proxy.tasks import TaskError
from agent.proxy.trials import Trials
from agent.proxy.workers import Running

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0
_AGAIN_SECONDS: Final = 2.0
_AGAIN_AFTER_FAILURE_SECONDS: Final = 15.0
_LONGEST_SECONDS: Final = 300.0


class Keeper:
    """One node's configuration. One step at a time: of the orders that come meanwhile only the last is seen."""

    def __init__(
        self, place: Place, program: NginxProgram, core: CoreLink, kept: KeptFile, clock: Callable[[], float]
    ) -> None:
        self._place = place
        self._program = program
        self._kept = kept
        self._clock = clock
        self._generations = Generations(place.folder)
        self._stock = Stock(self._generations, core)
        self._assembly = Assembly(place, self._generations, program)
        self._switch = Switch(place, self._generations, program)
        self._trials = Trials(kept, self._stock, self._assembly, self._switch, self._go_back)
        self._order: Order | None = None
        self._waiting: dict[str, float] = {}
        self._failures = 0
        self._rebuild = self._is_to_sweep = False
        self._trouble = self._applied = self._nudged = ""
        self._left_out: list[Problem] = []
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self.changed = asyncio.Event()

    def obey(self, order: Order) -> None:
        """Take in what the core wants now. Where that is new, what failed before is tried at once."""
        if self._order is None or _wish(order) != _wish(self._order):
            self._waiting.clear()
        self._order = order
        self._wake.set()

    def state(self) -> NodeState:
        """Return what runs, without what others know of."""
        kept = self._kept.value
        return NodeState(
            order_version=self._order.version if self._order else 0,
            applied=self._applied,
            left_out=self._left_out,
            check=kept.check,
            apply=kept.apply,
            reloads=self._switch.reloads,
            trouble=self._trouble,
        )

    async def test(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Do the task `test`: have NGINX test the manifest `digest`, between two steps; what runs goes on.

        Returns the CheckResult as `result`, in JSON.

        Raises:
            TaskError: it cannot be tested.
        """
        async with self._turn:
            try:
                result = await self._trials.test(arguments.get("digest", ""), await self._confirmed_and_running())
            except (CoreError, OSError, NginxError, IsolationError) as error:
                raise TaskError(str(error)) from error
            self._is_to_sweep = True
        return {"result": msgspec.json.encode(result).decode()}

    async def reload(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Do the task `reload`: have NGINX read anew what it runs, between two steps; `probes` are Probes in JSON.

        Returns the ReloadResult as `result`, in JSON.

        Raises:
            TaskError: NGINX cannot be asked, or the disk is full.
        """
        async with self._turn:
            try:
                probes = msgspec.json.decode(arguments.get("probes", "[]"), type=list[Probe])
                reload, good = Reload(self._assembly, self._switch, self._go_back), await self._confirmed_and_running()
                result = await reload.run(good, probes)
            except (OSError, NginxError, msgspec.MsgspecError) as error:
                raise TaskError(str(error)) from error
            if reload.fresh and good:
                self._kept.change(good=reload.fresh.name, previous=good.name)
            self._is_to_sweep = True
            self._note(await self._switch.running())
        self.changed.set()
        return {"result": msgspec.json.encode(result).decode()}

    async def run(self) -> None:
        """Work for ever."""
        async with self._turn:
            await self._start()
        while True:
            self._wake.clear()
            now = self._clock()
            self._waiting = {digest: until_at for digest, until_at in self._waiting.items() if until_at > now}
            step = decide(self._order, self._kept.value, now, waiting=self._waiting, rebuild=self._rebuild)
            if isinstance(step, Rest):
                await self._rest(step, now)
            else:
                await self._attempt(step)

    async def _start(self) -> None:
        """Take up what an agent before this one left. While NGINX runs, it is better informed than the disk."""
        make_folders(self._place)
        if not (await self._switch.running()).name or not self._generations.live:
            await ensure_first_generation(self._place, self._program)
        kept, live = self._kept.value, self._generations.live
        assert live
        good = self._generations.find(kept.good) or live
        if good.name != kept.good:
            self._kept.change(good=good.name, confirmed="" if good.digest == EMPTY.digest else good.digest)
        damaged = await asyncio.to_thread(self._generations.blobs.drop_damaged, good.files.values())
        is_led_astray = live != good and not kept.trial
        self._rebuild = bool(damaged) or is_led_astray or bool(good.left_out) or not self._assembly.is_current(good)
        await self._look(nudges=not self._rebuild)

    async def _rest(self, step: Rest, now: float) -> None:
        """Wait for an order, or until an instant; look at the workers meanwhile."""
        await self._sweep()
        seconds = LOOK_SECONDS if step.until_at is None else min(LOOK_SECONDS, max(0.01, step.until_at - now))
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            async with self._turn:  # in the midst of a reload the workers are rightly not where the link leads
                await self._look()

    async def _look(self, *, nudges: bool = True) -> None:
        """Ask what runs. Where it is not what the link says NGINX missed a reload, and is told once more."""
        running, live = await self._switch.running(), self._generations.live
        if nudges and running.name and live and live.name not in {running.name, self._nudged}:
            self._nudged = live.name
            self._say(_words(await self._switch.to(live)))
            running = await self._switch.running()
        self._note(running)

    def _note(self, running: Running) -> None:
        generation = self._generations.find(running.name) if running.name else None
        now = (running.digest, generation.left_out if generation else [])
        if now != (self._applied, self._left_out):
            self._applied, self._left_out = now
            self.changed.set()

    async def _attempt(self, step: Next) -> None:
        logger.info("%s", step)
        try:
            async with self._turn:
                await self._do(step)
            self._failures = 0
        except (CoreError, OSError, NginxError, IsolationError) as error:
            self._say(str(error))
            await self._put_off(step, error)
        except Exception as error:  # a mistake of ours must not end the agent
            logger.exception("%s failed", step)
            self._say(f"{type(error).__name__}: {error}")
            await self._put_off(step, error)
        self._note(await self._switch.running())
        self.changed.set()

    async def _do(self, step: Next) -> None:
        match step:
            case Run(digest):
                await self._run(digest)
            case Check(deployment, digest):
                await self._trials.check(deployment, digest, await self._confirmed_and_running())
            case Try() if self._order:
                await self._trials.begin(self._order, self._generations.find(self._kept.value.good), self._clock)
            case Answer(deployment, digest, ok):
                self._trials.answer(deployment, digest, ok=ok)
            case Confirm(trial):
                self._trials.confirm(trial)
                self._settle()
            case GoBack(trial, why):
                await self._trials.give_up(trial, why)

    async def _confirmed_and_running(self) -> Generation | None:
        """Return what is confirmed, where it is what NGINX's workers and its next reload know."""
        good, running = self._generations.find(self._kept.value.good), await self._switch.running()
        return good if good and good.name == running.name and good == self._generations.live else None

    async def _run(self, digest: str) -> None:
        """Bring NGINX to a confirmed manifest. Where NGINX is down it will start with it."""
        kept, good = self._kept.value, self._generations.find(self._kept.value.good)
        manifest = await self._stock.manifest(digest, (kept.good, kept.previous))
        missing: list[str] = []
        if digest == kept.confirmed:
            missing = await self._stock.fetch_what_comes(manifest)
        else:
            await self._stock.fetch(manifest)
        generation = await self._assembly.as_much_as_runs(manifest, self._older(good), missing)
        if missing and (await self._switch.running()).digest == digest:
            await self._prepare_for_a_start(generation)
            raise NginxError(
                f"{missing[0]} is damaged on the disk and the core is away; NGINX runs on with what it read"
            )
        await self._switch_to(generation, good)
        self._kept.change(confirmed=digest, good=generation.name, previous=kept.good)
        self._rebuild = False
        self._settle()

    async def _prepare_for_a_start(self, generation: Generation) -> None:
        """Let NGINX start with a generation, and its workers do what they do until then."""
        self._nudged = generation.name
        await asyncio.to_thread(self._generations.point, generation)

    def _older(self, good: Generation | None) -> list[dict[str, str]]:
        """Return what NGINX took before, as far as it is sound, newest first."""
        has = self._generations.blobs.has
        known = (good, self._generations.find(self._kept.value.previous))
        return [{name: content for name, content in each.files.items() if has(content)} for each in known if each]

    async def _switch_to(self, generation: Generation, good: Generation | None) -> None:
        running = (await self._switch.running()).name
        if running == generation.name and self._generations.live == generation:
            return
        problems = await self._switch.to(generation, back_to=good)
        if problems and running:
            await self._go_back()
            raise NginxError(_words(problems))

    def _settle(self) -> None:
        """Forget the troubles, and what is needed no more when there is time."""
        self._say("")
        self._is_to_sweep = True

    async def _sweep(self) -> None:
        kept = self._kept.value
        if self._is_to_sweep and not kept.trial and not self._turn.locked():
            self._is_to_sweep = False
            async with self._turn:
                await asyncio.to_thread(self._generations.sweep, {kept.good, kept.previous})

    async def _go_back(self) -> None:
        """Return to what is confirmed; what keeps NGINX from it is told as the node's trouble."""
        good = self._generations.find(self._kept.value.good)
        if good is None:
            await ensure_first_generation(self._place, self._program)
            good = self._generations.live
        assert good
        self._say(_words(await self._switch.to(good)))

    async def _put_off(self, step: Next, error: Exception) -> None:
        """Leave what failed alone for a while; what else there is to do goes on."""
        self._failures += 1
        first = _AGAIN_SECONDS if isinstance(error, RetryError) else _AGAIN_AFTER_FAILURE_SECONDS
        if isinstance(step, Run | Check | Try):
            until_at = self._clock() + min(_LONGEST_SECONDS, first * 2.0 ** min(self._failures - 1, 8))
            self._waiting[step.digest] = until_at
        else:
            await asyncio.sleep(_AGAIN_SECONDS)

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning("%s", trouble)
        self._trouble = trouble


def _wish(order: Order) -> tuple[str, str, str, str]:
    return order.confirmed, order.deployment, order.candidate, order.step


def _words(problems: Collection[Problem]) -> str:
    return "; ".join(f"{each.file}:{each.line}: {each.message}" for each in problems)
