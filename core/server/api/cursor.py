"""Where a page of a list ends: an opaque text for people, an instant and an id for us."""

import base64
import binascii
from typing import Final, NamedTuple

from core.server.errors import Invalid

_NONE_OF_OURS: Final = "This cursor is none of ours."
_FAR_FUTURE: Final = 1 << 53  # microseconds: the year 2255


class Cursor(NamedTuple):
    """The last entry of a page. Lists run from new to old, and by falling id within an instant."""

    at_micros: int
    id: str


def encode_cursor(cursor: Cursor) -> str:
    """Return a cursor's text."""
    return base64.urlsafe_b64encode(f"{cursor.at_micros}:{cursor.id}".encode()).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """Return what `encode_cursor` was given.

    Raises:
        Invalid: the text is none of ours.
    """
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at_micros, _, entry_id = decoded.partition(":")
        cursor = Cursor(int(at_micros), entry_id)
    except (ValueError, binascii.Error) as error:
        raise Invalid(_NONE_OF_OURS) from error
    if not 0 <= cursor.at_micros < _FAR_FUTURE or "\0" in entry_id:
        raise Invalid(_NONE_OF_OURS)
    return cursor
