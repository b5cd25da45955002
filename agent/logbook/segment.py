"""A generation of a spool: a text of whole lines and the index beside it, both only ever appended to."""

import contextlib
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from agent.logbook.entry import ENTRY, Data, Entry

_TEXT: Final = ".text"
_INDEX: Final = ".lines"


@dataclass(frozen=True)
class Extent:
    """What there is of a generation at an instant: lines from number `first` on."""

    folder: Path
    first: int
    lines: int = 0
    text_bytes: int = 0
    first_ns: int = 0
    last_ns: int = 0

    @property
    def end(self) -> int:
        """The number after the last line's."""
        return self.first + self.lines

    @property
    def size(self) -> int:
        """What it takes on disk."""
        return self.text_bytes + self.lines * ENTRY.size

    @property
    def text(self) -> Path:
        """The file with the lines."""
        return self.folder / f"{self.first:016d}{_TEXT}"

    @property
    def index(self) -> Path:
        """The file with an entry for each line."""
        return self.folder / f"{self.first:016d}{_INDEX}"

    def grown(self, text: bytes, index: bytes | bytearray) -> "Extent":
        """Return what there is after lines were appended."""
        first_ns = self.first_ns or Entry(*ENTRY.unpack_from(index)).at_ns
        last_ns = Entry(*ENTRY.unpack_from(index, len(index) - ENTRY.size)).at_ns
        lines = self.lines + len(index) // ENTRY.size
        text_bytes, last_ns = self.text_bytes + len(text), max(last_ns, self.last_ns)
        return replace(self, lines=lines, text_bytes=text_bytes, first_ns=first_ns, last_ns=last_ns)

    def remove(self) -> None:
        """Delete both files."""
        for path in (self.index, self.text):
            with contextlib.suppress(OSError):
                path.unlink()


class View:
    """A generation in memory, as the system maps it: what is looked at is read, and nothing is copied."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.text = _mapped(extent.text, extent.text_bytes)
        self.index = _mapped(extent.index, extent.lines * ENTRY.size)

    def entry(self, line: int) -> Entry:
        """Return the entry of the generation's line of this number, the first of which is 0."""
        return Entry(*ENTRY.unpack_from(self.index, line * ENTRY.size))

    def start(self, line: int) -> int:
        """Return where a line begins in the text."""
        return self.entry(line - 1).end if line else 0

    def line(self, line: int) -> bytes:
        """Return a line without its newline."""
        return self.text[self.start(line) : max(self.entry(line).end - 1, 0)]

    def close(self) -> None:
        """Let the mapping go."""
        for each in (self.text, self.index):
            if isinstance(each, mmap.mmap):
                each.close()


@contextlib.contextmanager
def viewed(extent: Extent) -> Iterator[View]:
    """Look at a generation.

    Raises:
        OSError: it is gone, or shorter than it should be.
    """
    view = View(extent)
    try:
        yield view
    finally:
        view.close()


def find_extents(folder: Path) -> list[Extent]:
    """Return the generations of a folder, oldest first, each as far as its two files agree; deletes what is empty."""
    found = []
    for path in sorted(folder.glob(f"*{_TEXT}")):
        if path.stem.isdecimal() and len(path.stem) == 16:
            extent = _agreed(Extent(folder, int(path.stem)))
            if extent.lines:
                found.append(extent)
            else:
                extent.remove()
    return found


def _agreed(extent: Extent) -> Extent:
    """Return as many lines as are whole in both files: a crash may have come in between."""
    try:
        text_bytes, lines = extent.text.stat().st_size, extent.index.stat().st_size // ENTRY.size
        with extent.index.open("rb") as index:
            while lines:
                last = _entry_of(index.fileno(), lines - 1)
                if last.end <= text_bytes:
                    first = _entry_of(index.fileno(), 0)
                    return replace(extent, lines=lines, text_bytes=last.end, first_ns=first.at_ns, last_ns=last.at_ns)
                lines -= 1
    except (OSError, ValueError):
        pass
    return extent


def _entry_of(descriptor: int, line: int) -> Entry:
    return Entry(*ENTRY.unpack(os.pread(descriptor, ENTRY.size, line * ENTRY.size)))


def _mapped(path: Path, size: int) -> Data:
    if not size:
        return b""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < size:
            raise OSError(f"{path} is shorter than it was")
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
