"""Child programs: started with a log of their own, restarted when they fall, stopped in order."""

import asyncio
import ctypes
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_STOP_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One program. `environment` is its whole environment; `first` is a command that is done before each start."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    first: Sequence[str] = ()
    restarts: int = 0
    stopping: bool = False
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Start it; its output goes to the end of its log."""
        if self.first:
            await (await self._run(self.first)).wait()
        self.process = await self._run(self.command)

    async def keep_running(self, say: Callable[[str], None]) -> None:
        """Until it is stopped: wait for it to end, say so and start it again, more patiently each time."""
        while True:
            assert self.process is not None
            status = await self.process.wait()
            if self.stopping:
                return
            self.restarts += 1
            pause = min(30.0, 0.5 * 2**self.restarts)
            say(f"{self.name} ended with status {status} (see {self.log}); starting it again in {pause:.0f} s")
            await asyncio.sleep(pause)
            await self.start()

    async def stop(self) -> None:
        """Ask it to end, and end it by force where it does not."""
        self.stopping = True
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    async def _run(self, command: Sequence[str]) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *command,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )


def _die_with_parent() -> None:
    """Have the kernel end the child when this program dies without having stopped it (Linux only)."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, for a message that says why a program did not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""
