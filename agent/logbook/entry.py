"""A line of the index beside a spool's text, as the kernel writes it: 16 bytes, little-endian."""

import mmap
import struct
from typing import Final, NamedTuple, TypeAlias

Data: TypeAlias = bytes | mmap.mmap

ENTRY: Final = struct.Struct("<QII")
"""When (nanoseconds since 1970), where the line ends in the text (its newline is before that), and marks."""

STDERR: Final = 1 << 3
CONTINUES: Final = 1 << 4
CUT_SHIFT: Final = 6
CUT_MOST: Final = (1 << 26) - 1

LEVELS: Final = ("", "trace", "debug", "info", "warning", "error", "fatal")
ALL_LEVELS: Final = (1 << len(LEVELS)) - 1
STREAMS: Final = ("stdout", "stderr")
ALL_STREAMS: Final = 3
FOREVER_NS: Final = (1 << 64) - 1

LINE_BYTES: Final = 64 * 1024
"""What is kept of a line; how much longer it was stands in its marks."""


class Entry(NamedTuple):
    """A line of the index."""

    at_ns: int
    end: int
    marks: int

    @property
    def level(self) -> str:
        """The level's name, empty where none was found."""
        number = self.marks & 7
        return LEVELS[number] if number < len(LEVELS) else ""

    @property
    def stream(self) -> str:
        """`stdout` or `stderr`."""
        return STREAMS[bool(self.marks & STDERR)]

    @property
    def continues(self) -> bool:
        """Whether the line goes on from the one before."""
        return bool(self.marks & CONTINUES)

    @property
    def cut_bytes(self) -> int:
        """How many bytes of the line are not kept."""
        return self.marks >> CUT_SHIFT


class Wish(NamedTuple):
    """Which lines are wanted by their index: from `since_ns` on, before `until_ns`, of levels and streams (as bits)."""

    since_ns: int = 0
    until_ns: int = FOREVER_NS
    levels: int = ALL_LEVELS
    streams: int = ALL_STREAMS

    def has(self, entry: Entry) -> bool:
        """Tell whether a line is wanted."""
        in_time = self.since_ns <= entry.at_ns < self.until_ns
        return in_time and bool(self.levels >> (entry.marks & 7) & 1 and self.streams >> bool(entry.marks & STDERR) & 1)
