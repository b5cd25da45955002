"""Where the agent stands in a log file, so that it can go on there after anything."""

import zlib
from typing import Final

import msgspec

PRINT_BYTES: Final = 512


class Position(msgspec.Struct, frozen=True, array_like=True):
    """A place in a file: all before `offset` is counted, nothing after it.

    `print_` is the CRC-32 of the `print_length` bytes before the offset: it tells the file again after it was
    renamed or copied, and shows that another file took its inode. `skipping` says that the offset stands inside
    a line that is too long and is passed over.
    """

    path: str
    device: int
    inode: int
    offset: int
    print_length: int = 0
    print_: int = 0
    skipping: bool = False


def fingerprint(data: bytes) -> int:
    """Return the print of the bytes before an offset."""
    return zlib.crc32(data)
