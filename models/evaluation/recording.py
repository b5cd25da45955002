"""Recordings: what a fleet reported, in a file, with the truth about its sources where that is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
import zstandard

from agent.contract.address import address_text
from models.evaluation.request import Truth
from models.record import Record
from models.scores import Scores

_MAGIC: Final = b"dozor recording 1\n"
_MOST_BYTES: Final = 1 << 30


class RecordingError(ValueError):
    """The bytes are no recording."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Records in the order of time.

    `truth` is by the source's text; it is empty where nobody knows. `exempt` are those that a core knows by name, so
    that no threshold applies to them: verified search bots and the site's own machines.
    """

    records: list[Record]
    truth: Mapping[str, Truth] = field(default_factory=dict)
    exempt: frozenset[str] = frozenset()

    def to_bytes(self) -> bytes:
        """Return the recording as a file keeps it: msgpack, compressed."""
        return _MAGIC + zstandard.compress(msgspec.msgpack.encode(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Recording":
        """Return the recording of `to_bytes`.

        Raises:
            RecordingError: `data` is damaged, too large (1 GiB) or no recording.
        """
        if not data.startswith(_MAGIC):
            raise RecordingError("no recording of Dozor")
        try:
            plain = zstandard.ZstdDecompressor().decompress(data[len(_MAGIC) :], max_output_size=_MOST_BYTES)
            return msgspec.msgpack.decode(plain, type=cls)
        except (zstandard.ZstdError, msgspec.MsgspecError) as error:
            raise RecordingError(f"damaged recording: {error}") from error


def sources_of(scores: Scores) -> list[str]:
    """Return the sources of scores as texts, entry by entry."""
    return [address_text(address.tobytes()) for address in scores.address]
