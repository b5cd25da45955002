"""Candidates: tested, run for a while, and gone back from where they do not run, answer worse, or stay unconfirmed."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from agent.client import RefusedError
from agent.contract.proxy import ApplyResult, CheckResult, Manifest, Order, Probe, Problem
from agent.proxy.assembly import Assembly
from agent.proxy.generations import Generation
from agent.proxy.kept import KeptFile, Trial
from agent.proxy.nginx_output import PROBLEMS_LIMIT
from agent.proxy.probes import compare, statuses
from agent.proxy.stock import Stock
from agent.proxy.switch import Switch

PROBE_SECONDS: Final = 5.0


class Trials:
    """What is done for the candidate of an order. `go_back` returns to what is confirmed."""

    def __init__(
        self, kept: KeptFile, stock: Stock, assembly: Assembly, switch: Switch, go_back: Callable[[], Awaitable[None]]
    ) -> None:
        self._kept = kept
        self._stock = stock
        self._assembly = assembly
        self._switch = switch
        self._go_back = go_back
        self._checked: Generation | None = None

    async def check(self, deployment: str, digest: str, running: Generation | None) -> None:
        """Have a candidate tested, for an NGINX that runs this.

        Raises:
            RetryError: it did not come from the core.
        """
        try:
            result, self._checked = await self._assembly.check(await self._manifest(digest), running)
        except (RefusedError, OSError) as error:
            result = CheckResult(digest=digest, ok=False, problems=[_problem(error)])
        told = msgspec.structs.replace(result, deployment=deployment)
        self._kept.change(check=told, checked_for=deployment)

    async def test(self, digest: str, running: Generation | None) -> CheckResult:
        """Return what NGINX says of a manifest that no deployment is for. Nothing is kept of it.

        Raises:
            RetryError: it did not come from the core.
            RefusedError: the core does not have it.
            OSError: it could not be kept.
        """
        result, _ = await self._assembly.check(await self._manifest(digest), running)
        return result

    async def begin(self, order: Order, good: Generation | None, clock: Callable[[], float]) -> None:
        """Run an order's candidate, which passed the test. Go back at once where it does not run or answers worse.

        Raises:
            RetryError: it did not come from the core.
        """
        started = time.monotonic()
        trial = Trial(deployment=order.deployment, digest=order.candidate, generation="")
        try:
            generation = await self._candidate(order.candidate)
            trial = msgspec.structs.replace(trial, generation=generation.name)
            problems = await self._run(generation, good, trial, order.probes)
        except (RefusedError, OSError) as error:
            problems = [_problem(error)]
        result = _result(trial, problems, time.monotonic() - started)
        until_at = clock() + order.confirm_within_seconds
        verified = msgspec.structs.replace(trial, until_at=until_at, verified=True)
        self._kept.change(trial=verified if result.ok else None, apply=result)

    def confirm(self, trial: Trial) -> None:
        """Let what was tried be what is gone back to from now on."""
        kept = self._kept.value
        self._kept.change(confirmed=trial.digest, good=trial.generation, previous=kept.good, trial=None)

    async def give_up(self, trial: Trial, why: str) -> None:
        """Go back from a candidate; without a reason it was but interrupted, and comes again."""
        await self._go_back()
        result = _result(trial, [Problem(file="", line=0, message=why)], 0.0) if why else self._kept.value.apply
        self._kept.change(trial=None, apply=result)

    def answer(self, deployment: str, digest: str, *, ok: bool) -> None:
        """Tell of a deployment for which nothing is run: its candidate runs already, or did not pass the test."""
        check = self._kept.value.check
        problems = check.problems if check and not ok else []
        self._kept.change(apply=ApplyResult(deployment=deployment, digest=digest, ok=ok, problems=problems))

    async def _candidate(self, digest: str) -> Generation:
        """Return the generation that was tested, where it is here still; else one that is built of the same."""
        tested = self._checked
        if tested and tested.digest == digest and self._assembly.has(tested):
            return tested
        return await self._assembly.build(await self._manifest(digest))

    async def _manifest(self, digest: str) -> Manifest:
        manifest = await self._stock.manifest(digest, (self._kept.value.good, self._kept.value.previous))
        await self._stock.fetch(manifest)
        return manifest

    async def _run(
        self, generation: Generation, good: Generation | None, trial: Trial, probes: list[Probe]
    ) -> list[Problem]:
        if not (await self._switch.running()).name:
            return [Problem(file="", line=0, message="NGINX does not answer on this node")]
        before = await statuses(probes)
        try:
            self._kept.change(trial=trial)
            problems = await self._switch.to(generation, back_to=good) or await compare(
                probes, before, within=PROBE_SECONDS
            )
        except OSError as error:
            problems = [_problem(error)]
        if problems:
            await self._go_back()
        return problems


def _problem(error: Exception) -> Problem:
    return Problem(file="", line=0, message=str(error))


def _result(trial: Trial, problems: list[Problem], seconds: float) -> ApplyResult:
    return ApplyResult(
        deployment=trial.deployment,
        digest=trial.digest,
        ok=not problems,
        problems=problems[:PROBLEMS_LIMIT],
        seconds=round(seconds, 3),
    )
