"""What people are told where a rule that notifies met a source."""

from typing import Final

import msgspec

MOST_NOTICES: Final = 500


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A rule met a source at a service, at Unix seconds.

    `id` is derived from the log, so a replay makes the same one. `had` is what the source had where a condition
    compares a number: field and value. Of the same source nothing is told before `again_at`; `is_last`: the rule has
    told of as many as it may in this hour.
    """

    id: str
    at: float
    rule: str
    name: str
    text: str
    source: str
    service: str
    score: float | None
    had: tuple[tuple[str, float], ...]
    again_at: float
    is_last: bool
