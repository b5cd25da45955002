import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from agent.connection import Connection, Target, UnreachableError
from agent.host.network import is_own_namespace
from agent.host.nginx_ports import listening_ports
from agent.host.roots import Roots
from agent.host.sockets import count_established
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

ASK_SECONDS: Final = 1.0
WITHIN_SECONDS: Final = 2.0
MOST_OF_A_CORE: Final = 0.01
"""That counting connections by the kernel may take on average."""


class Status(msgspec.Struct, kw_only=True, frozen=True):
    """What NGINX answers about its connections. Without stub_status it knows but how many there ever were."""

    connection: int
    active: int | None = None
    reading: int | None = None
    writing: int | None = None
    waiting: int | None = None


class NginxGauge:
    """NGINX's connections and requests. What it counts it is asked for at its control socket by `run`.

    Where it was built without stub_status the established connections to its ports are counted, if there is a folder
    of generations to know them by and our network is the machine's. Requests are the lines of its logs.
    """

    def __init__(self, control: Path, roots: Roots, *, live: Path | None, lines: Callable[[], int]) -> None:
        self._connection = Connection(Target(socket_path=str(control)))
        self._roots = roots
        self._live = live
        self._lines = lines
        self._rates = Rates()
        self._status: Status | None = None
        self._asked_at = 0.0
        self._generation = ""
        self._ports: frozenset[int] = frozenset()
        self._established = 0
        self._count_from = 0.0

    async def run(self) -> None:
        """Ask NGINX once a second."""
        while True:
            self._status = await self._ask()
            self._asked_at = time.monotonic()
            await asyncio.sleep(ASK_SECONDS)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        status = self._status
        yield named("nginx", "", "up_count"), float(status is not None)
        requests = named("nginx", "", "requests_per_second")
        yield requests, self._rates.rate(requests, self._lines(), now)
        if status is None:
            return
        opened = named("nginx", "", "connections_opened_per_second")
        yield opened, self._rates.rate(opened, status.connection, self._asked_at)
        for name in ("active", "reading", "writing", "waiting"):
            count = getattr(status, name)
            if count is not None:
                yield named("nginx", "", f"connections_{name}_count"), count
        if status.active is None and self._live and is_own_namespace(self._roots):
            yield named("nginx", "", "connections_active_count"), self._count(self._live, now)

    async def _ask(self) -> Status | None:
        try:
            response = await self._connection.request("GET", "/status", within=WITHIN_SECONDS)
            return msgspec.json.decode(response.body, type=Status) if response.status == 200 else None
        except (UnreachableError, msgspec.MsgspecError):
            return None

    def _count(self, live: Path, now: float) -> int:
        """Count, the less often the longer it takes."""
        if now >= self._count_from:
            self._learn_ports(live)
            began_at = time.thread_time()
            self._established = count_established(self._ports)
            self._count_from = now + (time.thread_time() - began_at) / MOST_OF_A_CORE
        return self._established

    def _learn_ports(self, live: Path) -> None:
        generation = str(live.readlink()) if live.is_symlink() else ""
        if generation != self._generation or not self._ports:
            self._ports, self._generation = listening_ports(live), generation
