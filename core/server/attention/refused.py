"""Why an item is not set aside or taken on, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedNotes(Refused):
    """What somebody is told who says who sees to what."""

    attention_full = "Too much is set aside or taken on already."
