"""A frozen part of the detectors: what made a score, named by its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

from models.codec import Array, pack_state, unpack_state

_KIND, _STATE_VERSION = "part", 1


@dataclass(frozen=True, eq=False)
class Part:
    """Arrays and plain values that never change, so that a stored decision can name the part that judged it.

    The arrays are made read-only. Two parts with the same content have the same `digest`.
    """

    name: str
    arrays: Mapping[str, Array] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for array in self.arrays.values():
            array.flags.writeable = False

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits of the content's hash."""
        return blake2b(self.to_bytes(), digest_size=16).hexdigest()

    def to_bytes(self) -> bytes:
        """Return the part as bytes, the same on every machine."""
        arrays = {name: self.arrays[name] for name in sorted(self.arrays)}
        values = {name: self.values[name] for name in sorted(self.values)}
        return pack_state(_KIND, _STATE_VERSION, arrays, {"name": self.name, "values": values})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state(_KIND, _STATE_VERSION, data)
        return cls(values["name"], arrays, values["values"])
