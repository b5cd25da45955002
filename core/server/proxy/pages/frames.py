"""Pages that somebody looks at, each under an address that nobody guesses: a frame cannot say who asks for it."""

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_KEPT_SECONDS: Final = 600.0
_MOST_BYTES: Final = 16 * 1024 * 1024
_META: Final = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_REFRESH: Final = re.compile(r"\bhttp-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as it is shown, and until when (Unix seconds)."""

    content: bytes
    content_type: str
    until: float


class PageFrames:
    """The newest pages that were looked at, in memory, bounded by time and by size."""

    def __init__(self) -> None:
        self._frames: OrderedDict[str, Frame] = OrderedDict()
        self._bytes = 0

    def keep(self, content: str, content_type: str, now: float) -> str:
        """Keep a page for a while, without what would load it anew, and return by which token it is found."""
        token, frame = secrets.token_urlsafe(24), Frame(_still(content).encode(), content_type, now + _KEPT_SECONDS)
        self._frames[token] = frame
        self._bytes += len(frame.content)
        while self._frames and (self._bytes > _MOST_BYTES or next(iter(self._frames.values())).until <= now):
            _, gone = self._frames.popitem(last=False)
            self._bytes -= len(gone.content)
        return token

    def find(self, token: str, now: float) -> Frame | None:
        """Return a page by its token, if it is still kept."""
        frame = self._frames.get(token)
        return frame if frame and frame.until > now else None


def _still(page: str) -> str:
    """Return a page without what would load it anew; in one pass, however its tags are written."""
    end = page.rfind(">") + 1  # each tag before it has an end, and none is looked for in vain
    return _META.sub(lambda tag: "" if _REFRESH.search(tag[0]) else tag[0], page[:end]) + page[end:]
