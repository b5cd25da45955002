"""A detector version that scores beside the one in charge: same traffic, same features, its own judgement."""

from dataclasses import replace
from typing import Final, Self

import numpy as np

from models.codec import StateError, pack_state, unpack_state
from models.detector import Rows
from models.detector_version import DetectorVersion, VersionError
from models.ensemble import HEADS
from models.learning import Lesson, learn_rows
from models.part import Part
from models.rescore import HeadScores, rescore
from models.scores import Scores
from models.shard import service_hash, source_keys
from models.source_table import TableConfig
from models.state import ScoringState

_GROUP: Final = HEADS.index("group")
_OWN: Final = ("version", "pot_tails", "trees", "forest", "classifier", "calibration", "hygiene", "acceptance")
_NO_SOURCES: Final = TableConfig(slots=1024)  # the features come from the state in charge
_BUCKETS: Final = 1 << 16
_KIND, _STATE_VERSION = "shadow", 1


class Shadow:
    """A version's detectors, which learn as those in charge do, and a memory of when a source last taught them.

    That memory is by hash: two sources in one bucket teach a little less. What the group detector says is taken over.
    """

    def __init__(self, version: DetectorVersion) -> None:
        self._detectors = ScoringState(version, config=_NO_SOURCES)
        self._learned = np.zeros(_BUCKETS, np.int64)

    @property
    def version(self) -> DetectorVersion:
        """The version that scores here."""
        return self._detectors.version

    @property
    def warm(self) -> bool:
        """Whether this place's own traffic has calibrated its scores."""
        return self._detectors.warm

    @property
    def parts(self) -> dict[str, Part]:
        """The frozen parts that score here, by name."""
        return self._detectors.parts

    def score(self, scores: Scores) -> Scores:
        """Return a record's scores as this version gives them, and learn from the record after that."""
        scored = rescore(scores.features, scores.heads[:, _GROUP], self._detectors.parts)
        judged = replace(
            scores,
            score=scored.score,
            p_value=scored.p_value,
            surprisal=scored.surprisal,
            heads=scored.heads,
            typical=self._detectors.pot_tails.typical(),
            parts=self._detectors.parts,
            version=self.version.name,
        )
        self._learn(judged, scored)
        return judged

    def learn(self, features: Rows, attack: list[bool]) -> None:
        """Take verdicts about (n, F) stored feature rows: whether each was an attack."""
        self._detectors.learn(features, attack)

    def change_places(self, state: ScoringState) -> None:
        """Put this version in charge of `state`, with all it has learned; what was in charge goes on here."""
        for name in _OWN:
            here, there = getattr(self._detectors, name), getattr(state, name)
            setattr(self._detectors, name, there)
            setattr(state, name, here)

    def _learn(self, scores: Scores, scored: HeadScores) -> None:
        hashed = np.array([service_hash(name) for name in scores.services], np.uint64)
        keys = source_keys(hashed[scores.service], scores.address)
        bucket = (keys % np.uint64(_BUCKETS)).astype(np.int64)
        attacked = {event.service for event in scores.event}
        frozen = np.array([name in attacked for name in scores.services], np.bool_)[scores.service]
        lesson = Lesson(keys, scores.features, scored, ~scores.late, frozen)
        learn_rows(lesson, self._detectors, self._learned, bucket, int(scores.as_of))

    def to_bytes(self) -> bytes:
        """Return the shadow as bytes, its version among them."""
        values = {"version": self.version.to_npz(), "detectors": self._detectors.to_bytes()}
        return pack_state(_KIND, _STATE_VERSION, {"learned": self._learned}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state(_KIND, _STATE_VERSION, data)
        try:
            shadow = cls(DetectorVersion.from_npz(values["version"]))
        except VersionError as error:
            raise StateError(str(error)) from error
        shadow._detectors = ScoringState.from_bytes(values["detectors"], shadow.version, config=_NO_SOURCES)
        shadow._learned = arrays["learned"]
        return shadow
