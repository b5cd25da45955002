"""All that is worth attention, gathered: what is in memory at each question, the rest every few seconds."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.attention.changes import Change, of_deployments, of_incidents, read_changes
from core.server.attention.core_itself import of_core, of_telling
from core.server.attention.item import Item, ranked
from core.server.attention.machines import of_alarms, of_nodes, of_scaling
from core.server.attention.notes import Notes
from core.server.attention.proxies import of_certificates, of_drift
from core.server.attention.proxies import of_deployments as failed
from core.server.attention.traffic import of_traffic
from core.server.db.database import DatabaseAway
from core.server.errors import DozorError

if TYPE_CHECKING:
    from core.server.alarms.alarms import Alarms
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet
    from core.server.notifications.notifications import Notifications
    from core.server.pipeline.core import Core
    from core.server.proxy.deploy.store import Recorded
    from core.server.proxy.proxy import Proxy
    from core.server.scaling.scaling import Scaling

_log: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 5.0
_DEPLOYMENTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The parts that are looked at."""

    core: "Core"
    fleet: "Fleet"
    proxy: "Proxy"
    alarms: "Alarms"
    scaling: "Scaling"
    notifications: "Notifications"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What takes the database or work to know, as it was at an instant (Unix seconds)."""

    at: float = 0.0
    items: tuple[Item, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Attention:
    """What is worth attention now. `data_dir` is whose disk must not be full."""

    database: "Database"
    clock: "Clock"
    data_dir: Path
    watched: Watched
    notes: Notes
    _looked: _Looked = field(default_factory=_Looked)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def items(self) -> list[Item]:
        """Return everything, what to look at first first."""
        watched, now = self.watched, self.clock.now()
        await self._look(now)
        nodes = watched.fleet.all()
        names = {node.id: node.name for node in nodes}
        return ranked(
            [
                *watched.core.live.read(lambda live: list(of_traffic(live, now))),
                *of_nodes(nodes, now),
                *of_alarms(watched.alarms, names, now),
                *of_scaling(watched.scaling.services()),
                *of_core(watched.core.health(), watched.proxy.trouble, self.data_dir),
                *of_telling(watched.notifications, now),
                *self._looked.items,
            ]
        )

    async def changes(self) -> list[Change]:
        """Return what changed lately, in no order."""
        await self._look(self.clock.now())
        incidents = self.watched.core.live.read(lambda live: list(live.incidents.values()))
        return [*self._looked.changes, *of_incidents(incidents)]

    async def _look(self, now: float) -> None:
        """Look anew at what is older than a few seconds; who asks meanwhile waits for the same look."""
        async with self._looking:
            if 0 <= now - self._looked.at < _LOOK_SECONDS:
                return
            deployments = await self._deployments()
            items = [*await self._of_proxies(now), *failed(deployments)]
            changes = [*await self._read_changes(), *of_deployments(deployments)]
            self._looked = _Looked(at=now, items=tuple(items), changes=tuple(changes))

    async def _deployments(self) -> "list[Recorded]":
        if self.watched.proxy.trouble:
            return []
        try:
            return await self.watched.proxy.store.deployments(before=self.clock.now() + 1, limit=_DEPLOYMENTS)
        except DatabaseAway:
            return []

    async def _read_changes(self) -> Iterable[Change]:
        try:
            return await read_changes(self.database)
        except DatabaseAway:  # what was known then is shown on; that the database is away is an item
            return [each for each in self._looked.changes if each.kind in {"deed", "scaling"}]

    async def _of_proxies(self, now: float) -> list[Item]:
        """Return what certificates and configurations are worth attention for; nothing where that cannot be known."""
        proxy = self.watched.proxy
        if proxy.trouble:
            return []
        found = list(of_certificates(proxy.certificates.items(), await proxy.certificates.lately(), now))
        if proxy.deployer.running is None and proxy.documents.revision:
            nodes = self.watched.fleet.all()
            records = {node.id: proxy.deployer.record(node.id) for node in nodes}
            try:
                found += of_drift(nodes, records, await proxy.deployer.plan(), now)
            except DozorError as error:  # a document that cannot be rendered is told where documents are
                _log.debug("drift is not known: %s", error)
        return found
