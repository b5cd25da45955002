"""How often the tests try what only many tries can show: with `DOZOR_THOROUGH=1` as often as was promised."""

import os

THOROUGH = os.environ.get("DOZOR_THOROUGH", "") not in {"", "0"}


def tries(usual: int, promised: int) -> int:
    """Return how many are enough after each change, or the promised number for a thorough run."""
    return promised if THOROUGH else usual
