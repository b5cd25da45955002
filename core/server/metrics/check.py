"""Refuses metrics that later stages could not trust."""

import math
import re
from collections import OrderedDict
from hashlib import blake2b
from typing import Final

from agent.contract.metrics import MOST_CHARACTERS, MOST_SERIES, Metrics, SeriesName, unpack_names
from core.server.errors import Invalid, TooLarge

VALUE_BYTES: Final = 4
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # but tab and line feed, which separate
_MOST_REMEMBERED: Final = 10_000


def names_digest(names: bytes) -> bytes:
    """Return what stands for packed names."""
    return blake2b(names, digest_size=16).digest()


class NamesChecked:
    """How many series the names have that were found in order lately: those of a node are the same every second."""

    def __init__(self) -> None:
        self._counts: OrderedDict[bytes, int] = OrderedDict()

    def count(self, names: bytes) -> int:
        """Return how many series packed names have.

        Raises:
            Invalid: they are not what `pack_names` makes, or repeat a series.
            TooLarge: there are more than MOST_SERIES.
        """
        digest = names_digest(names)
        count = self._counts.get(digest)
        if count is None:
            count = self._counts[digest] = _count(names)
            if len(self._counts) > _MOST_REMEMBERED:
                self._counts.popitem(last=False)
        return count


_checked: Final = NamesChecked()


def check_metrics(metrics: Metrics) -> None:
    """Refuse metrics whose parts contradict each other. Any value is fine: what is no number is a gap.

    Raises:
        Invalid: says what is wrong.
        TooLarge: there are more than MOST_SERIES.
    """
    if not math.isfinite(metrics.at) or not 0 <= metrics.at < 2.0**40:
        raise Invalid("metrics.at is no instant")
    count = _checked.count(metrics.names)
    if len(metrics.values) != VALUE_BYTES * count:
        raise Invalid(f"metrics: {count} names, but {len(metrics.values)} bytes of values")


def _count(names: bytes) -> int:
    count = names.count(b"\n") + 1 if names else 0
    if count > MOST_SERIES:
        raise TooLarge(f"{count} series of metrics, at most {MOST_SERIES} of a node")
    try:
        series = unpack_names(names)
    except ValueError as error:  # a UnicodeDecodeError is one
        raise Invalid(f"metrics.names: {error}") from None
    if _CONTROL.search(names.decode()):
        raise Invalid("metrics.names: no name holds a control character")
    for name in series:
        _check_name(name)
    if len(set(series)) < count:
        raise Invalid("metrics.names: a series stands twice")
    return count


def _check_name(name: SeriesName) -> None:
    if not _KIND.fullmatch(name.kind) or not name.metric:
        raise Invalid("metrics.names: a series has a kind, in small letters, and a metric")
    for field, most in MOST_CHARACTERS.items():
        if len(getattr(name, field)) > most:
            raise Invalid(f"metrics.names: {field} has at most {most} characters")
