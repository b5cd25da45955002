"""The proxies' side of the core, put together: what is wanted, what is secret, who brings it to the nodes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from core.server.errors import Unavailable
from core.server.proxy.certificates.certificates import Certificates
from core.server.proxy.certificates.ordering import Surrounding
from core.server.proxy.certificates.preflight import Looker
from core.server.proxy.certificates.shelf import Shelf
from core.server.proxy.certificates.store import CertificateStore
from core.server.proxy.certificates.wanted import issuers
from core.server.proxy.deploy.build import FileSources
from core.server.proxy.deploy.deployer import Deployer
from core.server.proxy.deploy.node_files import NodeFiles
from core.server.proxy.deploy.store import DeployStore
from core.server.proxy.documents.documents import Documents
from core.server.proxy.maintenance import Maintenance, in_maintenance
from core.server.proxy.pages.findings import check_pages
from core.server.proxy.pages.frames import PageFrames
from core.server.proxy.pages.rendering import page_files
from core.server.proxy.pages.shown import PagesShown
from core.server.proxy.reloads.asking import Asking
from core.server.proxy.reloads.reloader import Reloader
from core.server.proxy.reloads.store import ReloadStore
from core.server.proxy.render.context import Surroundings
from core.server.proxy.secrets.secrets import Secrets
from core.server.proxy.specs.references_memory import ReferencesMemory
from core.server.proxy.specs.state import DesiredState
from core.server.seal import CannotOpen, Seal

if TYPE_CHECKING:
    from agent.contract.proxy import NodeState
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet

_log: Final = logging.getLogger(__name__)
_AGAIN_SECONDS: Final = 2.0


class Proxy:
    """All that concerns what the fleet's NGINX is to run.

    `seal_keys`: the first seals, all open. `nameservers` (address and port) are asked whether names lead here; none:
    those of the machine.
    """

    def __init__(
        self,
        database: "Database",
        clock: "Clock",
        fleet: "Fleet",
        seal_keys: tuple[bytes, ...],
        nameservers: Sequence[tuple[str, int]] = (),
    ) -> None:
        seal = Seal(*seal_keys)
        self._clock = clock
        self.documents = Documents(database, clock)
        self.secrets = Secrets(database, clock, seal)
        self.store = DeployStore(database, seal)
        certificates = CertificateStore(database, seal)
        self._shelf = Shelf(certificates, clock, self._is_wanted)
        self.deployer = Deployer(
            documents=self.documents,
            fleet=fleet,
            store=self.store,
            clock=clock,
            sources=FileSources(page_files=page_files, certificate_files=self._shelf.files),
            surroundings=self.surroundings,
        )
        self.reload_store = ReloadStore(database)
        self.reloader = Reloader(Asking(self.deployer, fleet, clock), self.deployer, self.reload_store, clock)
        self.node_files = NodeFiles(self.deployer.orders, self.store)
        self.looker = Looker(nameservers)
        around = Surrounding(
            documents=self.documents,
            secrets=self.secrets,
            fleet=fleet,
            orders=self.deployer.orders,
            clock=clock,
            looker=self.looker,
        )
        self.certificates = Certificates(certificates, self._shelf, self.deployer, around)
        self._maintenance = Maintenance(self.deployer, clock)
        self.pages_shown = PagesShown(clock.now())
        self.page_frames = PageFrames()
        self.references = ReferencesMemory()
        self.trouble = ""

    async def load(self) -> None:
        """Read everything from the database.

        What cannot be opened keeps the core from nothing else: it is in `trouble`, and nodes go on with what they have.

        Raises:
            DatabaseAway: it cannot be read.
        """
        self.trouble = ""
        await self.documents.load()
        await asyncio.to_thread(check_pages, self.documents.state)  # known from then on
        try:
            await self.secrets.load()
            await self.certificates.load()
        except CannotOpen as error:
            self.trouble = f"{error} Start the core with the key that it was sealed by."
            _log.error("the proxies cannot be controlled: %s", self.trouble)
            return
        await self.deployer.load()
        await self.reloader.load()

    def check(self) -> None:
        """Let pass who wants something of the proxies.

        Raises:
            Unavailable: they cannot be controlled now; the text says why.
        """
        if self.trouble:
            raise Unavailable(self.trouble)

    async def sweep(self, history_seconds: float) -> None:
        """Forget what is old, of deployments those that ended so long ago.

        While it is not known what nodes are to run, nothing is forgotten.
        """
        if not self.trouble:
            await self.deployer.sweep()
            await self.store.forget(before=self._clock.now() - history_seconds)
            await self.reload_store.forget(before=self._clock.now() - history_seconds)

    async def run(self) -> None:
        """Follow time until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self.deployer.run, self.certificates.run, self._maintenance.run, self.reloader.run):
                tasks.create_task(_kept_up(work))

    async def hear(self, node: str, state: "NodeState") -> None:
        """Take in what a node says of itself.

        Raises:
            DatabaseAway: it could not be kept.
        """
        self.pages_shown.hear(node, self.deployer.record(node).state.pages, state.pages, self._clock.now())
        await self.deployer.hear(node, state)

    def surroundings(self, state: DesiredState) -> Surroundings:
        """Return what besides documents changes what nodes run, as it is now."""
        now, tokens = datetime.fromtimestamp(self._clock.now(), UTC), self.secrets.tokens()
        domains = state.domains.items()
        return Surroundings(
            certificates=self._shelf.known(state),
            issuers=issuers(state),
            in_maintenance=in_maintenance(state, now),
            pass_tokens={name: tokens.get(spec.maintenance.bypass_secret or "", "") for name, spec in domains},
            passwords=self.secrets.passwords(),
        )

    def _is_wanted(self, certificate: str, names: tuple[str, ...]) -> bool:
        specs = (state.certificates.get(certificate) for state in self.deployer.states)
        return any(spec is not None and spec.names == names for spec in specs)


async def _kept_up(work: Callable[[], Awaitable[None]]) -> None:
    """Do something that goes on for ever, and begin it anew where it broke: it must not end the core."""
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001 - logged here, at the edge
            _log.exception("a part of the proxies' side broke and begins anew")
        await asyncio.sleep(_AGAIN_SECONDS)
