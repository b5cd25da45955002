"""Puts the core together and runs it: the one place where its parts meet."""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.server.accounts.accounts import Accounts
from core.server.accounts.audit import Audit
from core.server.accounts.signing_keys import SigningKeys
from core.server.alarms.alarms import Alarms
from core.server.api.app import create_app
from core.server.api.parts import Parts
from core.server.api.studies import Studies
from core.server.asking.asking import Asking
from core.server.attention.attention import Attention, Watched
from core.server.attention.notes import Notes
from core.server.clock import SystemClock
from core.server.db.database import Database
from core.server.db.embedded import EmbeddedPostgres
from core.server.errors import Conflict
from core.server.fleet.fleet import Fleet
from core.server.fleet.services import Services
from core.server.housekeeping import Housekeeping
from core.server.ingest.systems import SystemsDatabase
from core.server.inventory.inventories import Inventories
from core.server.lab.snapshots import Snapshots
from core.server.notifications.assembling import Heard, assembled
from core.server.notifications.telegram.held import Held
from core.server.pipeline.core import Core
from core.server.places.places import open_places
from core.server.proxy.proxy import Proxy
from core.server.scaling.scaling import Scaling
from core.server.seal import Seal
from core.server.settings.settings import Settings
from core.server.signals import ended_by_signals
from core.server.telegram.telegram import telegram_of
from core.server.verification.source_names import SourceNames
from core.server.verification.verifier import Verifier, system_resolver
from core.server.webserver import listen, run_webserver

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """A core that answers at `url`. `first_password` is the first administrator's, where it was just made."""

    url: str
    first_password: str | None
    parts: Parts


async def serve(settings: Settings, *, on_ready: Callable[[Started], Awaitable[None]] | None = None) -> None:
    """Run the core until SIGINT, SIGTERM or cancellation. Calls `on_ready` once it answers.

    While it runs, its data folder has `local-token`, an access token for programs that may read the folder, and,
    after the very first start, `first-admin`, the first administrator's password, to be deleted by who shows it.

    Raises:
        DozorError: it cannot start; the message says why.
    """
    with ended_by_signals():
        await _serve(settings, on_ready)


async def _serve(settings: Settings, on_ready: Callable[[Started], Awaitable[None]] | None) -> None:
    async with AsyncExitStack() as stack:
        systems = SystemsDatabase(settings.asn_database) if settings.asn_database else None
        stack.enter_context(_locked(settings.data_dir))
        listener = stack.enter_context(listen(settings))
        postgres = await _postgres(settings, stack)
        parts = await _parts(settings, postgres, systems, stack)
        passwords: list[str] = []

        def found_no_account(password: str) -> None:
            passwords.append(password)
            _write_private(settings.data_dir / "first-admin", password)

        async def started() -> None:
            host, port = listener.getsockname()[:2]
            url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            _log.info("Dozor answers at %s%s/", url, settings.public_path)
            token = settings.data_dir / "local-token"
            _write_private(token, parts.accounts.local_token)
            stack.callback(token.unlink, missing_ok=True)
            if on_ready is not None:
                await on_ready(Started(url, passwords[0] if passwords else None, parts))

        housekeeping = Housekeeping(parts, postgres, found_no_account)
        await housekeeping.begin()
        await parts.core.start()
        stack.push_async_callback(parts.core.stop)
        verifier = Verifier(parts.core, parts.clock)
        proxied = (parts.proxy.run, parts.scaling.run)
        app = create_app(parts)
        told = (parts.alarms.run, parts.notifications.run, telegram_of(parts, app).run, parts.studies.run)
        async with _kept(housekeeping, housekeeping.run, verifier.run, *proxied, *told):
            await run_webserver(app, settings, listener, started, ending=parts.end)


async def _postgres(settings: Settings, stack: AsyncExitStack) -> EmbeddedPostgres | None:
    if settings.database_url is not None:
        return None
    postgres = EmbeddedPostgres(settings.data_dir / "postgres")
    stack.push_async_callback(postgres.stop)  # also of a start that is broken off
    await postgres.start()
    return postgres


async def _parts(
    settings: Settings, postgres: EmbeddedPostgres | None, systems: SystemsDatabase | None, stack: AsyncExitStack
) -> Parts:
    url = settings.database_url or (postgres.url() if postgres else "")
    clock, database = SystemClock(), Database(url)
    await database.start()
    stack.push_async_callback(database.stop)
    fleet = Fleet(database, clock, settings.data_dir / "nodes.json")
    places = open_places(settings.places_dir, settings.country_database, systems)
    core = Core(settings.data_dir / "pipeline", url, systems=systems, countries=places.country)
    proxy, inventories = Proxy(database, clock, fleet, settings.seal_keys), Inventories(database, clock)
    alarms, telegram = (
        Alarms(database, clock, fleet, core.metrics.averages),
        Held(database, clock, settings.seal_keys[0]),
    )
    heard = Heard(core=core, proxy=proxy, alarms=alarms, fleet=fleet)
    notifications = assembled(settings, database, clock, heard, telegram)
    scaling = Scaling(database, clock=clock, fleet=fleet, core=core, proxy=proxy, inventories=inventories)
    watched = Watched(core=core, fleet=fleet, proxy=proxy, alarms=alarms, scaling=scaling, notifications=notifications)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        accounts=Accounts(
            database,
            clock,
            SigningKeys.of(settings.signing_secrets, settings.data_dir, clock.now()),
            Seal(*settings.seal_keys),
            refresh_days=settings.refresh_days,
            oidc=settings.oidc,
            second_factor_roles=settings.second_factor_roles,
        ),
        audit=Audit(database, clock, settings.data_dir / "audit-waiting"),
        fleet=fleet,
        services=Services(database),
        core=core,
        places=places,
        proxy=proxy,
        asking=Asking(),
        inventories=inventories,
        alarms=alarms,
        scaling=scaling,
        telegram=telegram,
        notifications=notifications,
        attention=Attention(database, clock, settings.data_dir, watched, Notes(database)),
        studies=Studies(database, core),
        snapshots=Snapshots(settings.data_dir / "snapshots"),
        source_names=SourceNames(clock, system_resolver() if settings.source_names else None),
    )


@asynccontextmanager
async def _kept(housekeeping: Housekeeping, *works: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Do what goes on beside requests while the body runs, and write down at its end what still waits."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(work()) for work in works]
            try:
                yield
            finally:
                for task in running:
                    task.cancel()
    finally:
        await housekeeping.store()


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold the data folder: two cores would tear its log apart. The lock ends with the process, however it ends."""
    with (data_dir / "core.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("Another core runs on this data folder.") from error
        yield


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(f"{text}\n")
