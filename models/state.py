"""Everything that scoring remembers: bounded by its configuration, restored from bytes after a crash."""

from typing import Self

import numpy as np

from models.calibration import HeadCalibration
from models.codec import pack_state, unpack_state
from models.half_space_trees import HalfSpaceTrees
from models.isolation_forest import IsolationForest
from models.popularity import Popularity
from models.pot_tails import PotTails
from models.priors import TOP_QUANTILES
from models.services import Services
from models.source_table import SourceTable, TableConfig


class ScoringState:
    """The state of one scoring stage. Changed in place by `ScoringStage.process` and by nothing else."""

    def __init__(self, config: TableConfig = TableConfig()) -> None:  # noqa: B008 - frozen
        self.table = SourceTable(config)
        self.popularity = Popularity()
        self.services = Services()
        self.pot_tails = PotTails()
        self.trees = HalfSpaceTrees()
        self.forest = IsolationForest()
        self.calibrations = (
            HeadCalibration(0.25, np.array(TOP_QUANTILES)),
            HeadCalibration(0.1),
            HeadCalibration(0.02),
        )
        self.untracked = 0

    @property
    def warm(self) -> bool:
        """Whether this place's own traffic has calibrated the scores; until then only shipped priors speak."""
        return self.pot_tails.local

    def expected_range(self, service: str) -> tuple[float, float] | None:
        """Return the lowest and highest requests per second expected of a service; None while that is unknown."""
        place = self.services.place.get(service)
        return None if place is None else self.services.expectations[place].range()

    def to_bytes(self) -> bytes:
        """Return the whole state as bytes."""
        parts = {
            "table": self.table.to_bytes(),
            "popularity": self.popularity.to_bytes(),
            "services": self.services.to_bytes(),
            "pot_tails": self.pot_tails.to_bytes(),
            "trees": self.trees.to_bytes(),
            "forest": self.forest.to_bytes(),
            "calibrations": [calibration.to_bytes() for calibration in self.calibrations],
            "untracked": self.untracked,
        }
        return pack_state("scoring", 1, {}, parts)

    @classmethod
    def from_bytes(cls, data: bytes, config: TableConfig = TableConfig()) -> Self:  # noqa: B008 - frozen
        """Return what `to_bytes` wrote.

        Raises:
            StateError: the bytes are damaged, of another version, or do not fit `config`.
        """
        _, parts = unpack_state("scoring", 1, data)
        state = cls(config)
        state.table = SourceTable.from_bytes(parts["table"], config)
        state.popularity = Popularity.from_bytes(parts["popularity"])
        state.services = Services.from_bytes(parts["services"])
        state.pot_tails = PotTails.from_bytes(parts["pot_tails"])
        state.trees = HalfSpaceTrees.from_bytes(parts["trees"])
        state.forest = IsolationForest.from_bytes(parts["forest"])
        for calibration, saved in zip(state.calibrations, parts["calibrations"], strict=True):
            calibration.restore(saved)
        state.untracked = parts["untracked"]
        return state
