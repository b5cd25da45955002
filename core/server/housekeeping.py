"""What happens beside requests: the database is made ready, changes are written down, the old is forgotten."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

import asyncpg

from agent.contract.address import pack_address
from core.server.api.live_reads import rps_by_service
from core.server.db.database import DatabaseAway
from core.server.db.embedded import EmbeddedPostgres, PostgresNotStartedError
from core.server.db.migrate import migrate, read_migrations
from core.server.errors import Unavailable
from core.server.ingest.commands import Protect
from core.server.lab.registry import Registry
from core.server.pipeline.retention import forget_history

if TYPE_CHECKING:
    from core.server.api.parts import Parts

_log: Final = logging.getLogger(__name__)
_STORE_FLEET_TICKS: Final = 15
_STORE_INVENTORIES_TICKS: Final = 60
_LOAD_ACCOUNTS_TICKS: Final = 300  # what somebody changed in the database by hand
_FORGET_TICKS: Final = 3600
_DAY_SECONDS: Final = 86_400.0
_AWAY: Final = (DatabaseAway, PostgresNotStartedError, asyncpg.PostgresError, TimeoutError)


class Housekeeping:
    """Ticks once a second. `postgres` is None where the database is someone else's.

    `found_no_account` is called with the first administrator's password when it was made.
    """

    def __init__(
        self, parts: "Parts", postgres: EmbeddedPostgres | None, found_no_account: Callable[[str], None]
    ) -> None:
        self._parts = parts
        self._postgres = postgres
        self._found_no_account = found_no_account
        self._away = False
        self._protected: tuple[str, ...] = ()

    async def begin(self) -> None:
        """Make the database ready, or say that it is away: it is tried again with every tick.

        Raises:
            MigrationError: this program does not fit the database.
        """
        await self._with_database(self._prepare)

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tick until cancelled.

        Raises:
            PipelineFell: a core that takes reports and does nothing with them must not go on.
        """
        for tick in count(1):
            await sleep(1.0)
            self._parts.core.check()
            try:
                await self._protect_the_fleet()
                await self._parts.audit.settle()
                await self._with_database(partial(self._tick, tick))
            except Exception:  # noqa: BLE001 - one broken tick must not end the core; logged here, at the edge
                _log.exception("housekeeping broke and goes on")

    async def store(self) -> None:
        """Write down what waits for the database."""
        await self._with_database(self._store)

    async def _prepare(self) -> None:
        parts = self._parts
        async with parts.database.connection() as connection:
            for name in await migrate(connection, read_migrations()):
                _log.info("database: applied %s", name)
        await parts.accounts.load()
        await parts.fleet.load()
        await parts.services.load()
        await parts.inventories.load()
        await parts.scaling.load()  # before nodes are told anything, lest they end their replicas
        await parts.proxy.load()
        await parts.alarms.load()
        await parts.notifications.load()  # after all that it hears of
        await parts.attention.notes.load()
        stays = parts.settings.first_password_stays
        password = await parts.accounts.ensure_first_admin(must_change=not stays)
        if password is not None:
            self._found_no_account(password)
        parts.database.ready.set()

    async def _store(self) -> None:
        await self._parts.audit.settle()
        await self._parts.services.store()
        await self._parts.accounts.api_tokens.keep()
        await self._parts.fleet.store()
        await self._parts.inventories.store()

    async def _with_database(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what needs the database; while it is away, say so once and go on without."""
        try:
            await work()
        except _AWAY as error:
            if not self._away:
                _log.warning("the database is away, ingest and enforcement go on: %s", error.__cause__ or error)
            self._away = True
        else:
            if self._away:
                _log.info("the database is back")
            self._away = False

    async def _tick(self, tick: int) -> None:
        parts = self._parts
        if self._postgres is not None and not self._postgres.running:
            await self._postgres.start()
        if not parts.database.ready.is_set():
            await self._prepare()
        now = parts.clock.now()
        parts.services.note(rps_by_service(parts.core, now), now)
        await parts.services.store()
        if tick % _STORE_FLEET_TICKS == 0:
            await parts.fleet.store()
        if tick % _STORE_INVENTORIES_TICKS == 0:
            await parts.inventories.store()
            await parts.accounts.api_tokens.keep()
        if tick % _LOAD_ACCOUNTS_TICKS == 0:
            await parts.accounts.load()
        if tick % _FORGET_TICKS == 0:
            await parts.accounts.keep()
            await parts.audit.forget(parts.settings.audit_days)
            await Registry(parts.database).forget_rows(now - parts.settings.feature_days * _DAY_SECONDS)
            await forget_history(parts.database, now, parts.settings.history_days)
            await parts.scaling.sweep(parts.settings.history_days * _DAY_SECONDS)
            await parts.alarms.forget(parts.settings.history_days)
            await parts.notifications.forget(parts.settings.history_days)
            await parts.attention.notes.forget(now, parts.settings.history_days)
            await parts.telegram.forget()
            await parts.proxy.sweep(parts.settings.history_days * _DAY_SECONDS)

    async def _protect_the_fleet(self) -> None:
        """Tell the pipeline the addresses that nodes report from: no decision may touch them."""
        addresses = tuple(address for address in self._parts.fleet.addresses() if _is_address(address))
        if addresses == self._protected:
            return
        try:
            await self._parts.core.command(Protect(at=self._parts.clock.now(), addresses=addresses))
        except Unavailable as error:
            _log.warning("the fleet's own addresses could not be protected yet: %s", error)
        else:
            self._protected = addresses


def _is_address(text: str) -> bool:
    try:
        pack_address(text)
    except ValueError:
        return False
    return True
