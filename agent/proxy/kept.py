"""What the agent remembers of generations over its own restarts, in a file that can be written on a full disk."""

from pathlib import Path

import msgspec

from agent.contract.proxy import ApplyResult, CheckResult
from agent.slot import Slot


class Trial(msgspec.Struct, kw_only=True, frozen=True):
    """A candidate that NGINX was switched to. `verified` once its workers answered and the probes were good.

    Where it is not confirmed by `until_at`, the node goes back.
    """

    deployment: str
    digest: str
    generation: str
    until_at: float = 0.0
    verified: bool = False


class Kept(msgspec.Struct, kw_only=True, frozen=True):
    """`confirmed` is the digest of the manifest that is good, `good` and `previous` generations to go back to.

    `check`, made for the deployment `checked_for`, and `apply` are what the core is told of the last candidate.
    """

    serial: int = 0
    confirmed: str = ""
    good: str = ""
    previous: str = ""
    trial: Trial | None = None
    check: CheckResult | None = None
    checked_for: str = ""
    apply: ApplyResult | None = None


class KeptFile:
    """The newest of what was kept; a torn write leaves the value before it."""

    def __init__(self, path: Path) -> None:
        self._slot = Slot(path)
        self.value = max((_decode(each) for each in self._slot.values()), key=lambda kept: kept.serial, default=Kept())

    def change(self, **changes: object) -> Kept:
        """Keep the value with these fields changed, and return it.

        Raises:
            OSError: the disk refuses even to write in place.
        """
        value = msgspec.structs.replace(self.value, serial=self.value.serial + 1, **changes)
        self._slot.write(msgspec.msgpack.encode(value))
        self.value = value
        return value

    def close(self) -> None:
        """Let the file go."""
        self._slot.close()


def _decode(payload: bytes) -> Kept:
    try:
        return msgspec.msgpack.decode(payload, type=Kept)
    except msgspec.MsgspecError:  # of another version: NGINX runs what the link says
        return Kept()
