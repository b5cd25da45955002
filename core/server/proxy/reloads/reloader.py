"""Drives reloads: one at a time in the fleet, in it one node at a time; it goes on with nobody looking."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from core.server.db.database import DatabaseAway
from core.server.errors import Conflict
from core.server.proxy.reloads.asking import Asking
from core.server.proxy.reloads.refused import RefusedReload
from core.server.proxy.reloads.reload import Reload, Turn, begun, failed, left_out, settled, stopped, with_turn
from core.server.proxy.reloads.store import Recorded, ReloadStore
from core.server.proxy.reloads.why import Why

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.fleet.node import Node
    from core.server.proxy.deploy.deployer import Deployer

_log: Final = logging.getLogger(__name__)
_AGAIN_SECONDS: Final = 1.0
_UNKNOWN_SECONDS: Final = 60.0
"""So long after a reload was asked for it may still begin with a core that is started anew."""
Fold = Callable[[Reload, float], Reload]


class Reloader:
    """The one that reloads. While a deployment goes on, the next node waits."""

    def __init__(self, asking: Asking, deployer: "Deployer", store: ReloadStore, clock: "Clock") -> None:
        self._asking = asking
        self._deployer = deployer
        self._store = store
        self._clock = clock
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._loaded_at = 0.0
        self.running: Recorded | None = None

    async def load(self) -> None:
        """Take up the reload that a restart interrupted. One that never began, long ago, was told to nobody: it ends.

        Raises:
            DatabaseAway: it cannot be read.
        """
        self._loaded_at = self._clock.now()
        found = await self._store.running()
        if found and not found.reload.has_begun and self._loaded_at - found.reload.started_at > _UNKNOWN_SECONDS:
            await self._end(found)
            found = None
        self.running = found
        self._wake.set()

    def turns(self, nodes: "Sequence[Node]") -> list[Turn]:
        """Return the turns of nodes as they would be now. Nothing is begun."""
        turns = [Turn(node=node.id, name=node.name) for node in nodes]
        return [left_out(each, why) if (why := self._asking.why_not(each.node)) else each for each in turns]

    async def begin(self, nodes: "Sequence[Node]", by: str) -> Recorded:
        """Begin to reload nodes in this order; those that cannot be asked now are left out.

        Raises:
            Conflict: one is going on, or none of the nodes can be asked.
            DatabaseAway: nothing was begun.
        """
        async with self._lock:
            if self.running is not None:
                raise Conflict(RefusedReload.reload_going_on())
            turns, now = self.turns(nodes), self._clock.now()
            if all(each.status == "left_out" for each in turns):
                why = [(each.name, each.told) for each in turns if each.told]
                names = ", ".join(each.name for each in turns[:10])
                raise Conflict(RefusedReload.reload_of_nobody(nodes=names), errors=why)
            if unknown := await self._store.running():  # whose keeping was never acknowledged: nobody was told of it
                await self._end(unknown)
            recorded = Recorded(Reload(id=secrets.token_hex(8), started_at=now, turns=turns), by)
            await self._store.save(recorded)
            self.running = recorded
        self._wake.set()
        return recorded

    async def stop(self, reload_id: str, by: str) -> Recorded:
        """Let no other node follow the one whose turn it is.

        Raises:
            Conflict: this reload is over.
            DatabaseAway: it goes on.
        """
        if self.running is None or self.running.reload.id != reload_id:
            raise Conflict(RefusedReload.reload_over())
        recorded = await self._change(lambda reload, now: settled(stopped(reload, by), now))
        self._wake.set()
        return recorded

    async def run(self) -> None:
        """Reload what is to be reloaded until cancelled."""
        while True:
            while self.running is not None:
                await self._step()
            await self._wake.wait()
            self._wake.clear()

    async def _step(self) -> None:
        if self._deployer.running is not None or self._is_node_awaited():
            await asyncio.sleep(_AGAIN_SECONDS)
            return
        reload = await self._surely(lambda reload, now: begun(settled(reload, now), now))
        if reload is None or reload.phase != "running" or reload.next is None:
            return
        turn = await self._asked(reload.next)
        await self._surely(lambda reload, now: settled(with_turn(reload, turn), now))
        if turn.status == "waiting":
            await asyncio.sleep(_AGAIN_SECONDS)

    def _is_node_awaited(self) -> bool:
        turn = self.running.reload.next if self.running else None
        return turn is not None and self._asking.may_yet_speak(turn.node, self._loaded_at)

    async def _end(self, recorded: Recorded) -> None:
        over = settled(stopped(recorded.reload, recorded.by), self._clock.now())
        await self._store.save(Recorded(over, recorded.by))

    async def _asked(self, turn: Turn) -> Turn:
        try:
            return await self._asking.reload(turn)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not have a node reload without end
            _log.exception("%s could not be asked to reload", turn.name)
            return failed(turn, Why.unable(text=f"{type(error).__name__}: {error}"))

    async def _surely(self, fold: Fold) -> Reload | None:
        """Change it however long the database is away: what a node did is not done again for want of a note.

        Returns nothing where it was ended meanwhile.
        """
        while True:
            try:
                return (await self._change(fold)).reload
            except Conflict:
                return None
            except DatabaseAway:
                _log.warning("a reload waits for PostgreSQL")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _change(self, fold: Fold) -> Recorded:
        async with self._lock:
            before = self.running
            if before is None:
                raise Conflict(RefusedReload.reload_over())
            after = Recorded(fold(before.reload, self._clock.now()), before.by)
            await self._store.save(after)
            self.running = after if after.reload.phase == "running" else None
            return after
