"""Everything that the group detector remembers: bounded, restored from bytes after a crash."""

from typing import Any, Self

import msgspec

from models.codec import pack_state, unpack_state
from models.groups.meter import Meter
from models.groups.recent import Recent
from models.groups.register import SLOTS, Register
from models.groups.running import Running
from models.groups.usual import Usual
from models.places import Places

_VERSION = 3


class GroupState:
    """The state of one group stage. Changed in place by `GroupStage.process` and by nothing else."""

    def __init__(self, slots: int = SLOTS) -> None:
        self.places = Places()
        self.register = Register(slots)
        self.meter = Meter()
        self.usual = Usual()
        self.recent = Recent()
        self.running: list[Running] = []
        self.bucket = 0
        self.events = 0

    def to_bytes(self) -> bytes:
        """Return the whole state as bytes."""
        values: dict[str, Any] = {
            "places": self.places.names,
            "register": self.register.to_bytes(),
            "meter": self.meter.to_bytes(),
            "usual": self.usual.to_bytes(),
            "recent": self.recent.to_bytes(),
            "running": msgspec.to_builtins(self.running),
            "bucket": self.bucket,
            "events": self.events,
        }
        return pack_state("groups", _VERSION, {}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote.

        Raises:
            StateError: the bytes are damaged or of another version.
        """
        _, values = unpack_state("groups", _VERSION, data)
        state = cls()
        state.places = Places(values["places"])
        state.register = Register.from_bytes(values["register"])
        state.meter = Meter.from_bytes(values["meter"])
        state.usual = Usual.from_bytes(values["usual"])
        state.recent = Recent.from_bytes(values["recent"])
        state.running = msgspec.convert(values["running"], list[Running])
        state.bucket, state.events = values["bucket"], values["events"]
        return state
