"""Opening a log to read: whatever its name leads to, or only what the operator who named it can have meant."""

import errno
import os
import stat
from collections import deque
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Final, TypeAlias

Opener: TypeAlias = Callable[[Path], int]
"""Returns a descriptor to read from; raises OSError where the file cannot be opened, or may not be."""

MOST_LINKS: Final = 40
_READ: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
_PLACE: Final = os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW


def open_any(path: Path) -> int:
    """Open what a name leads to."""
    return os.open(path, _READ)


def open_guarded(path: Path) -> int:
    """Open a file in a folder where others make names, as containers do in a volume: its lines are shown to people.

    A link in the file's place is followed only to another name in the same folder, one in a folder's place only where
    root or we made it. The way is gone step by step, so that nothing is exchanged between the look and the opening.
    A device or a pipe is none of a log: root of a container can make one of the machine's disk, or one without an end.
    It does not help where root of a container makes links in a folder *above* the file's.

    Raises:
        OSError: it cannot be opened; ELOOP: a link leads where it may not; EINVAL: it is no plain file.
    """
    steps, links = deque(path.absolute().parts[1:]), 0
    place = os.open("/", _PLACE)
    try:
        while True:
            step = steps.popleft()
            target = _link(step, place, is_last=not steps)
            if target is None and not steps:
                return _plain(os.open(step, _READ | os.O_NOFOLLOW | os.O_NOCTTY, dir_fd=place))
            if target is None:
                place = _moved(place, step)
                continue
            links += 1
            if links > MOST_LINKS:
                raise _refusal("there are links without an end")
            if target.startswith("/"):
                place = _moved(place, "/")
            steps.extendleft(reversed(PurePath(target.lstrip("/")).parts))
    finally:
        os.close(place)


def _link(step: str, place: int, *, is_last: bool) -> str | None:
    """Return where a link leads, None where it is none."""
    found = os.open(step, _PLACE, dir_fd=place)
    try:
        status = os.fstat(found)
        if not stat.S_ISLNK(status.st_mode):
            _check_plain(status, is_last=is_last)
            return None
        target = os.readlink("", dir_fd=found)
    finally:
        os.close(found)
    if is_last and ("/" in target or target in {".", ".."}):
        raise _refusal("it is a link out of its folder, which is not followed")
    if not is_last and status.st_uid not in {0, os.geteuid()}:
        raise _refusal("a folder on the way is somebody's link, which is not followed")
    return target


def _check_plain(status: os.stat_result, *, is_last: bool = True) -> None:
    """Look before it is opened, which by itself does something to some devices, and once more after."""
    if is_last and not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")


def _plain(descriptor: int) -> int:
    try:
        _check_plain(os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _moved(place: int, step: str) -> int:
    there = os.open(step, _PLACE | os.O_DIRECTORY, dir_fd=place)
    os.close(place)
    return there


def _refusal(why: str) -> OSError:
    return OSError(errno.ELOOP, why)
