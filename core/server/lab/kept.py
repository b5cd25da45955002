"""Kept rows of many records as one table: what studies and data sets are made from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from core.server.lab.feature_rows import FeatureRows, scores_of

_COLUMNS = ("address", "second", "requests", "refused", "rps", "score", "p_value", "features", "heads", "membership")


@dataclass(frozen=True, slots=True)
class Kept:
    """n entries in the order of time. `entity` numbers the pairs of service and source, 0 to `entities` - 1."""

    services: list[str]
    at: NDArray[np.float64]
    position: NDArray[np.int64]
    service: NDArray[np.int64]  # index into services
    address: NDArray[np.uint8]  # (n, 16)
    second: NDArray[np.int64]
    requests: NDArray[np.int64]
    refused: NDArray[np.int64]
    rps: NDArray[np.float32]
    score: NDArray[np.float32]
    p_value: NDArray[np.float64]
    features: NDArray[np.float32]  # (n, F)
    heads: NDArray[np.float32]  # (n, HEADS)
    membership: NDArray[np.uint8]
    sampled: NDArray[np.bool_]  # kept whatever it does
    entity: NDArray[np.int64]
    entities: int

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def of(cls, records: Iterable[FeatureRows]) -> Self | None:
        """Return the entries of records, which come in the order of time; None where there is none."""
        services: dict[str, int] = {}
        taken = [_taken(record, services) for record in records if record.service]
        if not taken:
            return None
        columns = {name: np.concatenate([each[name] for each in taken]) for name in taken[0]}
        entity, entities = _numbered(columns["service"], columns["address"])
        return cls(services=list(services), entity=entity, entities=entities, **columns)

    def most(self, said: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (entities,) the most that (n,) numbers, none below 0, say of each entity."""
        most = np.zeros(self.entities)
        np.maximum.at(most, self.entity, said)
        return most

    def having(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return (entities,) which have one of some rows."""
        found = np.zeros(self.entities, np.bool_)
        found[self.entity[rows]] = True
        return found

    def source(self, row: int) -> str:
        """Return whose entry it is."""
        return address_text(self.address[row].tobytes())

    def service_of(self, row: int) -> str:
        """Return at which service it was."""
        return self.services[int(self.service[row])]


def _taken(record: FeatureRows, services: dict[str, int]) -> "dict[str, NDArray[np.generic]]":
    scores = scores_of(record)
    n = len(scores.service)
    numbers = np.array([services.setdefault(name, len(services)) for name in record.services], np.int64)
    return {
        "at": np.full(n, record.as_of),
        "position": np.full(n, record.position, np.int64),
        "service": numbers[scores.service],
        "sampled": np.frombuffer(record.sampled, np.uint8).astype(np.bool_),
        **{name: getattr(scores, name) for name in _COLUMNS},
    }


def _numbered(service: "NDArray[np.generic]", address: "NDArray[np.generic]") -> tuple[NDArray[np.int64], int]:
    keys = np.concatenate([service.astype(">u4").view(np.uint8).reshape(-1, 4), address.view(np.uint8)], axis=1)
    unique, entity = np.unique(np.ascontiguousarray(keys).view("V20").ravel(), return_inverse=True)
    return entity.astype(np.int64), len(unique)
