"""A detector version as it comes from people: bounded, checked, and named by its content."""

import zipfile
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from typing import Final

import numpy as np

from core.server.errors import Invalid
from models.classifier import classifier_part, log_odds
from models.detector_version import DetectorVersion, VersionError
from models.features import NAMES

MOST_UNPACKED_BYTES: Final = 64 * 2**20
_MOST_ARRAYS: Final = 100
_MOST_NAME: Final = 100


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
        raise Invalid(f"No detector version: {error}") from error
    return checked(version)


def checked(version: DetectorVersion) -> Checked:
    """Return a version of our own with its name by content."""
    data = version.to_npz()
    return Checked(version, data, blake2b(data, digest_size=16).hexdigest())


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            sizes = [member.file_size for member in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid("A detector version is an .npz file.") from error
    if len(sizes) > _MOST_ARRAYS or sum(sizes) > MOST_UNPACKED_BYTES:
        raise Invalid(f"It unpacks to more than {MOST_UNPACKED_BYTES} bytes or {_MOST_ARRAYS} arrays.")


def _refuse_nonsense(version: DetectorVersion) -> None:
    if not 0 < len(version.name) <= _MOST_NAME or not version.name.isprintable():
        raise ValueError("a name is 1 to 100 printable characters")
    if not np.isfinite(version.quantiles).all() or (np.diff(version.quantiles, axis=1) < 0).any():
        raise ValueError("quantiles are finite and do not fall")
    if (np.diff(version.head_quantiles, axis=1) < 0).any() or np.isinf(version.head_quantiles).any():
        raise ValueError("quantiles of the heads do not fall")
    if not ((version.caps >= 0) & (version.caps <= 8)).all():
        raise ValueError("a cap is between 0 and 8")
    part = classifier_part(version.trees)
    if part.arrays:
        rows = np.array([np.zeros(len(NAMES)), np.full(len(NAMES), 1e6)], np.float32)
        if not np.isfinite(log_odds(part, rows)).all():
            raise ValueError("the trees answer with numbers that are not finite")
