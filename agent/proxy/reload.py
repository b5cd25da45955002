"""What NGINX runs, read anew by new workers: tested first, and its sites asked whether they answer as before."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from agent.contract.proxy import Probe, Problem, ReloadResult, ReloadStep
from agent.proxy.assembly import Assembly
from agent.proxy.generations import Generation
from agent.proxy.nginx_output import PROBLEMS_LIMIT
from agent.proxy.probes import compare, statuses
from agent.proxy.switch import Switch

PROBE_SECONDS: Final = 5.0


class Reload:
    """One reload. `go_back` returns to what is confirmed; `fresh` is what new workers run, once they do.

    NGINX does not say whether its workers are new, so they read the same from a folder of another name. Where sites
    answer worse nothing is gone back to: what became different stands beside what Dozor keeps.
    """

    def __init__(self, assembly: Assembly, switch: Switch, go_back: Callable[[], Awaitable[None]]) -> None:
        self._assembly = assembly
        self._switch = switch
        self._go_back = go_back
        self.fresh: Generation | None = None

    async def run(self, good: Generation | None, probes: Sequence[Probe]) -> ReloadResult:
        """Have NGINX read `good` anew, which is what it runs; None where it runs nothing that is confirmed.

        Raises:
            OSError: the disk is full, or a content is not here.
            NginxError: NGINX cannot be asked.
        """
        started = time.monotonic()
        step, problems = await self._steps(good, probes)
        seconds = round(time.monotonic() - started, 3)
        return ReloadResult(ok=not problems, step=step, problems=problems[:PROBLEMS_LIMIT], seconds=seconds)

    async def _steps(self, good: Generation | None, probes: Sequence[Probe]) -> tuple[ReloadStep, list[Problem]]:
        if good is None:
            return "asked", [await self._not_running()]
        fresh = await self._assembly.again(good)
        if problems := await self._assembly.test(fresh):
            return "tested", problems
        before = await statuses(probes)
        if problems := await self._switch.to(fresh, back_to=good):
            await self._go_back()
            return "taken", problems
        self.fresh = fresh
        return "answered", await compare(probes, before, within=PROBE_SECONDS)

    async def _not_running(self) -> Problem:
        runs = (await self._switch.running()).name
        message = "NGINX runs something else than what is confirmed" if runs else "NGINX does not answer on this node"
        return Problem(file="", line=0, message=message)
