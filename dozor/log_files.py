"""Opening finished logs: plain, packed by gzip, or standard input."""

import gzip
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, cast

STANDARD_INPUT: Final = Path("-")
_GZIP_MAGIC: Final = b"\x1f\x8b"


def open_log(log: Path) -> AbstractContextManager[BinaryIO]:
    """Open a log for reading, unbuffered where it is plain; `-` is standard input, which stays open.

    Raises:
        OSError: there is no such file, or it cannot be read.
    """
    if log == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    with log.open("rb") as file:
        packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    return cast("BinaryIO", gzip.open(log) if packed else log.open("rb", buffering=0))


def position(file: BinaryIO) -> int:
    """Return how far into the file on disk the reader of a log is; 0 where that is unknown."""
    raw = file.fileobj if isinstance(file, gzip.GzipFile) else file
    return raw.tell() if raw is not None and raw.seekable() else 0
