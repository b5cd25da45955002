"""Reports on their way to the core: a bounded spool on disk, read in order, each kept until it is acknowledged.

A report and the log positions up to which it counts are one record, appended at once: whatever kills the agent,
it goes on reading exactly where the last whole report ended.
"""

import logging
import os
import secrets
from collections import deque
from pathlib import Path
from typing import Final

import msgspec

from agent.position import Position
from agent.segment import SUFFIX, Record, Segment
from agent.slot import Slot

logger = logging.getLogger(__name__)

MEMORY_BYTES: Final = 8 * 1024 * 1024
_SEGMENT_MIN_BYTES: Final = 64 * 1024
_SEGMENT_MAX_BYTES: Final = 4 * 1024 * 1024


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """What must survive even a full disk: what is acknowledged, and where reports kept in memory only ended."""

    turn: int
    acknowledged: int
    sequence: int
    positions: list[Position]


class Outbox:
    """The spool of one agent. `bound_bytes` holds for the disk; past it the oldest reports go, and are counted."""

    def __init__(self, folder: Path, *, bound_bytes: int) -> None:
        self.name, self._folder = _open_folder(folder)
        self._bound_bytes = bound_bytes
        self._segment_bytes = min(max(bound_bytes // 16, _SEGMENT_MIN_BYTES), _SEGMENT_MAX_BYTES)
        self._slot = Slot(self._folder / "mark")
        self._segments = [Segment.recover(path) for path in sorted(self._folder.glob(f"*{SUFFIX}"))]
        self._memory: deque[Record] = deque()  # while the disk is full
        self._mark = self._newest_mark()
        self._cursor = (0, 0)  # sequence of the segment read from, and the offset in it
        self._head: Record | None = None
        self._dropped = 0
        self.trouble = ""
        self._remove_acknowledged()

    @property
    def next_sequence(self) -> int:
        """The sequence number that the next report gets."""
        newest = self._memory[-1].sequence if self._memory else 0
        on_disk = self._segments[-1].last if self._segments else 0
        return max(newest, on_disk, self._mark.sequence, self._mark.acknowledged) + 1

    @property
    def positions(self) -> list[Position]:
        """Where the logs stood at the newest record."""
        recovered = next((segment.newest for segment in reversed(self._segments) if segment.newest), None)
        if recovered and recovered.sequence >= self._mark.sequence:
            return recovered.positions
        return self._mark.positions

    @property
    def waiting(self) -> int:
        """How many reports are not acknowledged yet."""
        return self.next_sequence - 1 - self._mark.acknowledged

    def append(self, body: bytes, positions: list[Position]) -> None:
        """Keep an encoded report, whose sequence number is `next_sequence`. Never fails: memory is the last resort."""
        record = Record(self.next_sequence, positions, body)
        try:
            self._flush_memory()
            self._append(record)
            self.trouble = ""
        except OSError as error:
            self._keep_in_memory(record, error)

    def peek(self) -> Record | None:
        """Return the oldest report not acknowledged yet, or None."""
        if self._head is None or self._head.sequence <= self._mark.acknowledged:
            self._head = self._read_next()
        return self._head

    def acknowledge(self, sequence: int) -> None:
        """Forget all reports up to this sequence number: they are durable at the core, or refused for good."""
        if sequence > self._mark.acknowledged:
            self._save_mark(acknowledged=min(sequence, self.next_sequence - 1))
            while self._memory and self._memory[0].sequence <= sequence:
                self._memory.popleft()
            self._remove_acknowledged()

    def count_dropped(self, reports: int) -> None:
        """Count reports that were given up elsewhere, such as refused by the core."""
        self._dropped += reports

    def take_dropped(self) -> int:
        """Return how many reports were dropped since the last call."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def close(self) -> None:
        """Let all files go."""
        self._slot.close()
        for segment in self._segments:
            segment.close()

    def _append(self, record: Record) -> None:
        if not self._segments or self._segments[-1].bytes >= self._segment_bytes:
            self._segments.append(Segment.create(self._folder, record.sequence))
            self._remove_acknowledged()
        self._segments[-1].append(record)
        while len(self._segments) > 1 and sum(segment.bytes for segment in self._segments) > self._bound_bytes:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._segments.pop(0)
        lost = oldest.last - max(self._mark.acknowledged, oldest.first - 1)
        if lost > 0:
            self._dropped += lost
            logger.warning("the outbox is full: its %d oldest reports are dropped", lost)
            self._save_mark(acknowledged=oldest.last)
        oldest.remove()

    def _flush_memory(self) -> None:
        while self._memory:
            self._append(self._memory[0])
            self._memory.popleft()

    def _keep_in_memory(self, record: Record, error: OSError) -> None:
        """The disk is full: only the mark, whose room is taken already, says what the lost file would have said."""
        if not self.trouble:
            logger.error("the outbox cannot be written, reports wait in memory: %s", error)
        self.trouble = f"outbox: {error.strerror}"
        self._memory.append(record)
        while len(self._memory) > 1 and sum(len(each.body) for each in self._memory) > MEMORY_BYTES:
            self._memory.popleft()
            self._dropped += 1
        self._save_mark(sequence=record.sequence, positions=record.positions)

    def _read_next(self) -> Record | None:
        while True:
            segment = next((each for each in self._segments if each.last > self._mark.acknowledged), None)
            if segment is None:
                return next((each for each in self._memory if each.sequence > self._mark.acknowledged), None)
            record = self._scan(segment)
            if record:
                return record
            self._give_up_rest(segment)

    def _scan(self, segment: Segment) -> Record | None:
        offset = self._cursor[1] if self._cursor[0] == segment.first else 0
        while found := segment.read(offset):
            record, offset = found
            if record.sequence > self._mark.acknowledged:
                self._cursor = (segment.first, offset)
                return record
        return None

    def _give_up_rest(self, segment: Segment) -> None:
        """A damaged segment: what cannot be read is counted as dropped."""
        self._dropped += segment.last - max(self._mark.acknowledged, segment.first - 1)
        logger.error("%s is damaged; its rest is dropped", segment.path)
        self._save_mark(acknowledged=segment.last)

    def _remove_acknowledged(self) -> None:
        while len(self._segments) > 1 and self._segments[0].last <= self._mark.acknowledged:
            self._segments.pop(0).remove()

    def _newest_mark(self) -> Mark:
        marks = [msgspec.msgpack.decode(value, type=Mark) for value in self._slot.values()]
        return max(marks, key=lambda mark: mark.turn, default=Mark(0, 0, 0, []))

    def _save_mark(self, *, acknowledged: int = 0, sequence: int = 0, positions: list[Position] | None = None) -> None:
        old = self._mark
        self._mark = Mark(
            old.turn + 1,
            max(old.acknowledged, acknowledged),
            max(old.sequence, sequence),
            old.positions if positions is None else positions,
        )
        try:
            self._slot.write(msgspec.msgpack.encode(self._mark))
        except (OSError, ValueError) as error:  # at worst reports are sent again, which the core notices
            logger.warning("the outbox's mark cannot be written: %s", error)


def _open_folder(parent: Path) -> tuple[str, Path]:
    """Return the spool's name, which is its folder's, made anew where there is none."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = sorted(entry.name for entry in os.scandir(parent) if entry.is_dir())
    name = names[0] if names else secrets.token_hex(8)
    folder = parent / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return name, folder
