"""Runs the agent: the one place that reads the clock, starts tasks and hears signals."""

import asyncio
import contextlib
import logging
import random
import signal
import time
from collections.abc import Mapping
from typing import Final

from agent.aggregate.aggregator import KERNEL
from agent.asked.talk import Talk
from agent.client import Backoff, Client
from agent.connection import Connection
from agent.contract.wire import Reply
from agent.host.parts import HostParts
from agent.logs import Logs
from agent.metrics.sheet import Sheet
from agent.nginx.bans import Bans
from agent.nginx.control import Control
from agent.outbox import Outbox
from agent.parse.format import FormatError, LineFormat
from agent.parse.formats import named_format
from agent.parts import Part, Wiring
from agent.reporting import Reporter
from agent.sending import Sender
from agent.settings import Settings, SettingsError
from agent.state import InUseError, StateFolder
from agent.version import VERSION
from agent.watch import FolderWatch

logger = logging.getLogger(__name__)

READ_AGAIN_SECONDS: Final = 0.2
LOOK_SECONDS: Final = 1.0
BACKLOG_REPORTS: Final = 8
GOODBYE_SECONDS: Final = 3.0


async def run_agent(settings: Settings) -> None:
    """Read, report and obey until SIGTERM or SIGINT; then report the rest, and end.

    Raises:
        SettingsError: a log's format cannot be read, or another agent uses the state folder.
    """
    agent = Agent(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, agent.stop)
    try:
        await agent.run()
    finally:
        agent.close()


class Agent:
    """The parts, and the three tasks that drive them: reading, reporting, sending."""

    def __init__(self, settings: Settings) -> None:
        formats = read_formats(settings)
        self._control = Control(settings.nginx_control) if settings.nginx_control else None
        try:
            self._state = StateFolder(settings.state_folder)
            self._outbox = Outbox(settings.state_folder / "outbox", bound_bytes=settings.spool_bytes)
            self._bans = Bans(settings.state_folder / "actions", self._control, challenge_key=self._state.challenge_key)
        except (InUseError, OSError) as error:
            raise SettingsError(f"DOZOR_STATE_DIR: {error}") from error
        self._logs = Logs(
            settings.logs,
            formats,
            self._outbox.positions,
            trusted=settings.trusted_networks,
            hash_seed=self._state.hash_seed,
        )
        sheet = Sheet()
        host = HostParts(settings.roots)
        host.add_to(sheet)
        self._reporter = Reporter(self._logs, self._outbox, self._bans, sheet, host, version=VERSION)
        self._client = Client(Connection(settings.core), node_id=settings.node_id, node_key=settings.node_key)
        self._sender = Sender(self._outbox, self._client, Backoff(random.random), self._obey)
        talk = Talk(settings.core, node_id=settings.node_id, node_key=settings.node_key, clock=_now)
        wiring = Wiring(
            settings=settings, formats=formats, sheet=sheet, talk=talk, lines=self._reporter.lines, clock=_now
        )
        self._parts: list[Part] = list(wiring.parts())
        self._watch = FolderWatch()
        self._stopping = asyncio.Event()
        self._interval_seconds = 1.0
        self._phase = random.uniform(0.02, 0.25)  # noqa: S311 - spreads the fleet's reports over the second

    def stop(self) -> None:
        """Ask the agent to end."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until asked to stop."""
        if not self._logs.is_asked:
            logger.warning("DOZOR_LOGS is not set: no access log is read, and no traffic is seen")
        logger.info("reading with %s, outbox %s", "the kernel" if KERNEL else "plain Python (slow)", self._outbox.name)
        async with asyncio.TaskGroup() as tasks:
            work = [self._read(), self._report(), self._sender.run(), *(part.run() for part in self._parts)]
            running = [tasks.create_task(each) for each in work]
            await self._stopping.wait()
            for task in running:
                task.cancel()
        await self._say_goodbye()

    def close(self) -> None:
        """Let everything go."""
        for part in (self._logs, self._outbox, self._watch, self._client, self._control, *self._parts, self._state):
            if part:
                part.close()

    async def _read(self) -> None:
        """Read when the system says that a log grew, a few times a second; and once a second anyway."""
        while True:
            self._reporter.read(time.monotonic())
            self._watch.add(path.parent for path in self._logs.paths)
            await asyncio.sleep(READ_AGAIN_SECONDS)
            await self._watch.changed(within=LOOK_SECONDS)

    async def _report(self) -> None:
        while True:
            await self._tick()
            await asyncio.sleep(self._until_next())

    async def _tick(self) -> None:
        now = _now()
        await self._bans.settle(now)
        more = self._reporter.read(time.monotonic())
        self._reporter.report(time.monotonic(), now)
        self._sender.wake()
        while more:
            await asyncio.sleep(0)
            more = self._reporter.report_backlog(time.monotonic(), _now(), self._is_behind)

    def _is_behind(self) -> bool:
        """Whether so many reports wait that the lines had better wait in the log."""
        return self._outbox.waiting >= BACKLOG_REPORTS

    def _until_next(self) -> float:
        """Seconds until the next report: a little after a whole second, so that most of it is in."""
        interval = self._interval_seconds
        return interval - (_now() - self._phase) % interval

    async def _obey(self, reply: Reply) -> None:
        self._interval_seconds = min(max(reply.interval_seconds, 0.2), 60.0)
        if reply.hash_seed not in {0, self._state.hash_seed}:
            self._state.hash_seed = reply.hash_seed
            self._reporter.use_seed(reply.hash_seed)
        if reply.challenge_key not in {"", self._state.challenge_key}:
            self._state.challenge_key = self._bans.challenge_key = reply.challenge_key
        await self._bans.obey(reply, _now())

    async def _say_goodbye(self) -> None:
        self._reporter.read(time.monotonic())
        self._reporter.report_rest(_now())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._sender.send_waiting()


def read_formats(settings: Settings) -> Mapping[str, LineFormat]:
    """Compile the formats that the logs name.

    Raises:
        SettingsError: one cannot be read.
    """
    formats = {}
    for name in {source.format for source in settings.logs}:
        try:
            formats[name] = named_format(name)
        except (FormatError, OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"DOZOR_LOGS: format {name!r}: {error}") from error
    return formats


def _now() -> float:
    return time.time()  # noqa: TID251 - the agent's clock
