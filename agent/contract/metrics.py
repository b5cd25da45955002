"""Numbers about a node and what runs on it, once a second: part of a report."""

import struct
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

MOST_SERIES: Final = 4096
"""Per node. What an agent measures beyond is left out, and counted."""

MOST_CHARACTERS: Final = {"kind": 32, "entity": 256, "metric": 128, "unit": 32}
"""Of the fields of a series' name."""

SEPARATOR: Final = "\t"


class SeriesName(NamedTuple):
    """What a number is about.

    `kind` is what is measured (`host`, `disk`, `container` ...), `entity` which one of the node's (empty where there is
    but one), `metric` what of it. `unit` is one of the words that end the built-in metrics' names (`bytes`, `seconds`,
    `share`, `per_second`, `bytes_per_second`, `count`, `celsius` ...), or what a service says.
    """

    kind: str
    entity: str
    metric: str
    unit: str


class Metrics(msgspec.Struct, kw_only=True):
    """Values of one instant. Rates are worked out where the counters are, so every value is a gauge.

    `names` are the lines of `pack_names`; the same as in the last report unless something came or went. `values` are
    float32, little-endian, in their order: NaN where there was nothing to read, which is a gap.
    """

    at: float = 0.0
    names: bytes = b""
    values: bytes = b""


def pack_names(names: Iterable[SeriesName]) -> bytes:
    """Return names as lines of four fields. No field may hold a control character."""
    return "\n".join(SEPARATOR.join(name) for name in names).encode()


def unpack_names(packed: bytes) -> list[SeriesName]:
    """Return what `pack_names` packed.

    Raises:
        ValueError: it is not that.
    """
    try:
        return [SeriesName(*line.split(SEPARATOR)) for line in packed.decode().split("\n")] if packed else []
    except TypeError as error:
        raise ValueError("a series has kind, entity, metric and unit") from error


def pack_values(values: Iterable[float]) -> bytes:
    """Return values as float32, little-endian."""
    numbers = tuple(values)
    return struct.pack(f"<{len(numbers)}f", *numbers)
