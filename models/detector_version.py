"""What is trained offline and shipped or promoted: a version of the detectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.codec import Array
from models.detector import Rows
from models.ensemble import CAPS, HEADS
from models.features import NAMES
from models.tails import LEVELS

Note = str | int | float | bool | None
_TREE = "tree_"
_MOST_PROBES = 1024


class VersionError(ValueError):
    """The bytes are no detector version for this program's features and heads."""


class _Described(msgspec.Struct):
    name: str
    features: list[str]
    heads: list[str]
    notes: dict[str, Note]


@dataclass(frozen=True, eq=False)
class DetectorVersion:
    """Quantiles of per-source maxima in harmless traffic, and the trained classifier.

    `quantiles` is (features, LEVELS) on the scale of `models.pot_tails`; `head_quantiles` (HEADS, LEVELS) on each
    head's own scale, NaN where only local traffic can tell; `caps` (HEADS,) the most that a head may say;
    `trees` the classifier's flat trees, empty where there is none; `probes` (P, features) rows of attackers that it is
    sure of, in natural units, which no part that is fitted to local traffic may forget; `notes` what its maker says of
    it.
    """

    name: str
    quantiles: NDArray[np.float64]
    head_quantiles: NDArray[np.float64]
    caps: NDArray[np.float64] = field(default_factory=CAPS.copy)
    trees: Mapping[str, Array] = field(default_factory=dict)
    probes: Rows = field(default_factory=lambda: np.zeros((0, len(NAMES)), np.float32))
    notes: Mapping[str, Note] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shapes = self.quantiles.shape, self.head_quantiles.shape, self.caps.shape
        if shapes != ((len(NAMES), len(LEVELS)), (len(HEADS), len(LEVELS)), (len(HEADS),)):
            raise VersionError(f"shapes {shapes} do not fit {len(NAMES)} features and {len(HEADS)} heads")
        if any(array.dtype != np.float64 for array in (self.quantiles, self.head_quantiles, self.caps)):
            raise VersionError("quantiles and caps are 64-bit numbers")
        if self.probes.shape[1:] != (len(NAMES),) or len(self.probes) > _MOST_PROBES or self.probes.dtype != np.float32:
            raise VersionError(f"probes are at most {_MOST_PROBES} rows of {len(NAMES)} 32-bit numbers")
        if not np.isfinite(self.probes).all():
            raise VersionError("a probe is not finite")

    def to_npz(self) -> bytes:
        """Return the version as a compressed .npz that holds numbers and JSON, nothing that runs."""
        described = _Described(self.name, list(NAMES), list(HEADS), dict(self.notes))
        arrays: dict[str, Array] = {
            "quantiles": self.quantiles,
            "head_quantiles": self.head_quantiles,
            "caps": self.caps,
            "probes": self.probes,
        }
        trees = {_TREE + name: array for name, array in self.trees.items()}
        file = BytesIO()
        json = np.frombuffer(msgspec.json.encode(described), np.uint8)
        np.savez_compressed(file, allow_pickle=False, described=json, **arrays, **trees)
        return file.getvalue()

    @classmethod
    def from_npz(cls, data: bytes) -> Self:
        """Return what `to_npz` wrote.

        Raises:
            VersionError: damaged, or made for other features or heads.
        """
        try:
            with np.load(BytesIO(data), allow_pickle=False) as file:
                arrays = {name: _numbers(file[name]) for name in file.files}
            described = msgspec.json.decode(arrays.pop("described").tobytes(), type=_Described)
            quantiles, heads, caps = (arrays.pop(name) for name in ("quantiles", "head_quantiles", "caps"))
            probes = arrays.pop("probes", np.zeros((0, len(NAMES)), np.float32))
        except Exception as error:
            raise VersionError(f"damaged detector version: {error}") from error
        if described.features != list(NAMES) or described.heads != list(HEADS):
            raise VersionError("made for other features or heads")
        trees = {name.removeprefix(_TREE): array for name, array in arrays.items()}
        return cls(described.name, quantiles, heads, caps, trees, probes, described.notes)


def _numbers(member: object) -> Array:
    """Return a member of the file if it is plain numbers; numpy gives what is no array as bytes."""
    if not isinstance(member, np.ndarray) or member.dtype.kind not in "biuf" or not member.dtype.isnative:
        raise VersionError("holds something else than numbers")
    return member


@cache
def shipped() -> DetectorVersion:
    """Return the version that the program comes with."""
    return DetectorVersion.from_npz(files("models").joinpath("shipped/detector.npz").read_bytes())
