import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

MOST_DISKS: Final = 64
LIST_SECONDS: Final = 30.0
SECTOR_BYTES: Final = 512  # of diskstats, whatever the disk's own are

_LEFT_OUT: Final = re.compile(r"(loop|ram|zram|sr|fd)\d+")
_PARTITION: Final = re.compile(r"(?:(?:[hsv]|xv)d[a-z]+|(?:nvme\d+n|mmcblk|nbd)\d+p)\d+")


class DisksGauge:
    """Input and output of whole disks, and of what is built of them (LVM, RAID), by `/proc/diskstats`.

    A request's wait is the mean from its arrival at the queue to its end (iostat's await); where there was none there
    is a gap. Disks that come and go just do: the counters of one that comes back under a name begin anew.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()
        self._whole: frozenset[str] = frozenset()
        self._listed_at = float("-inf")

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        self._list(now)
        lines = map(str.split, self._roots.text("diskstats").splitlines())
        disks = (fields for fields in lines if self._is_told_of(fields[2]))
        for fields in islice(disks, MOST_DISKS):
            yield from self._disk(fields[2], [int(field) for field in fields[3:14]], now)

    def _list(self, now: float) -> None:
        if now - self._listed_at < LIST_SECONDS:
            return
        self._listed_at = now
        try:
            self._whole = frozenset(folder.name for folder in Path(self._roots.sys, "block").iterdir())
        except OSError:
            self._whole = frozenset()

    def _is_told_of(self, disk: str) -> bool:
        if _LEFT_OUT.fullmatch(disk):
            return False
        return disk in self._whole if self._whole else not _PARTITION.fullmatch(disk)

    def _disk(self, disk: str, counts: list[int], now: float) -> Iterator[Reading]:
        reads, _, read_sectors, read_ms, writes, _, written_sectors, write_ms, _, busy_ms, waited_ms = counts
        yield from self._direction(disk, "read", (reads, read_sectors, read_ms), now)
        yield from self._direction(disk, "write", (writes, written_sectors, write_ms), now)
        busy = named("disk", disk, "busy_share")
        yield busy, min(self._rates.rate(busy, busy_ms / 1000, now), 1.0)
        queue = named("disk", disk, "queue_count")
        yield queue, self._rates.rate(queue, waited_ms / 1000, now)

    def _direction(self, disk: str, way: str, counts: tuple[int, int, int], now: float) -> Iterator[Reading]:
        done, sectors, took_ms = counts
        each, size = named("disk", disk, f"{way}s_per_second"), named("disk", disk, f"{way}_bytes_per_second")
        wait = named("disk", disk, f"{way}_wait_seconds")
        done_rate = self._rates.rate(each, done, now)
        wait_rate = self._rates.rate(wait, took_ms / 1000, now)
        yield each, done_rate
        yield size, self._rates.rate(size, sectors * SECTOR_BYTES, now)
        yield wait, wait_rate / done_rate if done_rate else float("nan")
