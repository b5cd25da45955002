import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.host.aside import Aside
from agent.host.mounts import Mount, mounts
from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named

MOST_FILESYSTEMS: Final = 64
LIST_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 5.0
HUNG_SECONDS: Final = 3.0


@dataclass(frozen=True)
class Room:
    """What a file system has. Used shares are as `df` tells: of what people other than root may use."""

    size_bytes: int
    used_bytes: int
    available_bytes: int
    used_share: float
    inodes_used_share: float


class FilesystemsGauge:
    """The room in the machine's file systems, asked for every few seconds by a thread each: one whose server is gone
    hangs alone. It is told by `unanswered_seconds`, and its numbers become gaps.

    `root_used_share` is that of the machine's root; -1 where unknown.
    """  # noqa: D205 - one sentence

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._list: Aside[list[Mount]] = Aside(lambda: mounts(roots, most=MOST_FILESYSTEMS), every_seconds=LIST_SECONDS)
        self._rooms: dict[Mount, Aside[Room | None]] = {}
        self.root_used_share = -1.0

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        self._follow(self._list.latest(now) or [])
        self.root_used_share = -1.0
        for mount, aside in self._rooms.items():
            room = _latest(aside, now)
            unanswered = aside.unanswered_seconds(now)
            hangs = unanswered > HUNG_SECONDS
            if room is None and not hangs:
                continue
            if mount.path == "/" and room and not hangs:
                self.root_used_share = room.used_share
            yield from _readings(mount, None if hangs else room)
            yield named("filesystem", mount.path, "unanswered_seconds"), unanswered if hangs else 0.0

    def _follow(self, listed: list[Mount]) -> None:
        """Look at what is mounted. One that hangs while it is unmounted is forgotten with its thread."""
        if listed != list(self._rooms):
            self._rooms = {mount: self._rooms.get(mount) or self._aside(mount) for mount in listed}

    def _aside(self, mount: Mount) -> Aside[Room | None]:
        return Aside(lambda: room(self._roots, mount), every_seconds=LOOK_SECONDS)


def room(roots: Roots, mount: Mount) -> Room | None:
    """Ask a file system for its room; None where it is not seen from here, and another would answer in its place."""
    path = roots.under(mount.path)
    if mount.device and roots.in_container:
        device = Path(path).stat().st_dev
        if mount.device != (os.major(device) << 32) | os.minor(device):
            return None
    told = os.statvfs(path)
    used = told.f_blocks - told.f_bfree
    return Room(
        size_bytes=told.f_blocks * told.f_frsize,
        used_bytes=used * told.f_frsize,
        available_bytes=told.f_bavail * told.f_frsize,
        used_share=_share(used, used + told.f_bavail),
        inodes_used_share=_share(told.f_files - told.f_ffree, told.f_files),
    )


def _latest(aside: Aside[Room | None], now: float) -> Room | None:
    try:
        return aside.latest(now)
    except OSError:
        return None


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _readings(mount: Mount, room: Room | None) -> Iterator[Reading]:
    for metric in Room.__dataclass_fields__:
        yield named("filesystem", mount.path, metric), getattr(room, metric, float("nan"))
    yield named("filesystem", mount.path, "read_only_count"), float(mount.read_only)
