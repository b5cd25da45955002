"""Talks to the NGINX of this node over its control socket."""

import hashlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from agent.connection import Connection, Target, UnreachableError

WITHIN_SECONDS: Final = 5.0
BATCH: Final = 1000
"""Sources told in one request: some 12 ms of an NGINX worker."""

Change = tuple[str, str, int]
"""A source or range, the entries that hold for it (empty: none), and for how many milliseconds the longest does."""


@dataclass(frozen=True, kw_only=True)
class Push:
    """What NGINX is told at once; `mark` names it.

    `lengths` are how many bits all ranges held have in common, longest first, of IPv4 and of IPv6. `key` signs
    challenges from now on, unless empty. `clear` forgets what was held before.
    """

    changes: Sequence[Change]
    mark: str
    lengths: tuple[list[int], list[int]] = ([], [])
    key: str = ""
    clear: bool = False


def key_id(key: str) -> str:
    """Return how NGINX names a key without telling it; empty for none."""
    return hashlib.sha256(f"dozor key {key}".encode()).hexdigest()[:16] if key else ""


class ControlError(Exception):
    """NGINX did not take the change; the text says why."""


class State(msgspec.Struct, kw_only=True):
    """What NGINX holds: the mark of the last push, how many sources and ranges, its version, and what it did not take.

    `size` is -1 where it was not asked for, as NGINX counts by walking through them all. `key_id` is that of the key
    that signs challenges, empty where it has none.
    """

    mark: str = ""
    size: int = -1
    version: str = ""
    key_id: str = ""
    errors: list[tuple[str, str]] = []


class Control:
    """One NGINX, reached through a unix socket whose folder is closed to others."""

    def __init__(self, socket_path: Path) -> None:
        self._connection = Connection(Target(socket_path=str(socket_path)))

    async def state(self, *, count: bool = False) -> State:
        """Ask what NGINX holds.

        Raises:
            ControlError: it does not answer.
        """
        return await self._ask("GET", "/bans?count=1" if count else "/bans", b"")

    async def push(self, push: Push, *, count: bool = False) -> State:
        """Tell NGINX what holds now; return its state, if `count` with its size, and all errors.

        Raises:
            ControlError: it does not answer; some of the changes may have been taken.
        """
        errors: list[tuple[str, str]] = []
        for start in range(0, max(len(push.changes), 1), BATCH):
            last = start + BATCH >= len(push.changes)
            body = {
                "clear": push.clear and start == 0,
                "key": push.key,
                "set": push.changes[start : start + BATCH],
                "ranges4": ",".join(map(str, push.lengths[0])),
                "ranges6": ",".join(map(str, push.lengths[1])),
                "mark": push.mark if last else "",
                "count": last and count,
            }
            state = await self._ask("POST", "/bans", msgspec.json.encode(body))
            errors += state.errors
        state.errors = errors
        return state

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    async def _ask(self, method: str, path: str, body: bytes) -> State:
        try:
            response = await self._connection.request(method, path, body=body, within=WITHIN_SECONDS)
        except UnreachableError as error:
            raise ControlError(f"NGINX's control socket: {error}") from error
        if response.status != 200:
            raise ControlError(f"NGINX answers {response.status}: {response.body[:200].decode('utf-8', 'replace')}")
        try:
            return msgspec.json.decode(response.body, type=State)
        except msgspec.MsgspecError as error:
            raise ControlError(f"NGINX's answer cannot be read: {error}") from error


def remove_stale_socket(socket_path: Path) -> None:
    """Remove the socket that a killed NGINX left behind, which would keep the next one from starting."""
    if not socket_path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_path))
        except ConnectionRefusedError:
            socket_path.unlink(missing_ok=True)
