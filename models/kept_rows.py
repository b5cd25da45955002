"""Kept feature rows as a file of numbers, so that a notebook can judge them by the production code."""

from dataclasses import dataclass
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError
from models.ensemble import HEADS
from models.features import NAMES


@dataclass(frozen=True, slots=True)
class KeptRows:
    """n entries in the order of time: whose they are, their features, and what was said of them then.

    `group` is what the group head said (NaN where it did not speak), as `models.rescore.rescore` takes it.
    """

    at: NDArray[np.float64]
    service: NDArray[np.str_]
    source: NDArray[np.str_]
    requests: NDArray[np.int64]
    refused: NDArray[np.int64]
    rps: NDArray[np.float32]
    score: NDArray[np.float32]
    p_value: NDArray[np.float64]
    sampled: NDArray[np.bool_]  # kept whatever it does
    features: NDArray[np.float32]  # (n, F) in the order of models.features.NAMES
    heads: NDArray[np.float32]  # (n, HEADS)

    def __len__(self) -> int:
        return len(self.at)

    @property
    def group(self) -> NDArray[np.float32]:
        """What the group head said."""
        said: NDArray[np.float32] = self.heads[:, HEADS.index("group")]
        return said

    def to_npz(self) -> bytes:
        """Return the rows as a compressed .npz that holds numbers and texts, nothing that runs."""
        file = BytesIO()
        columns = {name: getattr(self, name) for name in self.__slots__}
        names = {"feature_names": np.array(NAMES), "head_names": np.array(HEADS)}
        np.savez_compressed(file, allow_pickle=False, **columns, **names)
        return file.getvalue()

    @classmethod
    def from_npz(cls, data: bytes) -> Self:
        """Return what `to_npz` wrote.

        Raises:
            StateError: it is none, or of a release with other features or heads.
        """
        try:
            with np.load(BytesIO(data), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            named = arrays.pop("feature_names").tolist(), arrays.pop("head_names").tolist()
            rows = cls(**arrays)
        except Exception as error:
            raise StateError(f"no kept rows: {error}") from error
        if named != (list(NAMES), list(HEADS)):
            raise StateError("kept rows of other features or heads")
        return rows
