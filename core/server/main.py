"""Puts the core together and runs it: the one place where its parts meet."""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.server.accounts.accounts import Accounts
from core.server.accounts.audit import Audit
from core.server.api.app import create_app
from core.server.api.parts import Parts
from core.server.clock import SystemClock
from core.server.db.database import Database
from core.server.db.embedded import EmbeddedPostgres
from core.server.errors import Conflict
from core.server.fleet.fleet import Fleet
from core.server.fleet.services import Services
from core.server.housekeeping import Housekeeping
from core.server.pipeline.core import Core
from core.server.settings.settings import Settings
from core.server.signals import ended_by_signals
from core.server.verification.verifier import Verifier
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
        stack.enter_context(_locked(settings.data_dir))
        listener = stack.enter_context(listen(settings))
        postgres = await _postgres(settings, stack)
        parts = await _parts(settings, postgres, stack)
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
        async with _kept(housekeeping, Verifier(parts.core, parts.clock)):
            await run_webserver(create_app(parts), settings, listener, started)


async def _postgres(settings: Settings, stack: AsyncExitStack) -> EmbeddedPostgres | None:
    if settings.database_url is not None:
        return None
    postgres = EmbeddedPostgres(settings.data_dir / "postgres")
    stack.push_async_callback(postgres.stop)  # also of a start that is broken off
    await postgres.start()
    return postgres


async def _parts(settings: Settings, postgres: EmbeddedPostgres | None, stack: AsyncExitStack) -> Parts:
    url = settings.database_url or (postgres.url() if postgres else "")
    clock, database = SystemClock(), Database(url)
    await database.start()
    stack.push_async_callback(database.stop)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        accounts=Accounts(database, clock, settings.secret, refresh_days=settings.refresh_days),
        audit=Audit(database, clock),
        fleet=Fleet(database, clock, settings.data_dir / "nodes.json"),
        services=Services(database),
        core=Core(settings.data_dir / "pipeline", url),
    )


@asynccontextmanager
async def _kept(housekeeping: Housekeeping, verifier: Verifier) -> AsyncIterator[None]:
    """Keep house and verify crawlers while the body runs, and write down at its end what still waits."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(housekeeping.run()), tasks.create_task(verifier.run())]
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
