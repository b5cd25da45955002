"""A detector version as it comes from people: bounded, checked, and named by its content."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from io import BytesIO
from typing import Final

import msgspec
import numpy as np

from core.server.errors import Invalid
from core.server.lab.refused import RefusedLab
from models.codec import Array
from models.detector_version import DetectorVersion, VersionError, shipped
from models.features import NAMES
from models.kernels.trees import Trees

MOST_UNPACKED_BYTES: Final = 64 * 2**20
_MOST_ARRAYS: Final = 100
_MOST_NAME: Final = 100
_MOST_NOTES_BYTES: Final = 16_384
_MOST_TREES: Final = 1000
_MOST_NODES: Final = 100_000
_MOST_LOG_ODDS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A version that can be put in charge. `data` is its .npz written anew, `digest` the hash of that."""

    version: DetectorVersion
    data: bytes
    digest: str


def check_version(data: bytes) -> Checked:
    """Return the version that an uploaded .npz holds.

    Raises:
        Invalid: it is none, would unpack to too much, or holds numbers that no detector can be made of.
    """
    _refuse_bombs(data)
    try:
        version = DetectorVersion.from_npz(data)
        _refuse_nonsense(version)
    except (VersionError, ValueError, KeyError, IndexError, TypeError) as error:
        raise Invalid(RefusedLab.version_wrong(why=str(error))) from error
    return checked(version)


def checked(version: DetectorVersion) -> Checked:
    """Return a version of our own with its name by content."""
    data = version.to_npz()
    return Checked(version, data, blake2b(data, digest_size=16).hexdigest())


@cache
def shipped_digest() -> str:
    """Return the name by content of the version that came with this release."""
    return checked(shipped()).digest


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            sizes = [member.file_size for member in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid(RefusedLab.version_no_npz()) from error
    if len(sizes) > _MOST_ARRAYS or sum(sizes) > MOST_UNPACKED_BYTES:
        raise Invalid(RefusedLab.version_large(bytes=MOST_UNPACKED_BYTES, arrays=_MOST_ARRAYS))


def _refuse_nonsense(version: DetectorVersion) -> None:
    if not 0 < len(version.name) <= _MOST_NAME or not version.name.isprintable():
        raise ValueError("a name is 1 to 100 printable characters")
    if not np.isfinite(version.quantiles).all() or (np.diff(version.quantiles, axis=1) < 0).any():
        raise ValueError("quantiles are finite and do not fall")
    if (np.diff(version.head_quantiles, axis=1) < 0).any() or np.isinf(version.head_quantiles).any():
        raise ValueError("quantiles of the heads do not fall")
    if not ((version.caps >= 0) & (version.caps <= 8)).all():
        raise ValueError("a cap is between 0 and 8")
    notes = msgspec.json.encode(version.notes)
    if len(notes) > _MOST_NOTES_BYTES or b"\\u0000" in notes:
        raise ValueError(f"notes are at most {_MOST_NOTES_BYTES} bytes, without NUL")
    if version.trees:
        _refuse_odd_trees(version.trees)


def _refuse_odd_trees(arrays: Mapping[str, Array]) -> None:
    """Refuse trees that would take the scoring's time or memory, or answer with what is no log-odds."""
    if arrays["root"].size > _MOST_TREES or arrays["left"].size > _MOST_NODES:
        raise ValueError(f"at most {_MOST_TREES} trees of {_MOST_NODES} nodes")
    trees, base = Trees.of(arrays), arrays["base"]
    wanted = {"base": np.dtype(np.float64), **{name: array.dtype for name, array in trees.arrays().items()}}
    if {name: array.dtype for name, array in arrays.items()} != wanted or base.shape != (1,):
        raise ValueError("arrays of the trees that the program does not know, or of other types")
    inner = trees.left >= 0
    reached = np.concatenate([trees.root, trees.left[inner], trees.right[inner]])
    if len(np.unique(reached)) != len(reached):  # else a few nodes could be walked many times
        raise ValueError("a node of the trees has two parents")
    if not (np.abs(np.concatenate([base, trees.value])) <= _MOST_LOG_ODDS).all():
        raise ValueError(f"log-odds are at most {_MOST_LOG_ODDS:g}")
    if trees.width > len(NAMES):
        raise ValueError(f"trees over {trees.width} features, of {len(NAMES)}")
