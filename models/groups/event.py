"""What is said of a group event to those who decide and to people."""

from typing import Literal

import msgspec

EventKind = Literal["distributed", "stuffing", "flash_crowd"]


class GroupEvent(msgspec.Struct, frozen=True, kw_only=True):
    """More traffic at a service than its past explains, by sources that have something in common.

    Instants are Unix seconds, rates are requests per second. `sources` counts the newcomers that match `signature`,
    `requests` what they asked for since the start; `excess` is the rate above the expected one, and `base_share` the
    part of the service's usual requests that match too.
    """

    id: str
    service: str
    kind: EventKind
    signature: str
    started_at: float
    sources: int
    requests: int
    excess: float
    base_share: float
