"""A message in Telegram's words, and where it stands once it was sent."""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.server.notifications.channels.channel import Sent
from core.server.notifications.telegram_html import cut, plain, shortened

if TYPE_CHECKING:
    from aiogram.types import InlineKeyboardMarkup


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message in Telegram's words. `html` says whether `text` is markup."""

    chat: int | str
    topic: int | None
    text: str
    picture: bytes
    reply_to: int
    keyboard: "InlineKeyboardMarkup | None"
    html: bool = True
    title: str = ""

    @property
    def mode(self) -> str | None:
        """What Telegram is told that the text is."""
        return "HTML" if self.html else None

    def fitting(self, most: int) -> str:
        """Return at most so much of the text."""
        return cut(self.text, most) if self.html else shortened(self.text, most)

    def without(self, refusal: str) -> "Written | None":
        """Return the message without what Telegram refused of it; None where that leaves nothing to try."""
        said = refusal.lower()
        if self.html and "can't parse entities" in said:
            return replace(self, text=plain(self.text), html=False)
        if self.topic is not None and "message thread not found" in said:
            return replace(self, topic=None)
        if self.picture and any(word in said for word in ("photo", "image", "media")):
            return replace(self, picture=b"")
        return None


@dataclass(frozen=True, slots=True)
class Placed:
    """What an external id says: the message's number, its picture's digest ("" without), the picture's if apart."""

    message: int
    digest: str = ""
    apart: int = 0

    @classmethod
    def read(cls, external_id: str) -> "Placed":
        """Return what `sent` made an external id of."""
        number, _, rest = external_id.partition(":")
        digest, _, apart = rest.partition(":")
        return cls(int(number), digest, int(apart or 0))

    def sent(self) -> Sent:
        """Return what delivery keeps of it."""
        parts = [str(self.message), self.digest, str(self.apart or "")]
        return Sent(":".join(parts).rstrip(":"), has_picture=bool(self.digest))


def digest_of(picture: bytes) -> str:
    """Return what tells a picture from others; "" of none."""
    return hashlib.sha256(picture).hexdigest()[:12] if picture else ""
