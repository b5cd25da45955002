"""Patterns with `*` and `?`, as people name nodes and entities. Everything else stands for itself."""

import re
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=4096)
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what says whether a text fits one of the patterns, in time linear in it but for their number of stars."""
    compiled = [re.compile(_expression(pattern), re.DOTALL) for pattern in patterns]

    def fits(text: str) -> bool:
        return any(each.fullmatch(text) for each in compiled)

    return fits


def _expression(pattern: str) -> str:
    """Return a regular expression in which each star takes the first place that fits, and never another.

    What stands between two stars is found as early as possible: a later place gives the rest no chance more. Atomic
    groups say so, as a plain `.*` each would try them all.
    """
    first, *rest = (_plain(part) for part in re.sub(r"\*+", "*", pattern).split("*"))
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>.*?{part})" for part in middle) + ".*" + last


def _plain(text: str) -> str:
    return "".join("." if each == "?" else re.escape(each) for each in text)
