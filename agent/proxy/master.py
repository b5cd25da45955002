"""NGINX in the foreground, told over a socket what an agent cannot signal: one that does not see its processes.

For an NGINX in a container of its own. Shared process ids would do too, but then the agent's container ends with
NGINX's, and an engine that finds NGINX's away does not start it again.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_WORDS: Final = {b"reload": signal.SIGHUP, b"reopen": signal.SIGUSR1}
_PASSED_ON: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class _Words(asyncio.DatagramProtocol):
    def __init__(self, pid_file: Path) -> None:
        self._pid_file = pid_file

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        if data in _WORDS:
            with suppress(OSError, ValueError):  # it starts or ends just now: what it reads is new either way
                os.kill(master_of(self._pid_file), _WORDS[data])


async def run_master(command: Sequence[str], pid_file: Path, words_socket: Path) -> int:
    """Run NGINX until it ends, and return its exit status. Signals to end are passed on.

    Raises:
        OSError: it cannot be run, or the socket cannot be made.
    """
    loop = asyncio.get_running_loop()
    listening, _ = await loop.create_datagram_endpoint(
        lambda: _Words(pid_file), local_addr=str(words_socket), family=socket.AF_UNIX
    )
    try:
        process = await asyncio.create_subprocess_exec(*command)
        for number in _PASSED_ON:
            loop.add_signal_handler(number, _passing_on(process, number))
        status = await process.wait()
        return status if status >= 0 else 128 - status
    finally:
        listening.close()
        words_socket.unlink(missing_ok=True)  # noqa: ASYNC240 - nothing runs any more that could wait


def tell_master(words_socket: Path, number: int) -> bool:
    """Have NGINX signalled by who runs it; return whether there is someone."""
    word = next(word for word, meant in _WORDS.items() if meant == number)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(0)
        try:
            sender.sendto(word, str(words_socket))
        except OSError:
            return False
    return True


def master_of(pid_file: Path) -> int:
    """Return the process id in the file.

    Raises:
        OSError: there is none.
        ValueError: another program has it by now.
    """
    master = int(pid_file.read_text())
    if not Path(f"/proc/{master}/cmdline").read_bytes().startswith(b"nginx: master"):
        raise ValueError(f"process {master} is no master of NGINX")
    return master


def _passing_on(process: asyncio.subprocess.Process, number: int) -> Callable[[], None]:
    def pass_on() -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)

    return pass_on
