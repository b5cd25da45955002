"""The ladder of tiers as metrics stand in it: blocks of 60 points each, which finer ones make."""

from typing import Final

from core.server.metrics.segments import POINTS
from core.server.series.tiers import TRAFFIC, Tier

LADDER: Final = TRAFFIC
GRACE_SECONDS: Final = 5
"""How long after its end a block is made: what comes within belongs to it at once."""

RAW_WINDOW_SECONDS: Final = 600
RAW_KEEP_SECONDS: Final = 600
"""Rows of seconds are kept so long after the end of their window; blocks hold what they say long before."""


def block_seconds(tier: Tier) -> int:
    """Return how long a block lasts."""
    return tier.step_seconds * POINTS


def block_start(tier: Tier, t: int) -> int:
    """Return when the block begins that an instant falls into."""
    return t - t % block_seconds(tier)


def over(tier: Tier, newest: int) -> int:
    """Return up to where blocks can be made, when the data's newest instant is `newest`: the start of a block."""
    return block_start(tier, newest - GRACE_SECONDS)
