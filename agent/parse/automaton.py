"""Aho-Corasick: all patterns found in one pass over a text."""

from array import array
from collections import deque
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from agent.parse.patterns import patterns


class Automaton(NamedTuple):
    """A complete automaton over classes of bytes.

    `classes` maps a byte to its class (256 bytes); `steps[state * width + class]` is the next state, a 16-bit number;
    `found[state]` holds the bits of all patterns that end there. State 0 is the start.
    """

    classes: bytes
    width: int
    steps: "array[int]"
    found: bytes

    def bits(self, text: bytes) -> int:
        """Return the bits of all patterns within `text`."""
        steps, found, width, state, bits = self.steps, self.found, self.width, 0, 0
        for kind in text.translate(self.classes):
            state = steps[state * width + kind]
            bits |= found[state]
        return bits


def compile_patterns(listed: Iterable[tuple[bytes, int]]) -> Automaton:
    """Build the automaton of patterns and their bits."""
    listed = tuple(listed)
    letters = sorted({byte for text, _ in listed for byte in text})
    kind = {byte: at for at, byte in enumerate(letters, start=1)}
    children: list[dict[int, int]] = [{}]
    found = bytearray(1)
    for text, bit in listed:
        state = 0
        for byte in text:
            state = children[state].setdefault(kind[byte], len(children))
            if state == len(children):
                children.append({})
                found.append(0)
        found[state] |= bit
    width = len(letters) + 1
    return Automaton(
        bytes(kind.get(byte, 0) for byte in range(256)), width, _complete(children, found, width), bytes(found)
    )


def _complete(children: list[dict[int, int]], found: bytearray, width: int) -> "array[int]":
    """Fill in every transition breadth first; `found` gains the bits of the suffixes."""
    steps = array("H", bytes(2 * len(children) * width))
    fails = [0] * len(children)
    for kind, child in children[0].items():
        steps[kind] = child
    queue = deque(children[0].values())
    while queue:
        state = queue.popleft()
        fail = fails[state]
        found[state] |= found[fail]
        steps[state * width : (state + 1) * width] = steps[fail * width : (fail + 1) * width]
        for kind, child in children[state].items():
            fails[child] = steps[fail * width + kind]
            steps[state * width + kind] = child
            queue.append(child)
    return steps


@cache
def known_patterns() -> Automaton:
    """Return the automaton of our own patterns."""
    return compile_patterns(patterns())
