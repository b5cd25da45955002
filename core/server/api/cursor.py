"""Where a page of a list ends: an opaque text for people, an instant and an id for us."""

import base64
import binascii
from typing import NamedTuple

from core.server.errors import Invalid


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
        return Cursor(int(at_micros), entry_id)
    except (ValueError, binascii.Error) as error:
        raise Invalid("This cursor is none of ours.") from error
