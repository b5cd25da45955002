"""Rows to fit detectors by: what sources of known intent look like at every second of their lives."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import pack_address
from models.evaluation.request import HARMLESS, Truth
from models.features import FEATURE
from models.record import Record
from models.stage import ScoringContext, ScoringStage
from models.state import ScoringState

# Rows of a source's life that are kept: all of its first seconds, ever fewer of later ones.
_MOMENTS: Final = np.unique(np.round(1.3 ** np.arange(60)).astype(np.int64))
_PROBES, _TOOL_SHARE, _TOOL_PATHS = 1.9, 0.8, 40.0
_MODELLED: Final = tuple(kind for kind in HARMLESS if kind not in {"visitor", "crawler"})


@dataclass(frozen=True, eq=False)
class TrainingRows:
    """`features` (n, F) in natural units; `source` (n,) numbers the sources; `attack` and `kind` are of each source."""

    features: NDArray[np.float32]
    source: NDArray[np.int64]
    attack: NDArray[np.bool_]
    kind: list[str]

    def sample(self) -> "TrainingRows":
        """Return the rows of each source's first seconds, and ever fewer of the later ones."""
        order = np.argsort(self.source, kind="stable")
        starts = np.searchsorted(self.source[order], np.arange(len(self.attack)))
        age = np.empty(len(order), np.int64)
        age[order] = np.arange(len(order)) - starts[self.source[order]] + 1
        kept = np.isin(age, _MOMENTS)
        return TrainingRows(self.features[kept], self.source[kept], self.attack, self.kind)

    def without_doubtful(self) -> "TrainingRows":
        """Return the rows without sources called harmless that probe or that walk a site with a tool.

        Labels of real logs are made by rules from what was asked, and rules miss such; one in some thousand is enough
        to spoil what one in ten thousand harmless sources reach.
        """
        probing = self._highest("signature_paths_3600s") >= _PROBES
        walking = (self._highest("tool_agent_share") >= _TOOL_SHARE) & (self._highest("paths_600s") >= _TOOL_PATHS)
        modelled = np.isin(self.kind, _MODELLED)
        doubtful = ~self.attack & ~modelled & (probing | walking)
        kept = ~doubtful[self.source]
        return TrainingRows(self.features[kept], self.source[kept], self.attack, self.kind)

    def _highest(self, name: str) -> NDArray[np.float64]:
        highest = np.zeros(len(self.attack))
        np.maximum.at(highest, self.source, self.features[:, FEATURE[name]])
        return highest

    def maxima(self, values: NDArray[np.floating], chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return (sources, columns): the largest of each column that each chosen source reaches."""
        highest = np.full((len(self.attack), values.shape[1]), -np.inf)
        np.maximum.at(highest, self.source, values)
        reached: NDArray[np.float64] = highest[chosen & np.isfinite(highest[:, 0])]
        return reached


def rows_of(read: Iterable[Record], truth: Mapping[str, Truth], exempt: Collection[str] = ()) -> TrainingRows:
    """Return the rows of the sources whose truth is known, but for those that are exempt from every threshold."""
    known = {pack_address(source): told for source, told in truth.items() if source not in exempt}

    def told(address: bytes) -> tuple[bool, str] | None:
        one = known.get(address)
        return None if one is None else (one.attack, one.kind)

    return collect(read, told)


def collect(read: Iterable[Record], told: Callable[[bytes], tuple[bool, str] | None]) -> TrainingRows:
    """Return the rows of records that nothing is learned from, without doubtful sources.

    Args:
        read: in the order of time.
        told: whether the source of an address (16 bytes) attacks, and of which kind it is; None leaves it out.
    """
    state, frozen = ScoringState(), ScoringContext(learning=False)
    features: list[NDArray[np.float32]] = []
    source: list[int] = []
    numbers: dict[tuple[str, bytes], int] = {}
    attack: list[bool] = []
    kinds: list[str] = []
    for record in read:
        (scores,) = ScoringStage().process([record], state, frozen)
        for i, packed in enumerate(scores.address):
            address = packed.tobytes()
            truth = told(address)
            if truth is None or scores.late[i]:
                continue
            key = scores.services[int(scores.service[i])], address
            if key not in numbers:
                numbers[key] = len(numbers)
                attack.append(truth[0])
                kinds.append(truth[1])
            features.append(scores.features[i])
            source.append(numbers[key])
    return TrainingRows(
        np.array(features, np.float32), np.array(source, np.int64), np.array(attack, np.bool_), kinds
    ).without_doubtful()
