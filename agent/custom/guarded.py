"""A file that is believed only where no other user of the machine can write it, as what it names is run."""

import os
import stat
from collections.abc import Collection
from pathlib import Path


class UnguardedError(ValueError):
    """Others may write the file, or put another in its place; the text says which."""


def read_guarded(path: Path, users: Collection[int]) -> tuple[str, bool]:
    """Return a file's text, and whether everybody may read it. It, and its folder, have to be of one of the users.

    A link counts with the folder it is in and the one that it leads to.

    Raises:
        UnguardedError: others may write one of them.
        OSError: it cannot be read.
    """
    for folder in {path.absolute().parent, path.resolve().parent}:
        _check(folder.stat(), str(folder), users)
    with path.open() as file:
        status = os.fstat(file.fileno())
        _check(status, str(path), users)
        return file.read(), bool(status.st_mode & stat.S_IROTH)


def _check(status: os.stat_result, name: str, users: Collection[int]) -> None:
    """Let pass a folder in which nobody can replace what is another's, as /tmp is."""
    if status.st_uid not in users:
        raise UnguardedError(f"{name} is of user {status.st_uid}, and only root and the agent's user may write it")
    is_shared = stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not is_shared:
        raise UnguardedError(f"{name} can be written by others than root and the agent's user (chmod go-w)")
