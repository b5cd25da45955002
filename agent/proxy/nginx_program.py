"""The NGINX of this node as a program: asked to test a generation, and told to read its configuration anew."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from agent.proxy.master import master_of, tell_master

CHECK_SECONDS: Final = 60.0
END_SECONDS: Final = 5.0
OUTPUT_LIMIT_BYTES: Final = 64 * 1024


class NginxError(Exception):
    """NGINX could not be asked or told; the text says why."""


class NginxDownError(NginxError):
    """NGINX does not run."""


class NginxProgram(Protocol):
    """What the agent needs of an NGINX."""

    async def check(self, folder: Path, configuration: str = "nginx.conf") -> tuple[bool, str]:
        """Have `nginx -t` test a file of a generation's folder; return whether it would run, and what was said.

        Raises:
            NginxError: it could not be asked, or did not end in time.
        """
        ...

    async def reload(self) -> None:
        """Tell the master to read its configuration anew; what comes of it is asked of the workers.

        Raises:
            NginxDownError: there is none.
            NginxError: it could not be told.
        """
        ...

    async def reopen(self) -> None:
        """Tell the master to open its logs anew, as they were renamed.

        Raises:
            NginxDownError: there is none.
            NginxError: it could not be told.
        """
        ...

    async def version(self) -> str:
        """Return what `nginx -v` says, empty where it cannot be asked."""
        ...


class LocalNginx:
    """A program of this machine whose master wrote its process id into a file, or is told things over a socket."""

    def __init__(
        self, binary: str, pid_file: Path, words_socket: Path | None = None, *, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self._binary = binary
        self._pid_file = pid_file
        self._words_socket = words_socket
        self._check_seconds = check_seconds

    async def check(self, folder: Path, configuration: str = "nginx.conf") -> tuple[bool, str]:
        """See NginxProgram."""
        return await self._run("-t", "-p", str(folder), "-c", configuration)

    async def reload(self) -> None:
        """See NginxProgram."""
        self._signal(signal.SIGHUP)

    async def reopen(self) -> None:
        """See NginxProgram."""
        self._signal(signal.SIGUSR1)

    async def version(self) -> str:
        """See NginxProgram."""
        try:
            return (await self._run("-v"))[1].strip()
        except NginxError:
            return ""

    def _signal(self, number: int) -> None:
        if self._words_socket and tell_master(self._words_socket, number):
            return
        try:
            os.kill(master_of(self._pid_file), number)
        except (OSError, ValueError) as error:
            raise NginxDownError(f"NGINX does not run ({self._pid_file}: {error})") from error

    async def _run(self, *arguments: str) -> tuple[bool, str]:
        try:
            process = await asyncio.create_subprocess_exec(
                self._binary,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise NginxError(f"{self._binary} cannot be run: {error}") from error
        assert process.stderr
        try:
            async with asyncio.timeout(self._check_seconds):
                said = await _read_bounded(process.stderr)
                return await process.wait() == 0, said.decode("utf-8", "replace")
        except TimeoutError as error:
            raise NginxError(f"nginx {arguments[0]} did not end within {self._check_seconds:g} s") from error
        finally:
            await _end(process)


async def _read_bounded(stream: asyncio.StreamReader) -> bytes:
    """Read to the end, and keep the first part."""
    kept = bytearray()
    while chunk := await stream.read(OUTPUT_LIMIT_BYTES):
        kept += chunk[: OUTPUT_LIMIT_BYTES - len(kept)]
    return bytes(kept)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill what still runs, and all that it started; what it said is read to the end, or waiting for it never ends."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            await process.communicate()
