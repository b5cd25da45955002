"""Sixty points of all series of a node at one tier, and how they are made of finer ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.metrics import MOST_SERIES, SeriesName
from core.server.metrics.segments import POINTS, Numbers, pack_segments, unpack_segments

STATS: Final = ("count", "min", "max", "avg", "last")
"""The columns of a block of every tier but the finest, which has the value alone. `count`: seconds with a value."""

COUNT, MIN, MAX, AVG, LAST = range(5)
MOST_OF_A_BLOCK: Final = 2 * MOST_SERIES
"""A block covers up to 2.5 days, in which containers come and go: beyond, those with the fewest points are left out."""


@dataclass(frozen=True, slots=True)
class Block:
    """`numbers` are (series, columns, POINTS), in the order of `names`; NaN is a gap, also where `count` is 0."""

    names: tuple[SeriesName, ...]
    numbers: Numbers

    def pack(self) -> tuple[list[int], bytes]:
        """Return where each series' segment ends, and all segments."""
        segments = pack_segments(self.numbers)
        return np.cumsum([len(each) for each in segments], dtype=np.int64).tolist(), b"".join(segments)


def unpack(names: tuple[SeriesName, ...], ends: Sequence[int], data: bytes, columns: int) -> Block:
    """Return what `Block.pack` packed.

    Raises:
        ValueError: it is not that.
    """
    if len(ends) != len(names) or (ends and ends[-1] != len(data)):
        raise ValueError("a block does not fit its names")
    return Block(names, unpack_segments(split(ends, data), columns))


def split(ends: Sequence[int], data: bytes) -> list[bytes]:
    """Return the segments of a block."""
    return [data[begin:end] for begin, end in zip((0, *ends), ends, strict=False)]


def of_seconds(rows: Iterable[tuple[int, tuple[SeriesName, ...], bytes]]) -> Block:
    """Return the block of the finest tier of (place in the block, names, float32 values): the later row counts."""
    rows = list(rows)
    names = _union(names for _, names, _ in rows)
    numbers = np.full((len(names), 1, POINTS), np.nan, np.float32)
    places: dict[int, NDArray[np.intp]] = {}
    for point, own, data in rows:
        place = places.setdefault(id(own), _places(names, own))
        values = np.frombuffer(data, "<f4")
        there = ~np.isnan(values)
        numbers[place[there], 0, point] = values[there]
    return _bounded(Block(names, numbers))


def overlaid(old: Block, new: Block) -> Block:
    """Return a block of the finest tier with what is new where there is something, and the old elsewhere."""
    names, (low, high) = _same_series(old, new)
    return _bounded(Block(names, np.where(np.isnan(high), low, high)))


def fuller(old: Block, new: Block) -> Block:
    """Return a block whose points are those that more seconds made, of the new one where it is the same number.

    The finer tier that the old one was made of may be gone by now, but for what came late.
    """
    names, (low, high) = _same_series(old, new)
    newer = _counts(high) >= _counts(low)
    return _bounded(Block(names, np.where(newer[:, None, :], high, low)))


def rolled_up(parts: Sequence[tuple[int, Block]], ratio: int) -> Block:
    """Return a block of the next tier of (place of its first point there, finer block); `ratio` of its points are one.

    Counts and minima and so on of points without a value are gaps.
    """
    names = _union(block.names for _, block in parts)
    numbers = np.full((len(names), len(STATS), POINTS), np.nan, np.float32)
    for first, block in parts:
        points = slice(first, first + POINTS // ratio)
        numbers[_places(names, block.names), :, points] = _folded(block.numbers, ratio)
    return _bounded(Block(names, numbers))


def spread(numbers: Numbers) -> Numbers:
    """Return numbers of the finest tier with the columns of the others."""
    if numbers.shape[1] == len(STATS):
        return numbers
    value = numbers[:, 0]
    count = np.where(np.isnan(value), np.float32(np.nan), np.float32(1))
    return np.stack([count, value, value, value, value], axis=1)


def _folded(numbers: Numbers, ratio: int) -> Numbers:
    """Return (series, STATS, POINTS / ratio)."""
    wide = spread(numbers)
    cells = wide.reshape(len(wide), len(STATS), POINTS // ratio, ratio)
    count = np.nan_to_num(cells[:, COUNT]).astype(np.float64)
    total = count.sum(axis=-1)
    least, most = np.fmin.reduce(cells[:, MIN], axis=-1), np.fmax.reduce(cells[:, MAX], axis=-1)
    with np.errstate(invalid="ignore"):  # of cells that are gaps
        average = (np.nan_to_num(cells[:, AVG].astype(np.float64)) * count).sum(axis=-1) / total
    newest = ratio - 1 - np.argmax(count[..., ::-1] > 0, axis=-1)
    last = np.take_along_axis(cells[:, LAST], newest[..., None], axis=-1)[..., 0]
    total = np.where(total > 0, total, np.nan)
    return np.stack([total, least, most, average, last], axis=1).astype(np.float32)


def _counts(numbers: Numbers) -> Numbers:
    return np.nan_to_num(numbers[:, COUNT])


def _same_series(*blocks: Block) -> tuple[tuple[SeriesName, ...], list[Numbers]]:
    """Return the names of all blocks, and each one's numbers in their order."""
    names = _union(block.names for block in blocks)
    spaced = []
    for block in blocks:
        numbers = np.full((len(names), *block.numbers.shape[1:]), np.nan, np.float32)
        numbers[_places(names, block.names)] = block.numbers
        spaced.append(numbers)
    return names, spaced


def _union(lists: Iterable[tuple[SeriesName, ...]]) -> tuple[SeriesName, ...]:
    """Return all names, in the order in which they come first."""
    different = {id(names): names for names in lists}
    if len(different) == 1:
        return next(iter(different.values()))
    return tuple(dict.fromkeys(name for names in different.values() for name in names))


def _places(names: tuple[SeriesName, ...], own: tuple[SeriesName, ...]) -> NDArray[np.intp]:
    if names is own:
        return np.arange(len(names))
    place = {name: i for i, name in enumerate(names)}
    return np.array([place[name] for name in own], np.intp)


def _bounded(block: Block) -> Block:
    if len(block.names) <= MOST_OF_A_BLOCK:
        return block
    points = np.count_nonzero(~np.isnan(block.numbers[:, 0]), axis=-1)
    kept = np.sort(np.argsort(-points, kind="stable")[:MOST_OF_A_BLOCK])
    return Block(tuple(block.names[i] for i in kept.tolist()), block.numbers[kept])
