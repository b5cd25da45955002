"""Rows of numbers in cells that sources own by the hash of their key (see `models.reservoir`)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled
from models.kernels.keys import mix64

_SALT: Final = np.uint64(0x5851F42D4C957F2D)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Who owns each cell, when it was last there (0: never), and its row (cells, width)."""

    key: NDArray[np.uint64]
    last: NDArray[np.int64]
    rows: NDArray[np.float32]


def cells_of(keys: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
    """Return (n,) which of `count` cells each source may own."""
    return (mix64(keys ^ _SALT) % np.uint64(count)).astype(np.int64)


def put(
    cells: Cells, keys: NDArray[np.uint64], rows: NDArray[np.float32], silent: int, second: int, *, maxima: bool
) -> None:
    """Put (n, width) rows to the cells that their `keys` own: the larger of each number, or the latest.

    A cell whose `last` is before `silent` passes to the first of the batch that comes to it and begins at 0.
    """
    if compiled is None:
        put_twin(cells, keys, rows, silent, second, maxima=maxima)
        return
    row = np.ascontiguousarray(rows, np.float32)
    compiled.cells_put_to(cells.key, cells.last, cells.rows, np.ascontiguousarray(keys), row, silent, second, maxima)


def put_twin(
    cells: Cells, keys: NDArray[np.uint64], rows: NDArray[np.float32], silent: int, second: int, *, maxima: bool
) -> None:
    """Do what `put` does, in numpy."""
    cell = cells_of(keys, len(cells.key))
    wanting = np.flatnonzero((cells.key[cell] != keys) & (cells.last[cell] < silent))
    first = np.zeros(len(cells.key), np.int64)
    first[cell[::-1]] = np.arange(len(cell) - 1, -1, -1)  # of one cell's values the last assigned stays
    taken = wanting[first[cell[wanting]] == wanting]
    cells.key[cell[taken]] = keys[taken]
    cells.rows[cell[taken]] = 0
    mine = np.flatnonzero(cells.key[cell] == keys)
    cells.last[cell[mine]] = second
    if maxima:
        np.maximum.at(cells.rows, cell[mine], rows[mine])
    else:
        cells.rows[cell[mine]] = rows[mine]
