"""A function of bytes that remembers its answers."""

from collections.abc import Callable
from typing import Final, TypeVar

Answer = TypeVar("Answer")
_KEPT: Final = 16_384
_KEPT_BYTES: Final = 512  # whoever sends long texts fills no memory with them


class Remembering(dict[bytes, Answer]):
    """Answers by text: `remembering[text]` asks `read` once, until there are too many answers."""

    def __init__(self, read: Callable[[bytes], Answer]) -> None:
        self._read = read

    def __missing__(self, text: bytes) -> Answer:
        found = self._read(text)
        if len(text) <= _KEPT_BYTES:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = found
        return found
