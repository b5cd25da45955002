"""Files that the operator names, read through their rotation into spools, each line once."""

import glob
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from agent.logbook.shelf import Shelf
from agent.logbook.tailed import ROUND_BYTES, Stamp, TailedFile
from agent.logfile import BUFFER_BYTES
from agent.rotation import is_rotated_name

logger = logging.getLogger(__name__)

LOOK_FOR_FILES_SECONDS: Final = 5.0
MOST_FILES: Final = 500


class LogFiles:
    """The files of some patterns. Their lines are as old as the look at which they were seen, or as `stamp` reads."""

    def __init__(
        self,
        patterns: Sequence[str],
        shelf: Shelf,
        *,
        kind: Literal["file", "access"] = "file",
        stamp: Stamp | None = None,
    ) -> None:
        self._patterns = tuple(patterns)
        self._shelf = shelf
        self._kind: Literal["file", "access"] = kind
        self._stamp = stamp
        self._buffer = bytearray(BUFFER_BYTES)
        self._followed: dict[Path, TailedFile] = {}
        self._looked_at = float("-inf")

    @property
    def troubles(self) -> dict[str, str]:
        """What keeps files from being read, by their paths."""
        return {str(path): each.tail.trouble for path, each in self._followed.items() if each.tail.trouble}

    @property
    def folders(self) -> set[Path]:
        """Where the files are."""
        return {path.parent for path in self._followed}

    def read(self, now: float, at: float) -> bool:
        """Read what is new, and tell whether there is more. `now` is monotonic, `at` in Unix seconds."""
        if now - self._looked_at >= LOOK_FOR_FILES_SECONDS:
            self._look_for_files(at)
            self._looked_at = now
        done = [each.read(now, at) for each in self._followed.values()]
        return max(done, default=0) >= ROUND_BYTES

    def close(self) -> None:
        """Let all files go."""
        for each in self._followed.values():
            each.close()

    def _look_for_files(self, at: float) -> None:
        found = {path for pattern in self._patterns for path in _matches(pattern)}
        self._let_go_of_forgotten()
        for path in sorted(found - self._followed.keys())[: MOST_FILES - len(self._followed)]:
            try:
                self._followed[path] = self._followed_anew(path)
            except OSError as error:
                logger.warning("%s cannot be kept: %s", path, error)
        for kept in self._shelf:
            if kept.label.kind == self._kind and not _is_there(kept.label.name):
                self._shelf.mark_gone(kept, at)
            elif kept.label.kind == self._kind and kept.label.gone_at:
                self._shelf.open(self._kind, kept.label.name)  # it is back
        for path in [path for path in self._followed if path not in found and not _is_there(path)]:
            self._followed.pop(path).close()

    def _followed_anew(self, path: Path) -> TailedFile:
        return TailedFile(path, self._shelf.open(self._kind, str(path)), self._buffer, stamp=self._stamp)

    def _let_go_of_forgotten(self) -> None:
        """A file that was away for longer than its lines are kept begins anew when it is back."""
        for path, each in list(self._followed.items()):
            if self._shelf.find(each.kept.title) is not each.kept:
                self._followed.pop(path).close()


def _matches(pattern: str) -> set[Path]:
    """A plain path counts though nothing is there yet."""
    if not glob.has_magic(pattern):
        return {Path(pattern)}
    found = map(Path, glob.glob(pattern))  # noqa: PTH207 - absolute
    return {path for path in found if not is_rotated_name(path) and _is_text(str(path))}


def _is_there(path: str | Path) -> bool:
    """Tell whether there is a file; one in a folder that we may not look into counts as none, and ends nothing else."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where it may not look


def _is_text(name: str) -> bool:
    """Tell whether a name can be told: anybody who may write to a folder names files there."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
