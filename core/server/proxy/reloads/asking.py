"""Has one node reload its NGINX, and looks whether it is as well afterwards as before."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from agent.contract.proxy import NodeState, Probe, Problem, ReloadResult, Task, TaskOutcome
from core.server.errors import NotFound
from core.server.proxy.deploy.sync import AWAY_SECONDS
from core.server.proxy.reloads.reload import TRIES_AGAIN, Turn, failed, put_back
from core.server.proxy.reloads.why import OF_STEP, Why
from core.server.proxy.render.names import site_file

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.fleet.fleet import Fleet
    from core.server.fleet.node import Node
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.told import Told

ANSWER_SECONDS: Final = 150.0
"""NGINX's test may take a minute, its workers half of one, and as long the way back."""
WELL_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 0.25
_PROBES_MAX: Final = 50
_PROBLEMS_KEPT: Final = 20
_TEXT: Final = 2000
_BADNESS: Final = {"ok": 0, "new": 1, "warn": 1, "down": 2}


@dataclass(frozen=True, slots=True)
class Health:
    """How a node is, as far as a reload could make it worse."""

    badness: int
    nginx_is_down: bool
    applied: str
    trouble: str

    def is_as_good_as(self, before: "Health", confirmed: str) -> bool:
        """Say whether nothing is worse than before; what a deployment brought meanwhile is as good as what ran."""
        return (
            self.badness <= before.badness
            and self.nginx_is_down <= before.nginx_is_down
            and self.applied in {before.applied, confirmed} - {""}
            and self.trouble in {"", before.trouble}
        )


class Asking:
    """Asks by a task of the node's order, as the agent fetches it."""

    def __init__(self, deployer: "Deployer", fleet: "Fleet", clock: "Clock") -> None:
        self._deployer = deployer
        self._fleet = fleet
        self._clock = clock

    def why_not(self, node: str) -> "Told | None":
        """Return what keeps a node from being asked now; nothing where nothing does."""
        try:
            known = self._fleet.get(node)
        except NotFound:
            return Why.deleted()
        now, record = self._clock.now(), self._deployer.record(node)
        if now - record.state_at <= AWAY_SECONDS:
            return _why_not_by_word(record.state)
        reports = known.state(now) in {"ok", "warn"}
        return Why.unmanaged() if reports or not record.state_at else Why.away()

    def may_yet_speak(self, node: str, since: float) -> bool:
        """Say whether to wait for a node: it was not heard since this core is there, and is not away yet for that."""
        try:
            reported_at = self._fleet.get(node).seen.last_report_at
        except NotFound:
            return False
        told_at = self._deployer.record(node).state_at
        return min(told_at, reported_at or told_at) < since and self._clock.now() - since <= AWAY_SECONDS

    async def reload(self, turn: Turn) -> Turn:
        """Have a node reload its NGINX; return what came of its turn."""
        if why := self.why_not(turn.node):
            return failed(turn, why)
        before = self._health(self._fleet.get(turn.node))
        probes = msgspec.json.encode(await self._probes(self._fleet.get(turn.node))).decode()
        task = Task(id=secrets.token_hex(8), kind="reload", arguments={"probes": probes})
        outcome = await self._deployer.orders.do(turn.node, task, within_seconds=ANSWER_SECONDS)
        return await self._judged(turn, outcome, before)

    async def _judged(self, turn: Turn, outcome: TaskOutcome, before: Health) -> Turn:
        if "result" not in outcome.results:
            return failed(turn, Why.recognised(outcome.error) or Why.unable(text=outcome.error[:_TEXT]))
        try:
            result = msgspec.json.decode(outcome.results["result"], type=ReloadResult)
        except msgspec.MsgspecError as error:
            return failed(turn, Why.unable(text=f"the node's answer makes no sense: {error}"))
        if result.step == "asked" and turn.tries < TRIES_AGAIN:
            return put_back(turn)
        if not result.ok:
            return failed(turn, OF_STEP[result.step](), _bounded(result.problems), result.seconds)
        if not await self._is_as_well(turn.node, before):
            return failed(turn, Why.unwell(), seconds=result.seconds)
        return msgspec.structs.replace(turn, status="reloaded", seconds=result.seconds)

    async def _is_as_well(self, node: str, before: Health) -> bool:
        """Wait until a node that told of itself since is as well as it was: some seconds, and while it is deployed."""
        since, loop = self._clock.now(), asyncio.get_running_loop()
        deadline = loop.time() + WELL_SECONDS
        while True:
            try:
                now = self._health(self._fleet.get(node))
            except NotFound:
                return False
            record = self._deployer.record(node)
            if record.state_at >= since and now.is_as_good_as(before, record.confirmed):
                return True
            if self._deployer.running is not None:
                deadline = loop.time() + WELL_SECONDS
            elif loop.time() >= deadline:
                return False
            await asyncio.sleep(_LOOK_SECONDS)

    def _health(self, node: "Node") -> Health:
        state = self._deployer.record(node.id).state
        badness = _BADNESS[node.state(self._clock.now())]
        return Health(badness, node.seen.host.nginx_up is False, state.applied, state.trouble)

    async def _probes(self, node: "Node") -> list[Probe]:
        """Return the requests by which a node's sites are known to answer as before."""
        confirmed = self._deployer.record(node.id).confirmed
        if not confirmed:
            return []
        _, state = self._deployer.deployed()
        built = await self._deployer.builds.of(state, node.name.lower(), self._deployer.surroundings(state))
        return [each for each in built.probes if site_file(each.site) in built.manifest.files][:_PROBES_MAX]


def _bounded(problems: list[Problem]) -> list[Problem]:
    """Return problems as they are kept, however much a node says."""
    return [
        Problem(file=each.file[:_TEXT], line=each.line, message=each.message[:_TEXT])
        for each in problems[:_PROBLEMS_KEPT]
    ]


def _why_not_by_word(state: NodeState) -> "Told | None":
    """Return what keeps a node from being asked that just told of itself."""
    if not state.applied:
        return Why.silent()
    return None if "reload" in state.tasks else Why.agent_too_old()
