"""Finding a log again after it was rotated: among its siblings, by what was read from it."""

import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

from agent.logfile import LogFile
from agent.opening import Opener
from agent.position import Position

_SUFFIX: Final = re.compile(r"[.-]\d[\d.:T_-]*")  # access.log.1, access.log-20260101
_INFIX: Final = re.compile(r"[.-]\d{4}-?\d\d-?\d\d[\d.:T_-]*")  # access-20260101.log, but not access-8080.log
_COMPRESSED: Final = re.compile(r".*\.(gz|bz2|xz|zst|lz4|zip)")
_ROTATED_NAME: Final = re.compile(r".*[.-]\d+")


def is_rotated_name(path: Path) -> bool:
    """Tell whether a name is that of a rotated or compressed log, which a glob should pass over."""
    return bool(_COMPRESSED.fullmatch(path.name) or _ROTATED_NAME.fullmatch(path.name))


def siblings(path: Path) -> list[Path]:
    """Return the rotated, uncompressed files of a log (`access.log.1`, `access-20260101.log` ...), oldest first."""
    try:
        found = [file for file in path.parent.iterdir() if _is_rotation_of(file.name, path)]
        return sorted(found, key=lambda file: file.stat().st_mtime_ns)
    except OSError:  # the folder vanished, or a file did between the listing and its stat: the next look sees more
        return []


def _is_rotation_of(name: str, path: Path) -> bool:
    if name.startswith(path.name):
        return bool(_SUFFIX.fullmatch(name[len(path.name) :]))
    if name.startswith(path.stem) and name.endswith(path.suffix):
        return bool(_INFIX.fullmatch(name[len(path.stem) : len(name) - len(path.suffix)]))
    return False


def find_rest(position: Position, excluded: Container[tuple[int, int]], opener: Opener) -> LogFile | None:
    """Open the file that goes on where `position` stands: renamed (same inode) or copied before a truncation."""
    found = siblings(Path(position.path))
    renamed = [path for path in found if _same_inode(path, position)]
    copied = [path for path in found if path not in renamed] if position.print_length else []
    for path in renamed + copied:
        file = _resume(path, position, opener)
        if file and file.identity not in excluded:
            return file
        if file:
            file.close()
    return None


def newer_than(
    after: LogFile, path: Path, excluded: Container[tuple[int, int]], finished: Iterable[Position], opener: Opener
) -> list[LogFile]:
    """Open, oldest first, the rotations of `path` that were written after `after`: files that were missed.

    One that was finished before, and got another line since, goes on where it stood. A copy of the file that
    stands at `path` now is none: copytruncate is at work, and the file is read where it stands.
    """
    since = after.status.st_mtime_ns  # ticks of some milliseconds: files written in the same one are equal
    stood = {(position.device, position.inode): position for position in finished}
    opened = [file for file in (_reopen(sibling, stood, opener) for sibling in siblings(path)) if file]
    unwanted = [file for file in opened if file.identity in excluded or _is_older(file, since, path)]
    for file in unwanted:
        file.close()
    return [file for file in opened if file not in unwanted]


def _is_older(file: LogFile, since: int, path: Path) -> bool:
    return file.status.st_mtime_ns < since or file.is_copy_of(path)


def _reopen(path: Path, stood: Mapping[tuple[int, int], Position], opener: Opener) -> LogFile | None:
    try:
        status = path.stat()
        position = stood.get((status.st_dev, status.st_ino))
        return (position and LogFile.resume(path, position, opener)) or LogFile.open(path, opener)
    except OSError:
        return None


def _same_inode(path: Path, position: Position) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == (position.device, position.inode)


def _resume(path: Path, position: Position, opener: Opener) -> LogFile | None:
    try:
        return LogFile.resume(path, position, opener)
    except OSError:
        return None
