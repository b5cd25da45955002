"""Everything that scoring remembers: bounded by its configuration, restored from bytes after a crash."""

from collections.abc import Mapping, Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.acceptance import Acceptance
from models.calibration import Calibration
from models.classifier import classifier_part, taught
from models.codec import StateError, pack_state, unpack_state
from models.detector import Rows
from models.detector_version import DetectorVersion, shipped
from models.half_space_trees import HalfSpaceTrees
from models.hygiene import Hygiene
from models.isolation_forest import IsolationForest
from models.part import Part
from models.places import Places
from models.popularity import Popularity
from models.pot_tails import PotTails, alarming, surprisal_of
from models.prefixes import Prefixes
from models.service_load import ServiceLoad
from models.source_table import SourceTable, TableConfig

_STATE_VERSION: Final = 4


class ScoringState:
    """The state of one scoring stage. Changed in place by `ScoringStage.process` and by nothing else."""

    def __init__(self, version: DetectorVersion | None = None, *, config: TableConfig = TableConfig()) -> None:  # noqa: B008 - frozen
        self.version = version or shipped()
        self.table = SourceTable(config)
        self.popularity = Popularity()
        self.services = Places()
        self.load = ServiceLoad()
        self.prefixes = Prefixes()
        self.hygiene = Hygiene()
        self.pot_tails = PotTails(self.version.quantiles)
        self.trees = HalfSpaceTrees()
        self.forest = IsolationForest()
        self.classifier = classifier_part(self.version.trees)
        self.calibration = Calibration(self.version.head_quantiles[:-1], self.version.caps)
        self.acceptance = Acceptance(self.version.probes)
        self.frozen: list[str] = []  # the services where nothing is learned, as a group event runs there
        self.untracked = 0

    @property
    def parts(self) -> dict[str, Part]:
        """The frozen parts that score now, by name."""
        parts = (self.pot_tails.part, self.trees.part, self.forest.part, self.classifier, self.calibration.part)
        return {part.name: part for part in parts}

    @property
    def warm(self) -> bool:
        """Whether this place's own traffic has calibrated the scores; until then only shipped priors speak."""
        return self.pot_tails.local

    def learn(self, features: Rows, attack: Sequence[bool]) -> None:
        """Take verdicts about (n, F) stored feature rows, in natural units: whether each was an attack."""
        surprisal = alarming(surprisal_of(self.pot_tails.part, features))
        self.classifier = taught(self.classifier, features, surprisal, attack)

    def take_back(self, keys: NDArray[np.uint64]) -> None:
        """Forget what these sources taught, as far as nothing is fitted to it yet: they were no harmless ones."""
        if len(keys):
            for detector in (self.pot_tails, self.calibration, self.forest):
                detector.forget(keys)

    def settle(self, before: Mapping[str, Part]) -> None:
        """Of the parts that were fitted anew since `before`, put those back that would judge worse than they did."""
        parts = dict(before)
        for detector in (self.pot_tails, self.calibration, self.forest):
            name = detector.part.name
            if detector.part is not before[name] and not self.acceptance.accepts(detector.part, parts):
                detector.part = before[name]
            parts[name] = detector.part

    def to_bytes(self) -> bytes:
        """Return the whole state as bytes."""
        parts = {
            "table": self.table.to_bytes(),
            "popularity": self.popularity.to_bytes(),
            "services": self.services.names,
            "load": self.load.to_bytes(),
            "prefixes": self.prefixes.to_bytes(),
            "hygiene": self.hygiene.to_bytes(),
            "pot_tails": self.pot_tails.to_bytes(),
            "trees": self.trees.to_bytes(),
            "forest": self.forest.to_bytes(),
            "classifier": self.classifier.to_bytes(),
            "calibration": self.calibration.to_bytes(),
            "acceptance": self.acceptance.to_bytes(),
            "frozen": self.frozen,
            "version": self.version.name,
            "untracked": self.untracked,
        }
        return pack_state("scoring", _STATE_VERSION, {}, parts)

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        version: DetectorVersion | None = None,
        *,
        config: TableConfig = TableConfig(),  # noqa: B008 - frozen
    ) -> Self:
        """Return what `to_bytes` wrote.

        Raises:
            StateError: the bytes are damaged, of another version, or do not fit `config` or the detector version.
        """
        _, parts = unpack_state("scoring", _STATE_VERSION, data)
        state = cls(version, config=config)
        if parts["version"] != state.version.name:
            raise StateError(f"learned with detector {parts['version']}, not {state.version.name}")
        state.table = SourceTable.from_bytes(parts["table"], config)
        state.popularity = Popularity.from_bytes(parts["popularity"])
        state.services = Places(parts["services"])
        state.load = ServiceLoad.from_bytes(parts["load"])
        state.prefixes = Prefixes.from_bytes(parts["prefixes"])
        state.hygiene = Hygiene.from_bytes(parts["hygiene"])
        state.pot_tails = PotTails.from_bytes(parts["pot_tails"], state.version.quantiles)
        state.trees = HalfSpaceTrees.from_bytes(parts["trees"])
        state.forest = IsolationForest.from_bytes(parts["forest"])
        state.classifier = Part.from_bytes(parts["classifier"])
        state.calibration.restore(parts["calibration"])
        state.acceptance.restore(parts["acceptance"])
        state.frozen = parts["frozen"]
        state.untracked = parts["untracked"]
        return state
