"""The kernel's reference for `group.c`: which lines belong together."""

import re
from enum import IntEnum
from typing import Final

from agent.logbook.entry import LEVELS

_ERROR: Final = LEVELS.index("error")
_MOST: Final = 500
_TRACEBACK: Final = b"Traceback (most recent call last)"
_EXCEPTION: Final = re.compile(rb"(?=[^:]*\.)[^:\x00-\x20]+(?:(?<=.Exception)|(?<=.Error))(?::|\Z)", re.DOTALL)


class Mode(IntEnum):
    """What kind of trace the last line was in."""

    PLAIN = 0
    PYTHON = 1
    PYTHON_SAID = 2
    GO = 3


class Group:
    """The lines of one stream that belong together so far; `level` is that of the first."""

    def __init__(self) -> None:
        self.level = 0
        self._mode = Mode.PLAIN
        self._lines = 0

    def joins(self, line: bytes, own: int) -> bool:
        """Tell whether a line goes on from the one before; where it does not a group begins with it."""
        before = self._mode
        if 0 < self._lines < _MOST and self._goes_on(line):
            self._lines += 1
            return True
        if self._mode == before:
            self._mode = Mode.PLAIN
        if line.startswith(_TRACEBACK):
            self._mode = Mode.PYTHON
        if line.startswith((b"panic: ", b"goroutine ")):
            self._mode = Mode.GO
        self.level, self._lines = own, 1
        return False

    def _goes_on(self, line: bytes) -> bool:  # noqa: PLR0911 - a question a line
        if line.startswith(_TRACEBACK):
            before = self.level >= _ERROR or self._mode == Mode.PYTHON_SAID
            self._mode = Mode.PYTHON
            return before
        if line.startswith((b" ", b"\t")):
            return True
        if self._mode in {Mode.PYTHON, Mode.PYTHON_SAID}:
            return self._goes_on_in_python(line)
        if self._mode == Mode.GO:
            said = (b"goroutine ", b"created by ", b"[signal ", b"exit status ")
            return not line or line.endswith(b")") or line.startswith(said)
        if line.startswith((b"Caused by: ", b"Suppressed: ")):
            return True
        if self.level >= _ERROR and _EXCEPTION.match(line):
            return True
        return self._lines > 1 and 0 < len(line) < 4 and line[0] in b"}])"

    def _goes_on_in_python(self, line: bytes) -> bool:
        if self._mode == Mode.PYTHON:
            self._mode = Mode.PYTHON_SAID
            return True
        return not line or line.startswith((b"During handling of the above", b"The above exception was"))
