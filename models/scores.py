"""What scoring says of the sources of one record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.part import Part

if TYPE_CHECKING:
    from models.groups.event import GroupEvent


class Membership:
    """What a source is to the group events now running: values of `Scores.membership`."""

    NONE = 0
    ATTACK = 1  # member of a distributed attack: may be banned
    CROWD = 2  # matches an event without behavioural contrast, or a flash crowd: limit or challenge at most


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is high: one feature, its value, what is typical, and its share of the score (shares sum to 1)."""

    feature: str
    value: float
    typical: float
    share: float
    one_in: float  # one source in so many goes this far


@dataclass(frozen=True, slots=True)
class Scores:
    """One entry per (service, source) of a record, at its newest second. n entries, F features.

    Entries that are late (see the module `stage`) are scored for history and must not cause a decision.
    """

    position: int
    as_of: float
    services: list[str]
    service: NDArray[np.uint16]  # (n,) index into services
    address: NDArray[np.uint8]  # (n, 16)
    second: NDArray[np.int64]  # (n,) newest Unix second
    requests: NDArray[np.int64]  # (n,) requests in this record
    refused: NDArray[np.int64]  # (n,) refused requests in this record
    rps: NDArray[np.float32]  # (n,) requests per second over the last 10 s
    score: NDArray[np.float32]  # (n,) in [0, 1]; NaN while the detectors are warming up
    p_value: NDArray[np.float64]  # (n,) calibrated tail probability of being harmless; 1 while warming up
    late: NDArray[np.bool_]  # (n,)
    features: NDArray[np.float32]  # (n, F) in the order of models.features.NAMES
    surprisal: NDArray[np.float32]  # (n, F) -log10 tail probability by feature, 0..8
    heads: NDArray[np.float32]  # (n, HEADS) -log10 p by head (models.ensemble.HEADS); NaN: does not speak
    typical: NDArray[np.float32]  # (F,) the median over sources, in natural units
    row: NDArray[np.int64]  # (n,) a row of the record's aggregates that belongs to the entry, to find its samples
    entry: NDArray[np.int64]  # (rows,) the entry of each row of the record's aggregates; -1 where none
    membership: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))  # (n,) of Membership
    event: "tuple[GroupEvent, ...]" = ()  # the group events now running
    event_of: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))  # (n,) in which one; -1: none
    # (n, models.groups.members.EVIDENCE) what the group head was told from, NaN where silent; (0, 0) where all are
    group_evidence: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    # (n,) the autonomous system of each source, 0 where unknown
    systems: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    # (n,) the country of each source as `Record` has it, 0 where unknown
    countries: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    parts: Mapping[str, Part] = field(default_factory=dict)  # the frozen detector parts that made these scores
    version: str = ""  # the name of the detector version (models.detector_version) that they began as

    def __post_init__(self) -> None:
        if len(self.membership) != len(self.score):
            object.__setattr__(self, "membership", np.zeros(len(self.score), np.uint8))
        if len(self.event_of) != len(self.score):
            object.__setattr__(self, "event_of", np.full(len(self.score), -1, np.int16))
        if len(self.systems) != len(self.score):
            object.__setattr__(self, "systems", np.zeros(len(self.score), np.uint32))
        if len(self.countries) != len(self.score):
            object.__setattr__(self, "countries", np.zeros(len(self.score), np.uint16))
