"""Replicas on their way out: until when each may have connections, and whether it still has any."""

from collections.abc import Collection, Mapping
from typing import Final

from agent.containers.replicas.connections import open_connections
from agent.containers.replicas.ours import Replica
from agent.host.roots import Roots

UNHEARD_SECONDS: Final = 3.0
"""NGINX asks once a second who serves: for so long after it is told otherwise a replica may still be asked."""

_LONGEST_SECONDS: Final = 3600.0


class Drains:
    """`until` tells by name the Unix second at which one that is drained goes whatever it does."""

    def __init__(self, roots: Roots, until: Mapping[str, float]) -> None:
        self.until = dict(until)
        self._roots = roots
        self._told_at: dict[str, float] = {}

    def begin(self, name: str, seconds: float, now: float) -> None:
        """Drain this one from now on, by the clock."""
        self.until[name] = now + min(max(seconds, 0.0), _LONGEST_SECONDS)

    def end(self, name: str) -> None:
        """Drain it no more."""
        self.until.pop(name, None)
        self._told_at.pop(name, None)

    def keep_only(self, names: Collection[str]) -> bool:
        """Forget those that are not there any more; return whether there were any."""
        gone = self.until.keys() - set(names)
        for name in gone:
            self.end(name)
        return bool(gone)

    def is_over(self, replica: Replica, port: int, now: float, steady: float, *, serving: bool) -> bool:
        """Tell whether one that is drained may be stopped; `serving` while NGINX is still told of it.

        Where its connections cannot be seen, it has its whole time.
        """
        name = replica.name
        if now >= self.until[name]:
            return True
        if serving:
            self._told_at.pop(name, None)
            return False
        if steady - self._told_at.setdefault(name, steady) < UNHEARD_SECONDS:
            return False
        return open_connections(self._roots, replica.container.state.pid, port) == 0
