"""When a certificate is due, when a failed attempt is repeated, how urgent it is. Pure; instants are Unix seconds."""

import hashlib
from collections.abc import Sequence
from typing import Final

_JITTER_OF_LIFETIME: Final = 0.05
_FIRST_RETRY_SECONDS: Final = 300.0
_LAST_RETRY_SECONDS: Final = 86_400.0
_RETRY_JITTER: Final = 0.25
WARNINGS: Final = (1 / 3, 1 / 6, 1 / 12)


def renew_at(not_before: float, not_after: float, fraction: float, jitter_seed: str) -> float:
    """Return when a certificate is to be renewed: after a fraction of its lifetime, or somewhat earlier.

    How much earlier (up to a twentieth of the lifetime) depends on the seed alone, so that many certificates of one
    day are not renewed at one moment, and a restart does not change it.
    """
    early = _JITTER_OF_LIFETIME * share(jitter_seed)
    return not_before + (not_after - not_before) * max(fraction - early, 0.0)


def chosen_within(start: float, end: float, jitter_seed: str) -> float:
    """Return an instant of the window that an authority proposes for renewal (RFC 9773)."""
    return start + (end - start) * share(jitter_seed)


def retry_at(failed_at: Sequence[float], jitter_seed: str) -> float:
    """Return when to try again after these failures in a row; 0 where there was none. Pauses double up to a day."""
    if not failed_at:
        return 0.0
    pause = min(_FIRST_RETRY_SECONDS * 2.0 ** min(len(failed_at) - 1, 20), _LAST_RETRY_SECONDS)
    return max(failed_at) + pause * (1 + _RETRY_JITTER * share(f"{jitter_seed} {len(failed_at)}"))


def warning(not_before: float, not_after: float, now: float) -> int:
    """Return how urgent a renewal became: 0 not at all, 1 to 3 from a third, a sixth, a twelfth of the lifetime left.

    4 is for one that is over.
    """
    if now >= not_after:
        return 4
    left = (not_after - now) / (not_after - not_before)
    return sum(left <= limit for limit in WARNINGS)


def share(seed: str) -> float:
    """Return a number in [0, 1) that depends on the seed alone."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6], "big") / 2**48
