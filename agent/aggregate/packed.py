"""Many columns as the digits of one number, so that one addition counts a hit in all of them."""

from array import array
from collections.abc import Iterable
from struct import calcsize
from typing import Final

from agent.contract.columns import Column


class Packed:
    """A record of whole-number columns, the first lowest; what overflows the last of them is cut off."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._places: list[tuple[str, str, int, int]] = []
        end = 0
        for column in columns:
            width = calcsize(f"<{column.typecode}")
            place = -(-end // width)
            self._places.append((column.name, column.typecode, width, place))
            end = (place + 1) * width
        self._size = -(-end // 8) * 8
        self._mask: Final = (1 << 8 * self._size) - 1

    def unit(self, name: str) -> int:
        """Return the number that stands for a one in a column."""
        width, place = next((width, place) for each, _, width, place in self._places if each == name)
        return 1 << 8 * width * place

    def columns(self, numbers: Iterable[int]) -> dict[str, bytes]:
        """Return each column of the numbers, as the wire has it."""
        size, mask = self._size, self._mask
        packed = b"".join([(number & mask).to_bytes(size, "little") for number in numbers])
        views = {code: array(code, packed) for _, code, _, _ in self._places}
        return {name: views[code][place :: size // width].tobytes() for name, code, width, place in self._places}
