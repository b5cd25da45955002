"""What requests can have in common, as 64-bit keys: service, kind of the trait and its hash."""

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


class Trait(IntEnum):
    """Kinds of traits, the most telling first. Paths and templates are of pages, never of assets."""

    LOGIN = 0
    PATH = 1
    TEMPLATE = 2
    PREFIX = 3
    ASN = 4
    AGENT = 5


POST: Final = 1 << 32
QUERY: Final = 1 << 33
_PLACE_SHIFT: Final = np.uint64(48)
_TRAIT_SHIFT: Final = np.uint64(40)
_VALUE: Final = np.uint64((1 << 40) - 1)
_LOW: Final = np.uint64(0xFFFFFFFF)


def key_of(place: NDArray[np.int64], trait: Trait, value: NDArray[Any]) -> Keys:
    """Return (n,) keys of values below 2**40 (a hash, and POST and QUERY where they apply) at places of services."""
    of_place = place.astype(np.uint64) << _PLACE_SHIFT
    kind = np.uint64(trait) << _TRAIT_SHIFT
    keys: Keys = of_place | kind | value.astype(np.uint64)
    return keys


def place_of(keys: Keys) -> NDArray[np.int64]:
    """Return the service's place of each key."""
    return (keys >> _PLACE_SHIFT).astype(np.int64)


def trait_of(keys: Keys) -> NDArray[np.int64]:
    """Return the Trait of each key."""
    return ((keys >> _TRAIT_SHIFT) & np.uint64(0xFF)).astype(np.int64)


def value_of(keys: Keys) -> Keys:
    """Return what of each key is below its Trait."""
    return keys & _VALUE


def describe(key: int, example: str = "") -> str:
    """Return a key as people read it in any language, with the text of a request that has it where one is known.

    A hash stays a hash, `#` in front: nobody can tell what it was made from. `~` is said of a template: and the like.
    """
    trait, value = Trait(key >> 40 & 0xFF), example or f"#{key & int(_LOW):08x}"
    if trait == Trait.LOGIN:
        return "POST login"
    if trait in {Trait.PATH, Trait.TEMPLATE}:
        method = "POST" if key & POST else "GET"
        like = "~ " if trait == Trait.TEMPLATE else ""
        return f"{method} {like}{value}{'?…' if key & QUERY else ''}"
    if trait == Trait.ASN:
        return f"AS{key & int(_LOW)}"
    return value if trait == Trait.PREFIX else f"User-Agent {value}"
