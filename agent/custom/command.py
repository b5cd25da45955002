"""Runs a command of the operator's for its output, bounded in time and bytes."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from typing import Final

_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "TZ")  # not the agent's own: the node's key is among it
_SAID_BYTES: Final = 300
_CHUNK_BYTES: Final = 64 * 1024


class CommandError(Exception):
    """The command gave nothing to read; the text says why."""


async def output_of(command: Sequence[str], *, within: float, most_bytes: int) -> bytes:
    """Run a program, without a shell and without input, and return what it wrote.

    It and what it started is killed where it does not end within so many seconds or writes more than so many bytes.

    Raises:
        CommandError: it could not be run, did not end well, or was killed.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            cwd="/",
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot be run: {error}") from error
    try:
        async with asyncio.timeout(within):
            return await _read(process, most_bytes)
    except TimeoutError:
        raise CommandError(f"did not end within {within:g} s") from None
    finally:
        await _end(process)


async def _read(process: asyncio.subprocess.Process, most_bytes: int) -> bytes:
    assert process.stdout
    assert process.stderr
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(_first(process.stderr, _SAID_BYTES))
        written = await _first(process.stdout, most_bytes + 1, stop=True)
        if len(written) > most_bytes:
            reading.cancel()
    if len(written) > most_bytes:
        raise CommandError(f"wrote more than {most_bytes} bytes")
    if status := await process.wait():
        said = reading.result().decode("utf-8", "replace").strip()
        raise CommandError(f"ended with status {status}" + (f": {said}" if said else ""))
    return written


async def _first(stream: asyncio.StreamReader, count: int, *, stop: bool = False) -> bytes:
    """Return the first bytes; with `stop` as soon as they are there, else when the stream ends."""
    kept = bytearray()
    while chunk := await stream.read(_CHUNK_BYTES):
        kept += chunk[: count - len(kept)]
        if stop and len(kept) >= count:
            break
    return bytes(kept)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill whatever is left of the session, and do not wait for pipes that somebody else may hold."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process._transport.close()  # type: ignore[attr-defined] # noqa: SLF001 - nothing public closes the pipes
    await process.wait()
