"""Sources put together by what they have in common, sorted, and cut into pages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from core.server.api.decision_shapes import instant
from core.server.api.schemas import ActiveDecision
from core.server.api.source_schemas import SourceGroup, SourceSums, SystemOut
from core.server.api.source_shapes import Held, active_decision
from core.server.decisions.range_of import range_of
from core.server.places.database import code_of
from models.kernels.keys import grouped, mix64, network_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.server.api.source_schemas import GroupBy, SourceSort
    from core.server.api.source_view import SourceView

_Floats = NDArray[np.float64]
_SERVICES: Final = 5
_HERE_SECONDS: Final = 60  # since its last request, for which a source is here
_KEYS: "Final[dict[GroupBy, Callable[[SourceView], NDArray[np.uint64]]]]" = {
    "address": lambda view: view.key,
    "network": lambda view: network_keys(view.columns.address),
    "asn": lambda view: view.system.astype(np.uint64),
    "country": lambda view: view.country.astype(np.uint64),
    "agent": lambda view: view.columns.agent.astype(np.uint64),
}


@dataclass(frozen=True, slots=True)
class Groups:
    """g groups of a view's rows: `group` is each row's, `first` a row of each, `key` its number."""

    view: "SourceView"
    by: "GroupBy"
    key: NDArray[np.uint64]
    first: NDArray[np.int64]
    group: NDArray[np.int64]

    @classmethod
    def of(cls, view: "SourceView", by: "GroupBy") -> "Groups":
        """Return the rows of a view in groups."""
        keys = np.ascontiguousarray(_KEYS[by](view))
        if not len(keys):
            return cls(view, by, keys, np.zeros(0, np.int64), np.zeros(0, np.int64))
        first, group = grouped(keys)
        return cls(view, by, keys[first], first, group)

    def __len__(self) -> int:
        return len(self.first)

    def sums(self, values: NDArray[np.generic]) -> _Floats:
        """Return the sum of a column in each group."""
        return np.bincount(self.group, values.astype(np.float64), len(self)).astype(np.float64)

    def sources(self, rows: NDArray[np.bool_]) -> _Floats:
        """Return how many different sources some of the rows are of, in each group."""
        chosen = np.flatnonzero(rows)
        if not len(chosen):
            return np.zeros(len(self))
        group = self.group[chosen]
        once, _ = grouped(self.view.key[chosen] ^ mix64(group.astype(np.uint64)))
        return np.bincount(group[once], minlength=len(self)).astype(np.float64)

    def highest(self, values: NDArray[np.generic], least: float) -> _Floats:
        """Return the highest of a column in each group, `least` where there is none."""
        found = np.full(len(self), least, np.float64)
        np.maximum.at(found, self.group, np.nan_to_num(values.astype(np.float64), nan=least))
        return found

    def sorted_by(self, sort: "SourceSort") -> _Floats:
        """Return the number that groups are sorted by, the highest first."""
        columns, everyone = self.view.columns, np.ones(len(self.view), np.bool_)
        if sort == "score":
            return self.highest(columns.score, -1)
        if sort == "last":
            return self.highest(columns.last, 0)
        if sort == "first":
            return -self.highest(-columns.first, -1e12)
        return self.sources(everyone) if sort == "sources" else self.sums(getattr(columns, sort))

    def ordered(self, sort: "SourceSort") -> tuple[NDArray[np.int64], _Floats]:
        """Return the groups in order, and the number of each; of equals the busier is first."""
        number = self.sorted_by(sort)
        return np.lexsort((self.key, -self.sums(self.view.columns.load), -number)), number

    def shown(self, groups: NDArray[np.int64], held: Held) -> list[SourceGroup]:
        """Return some of the groups as the API shows them."""
        rank = np.full(len(self), -1)
        rank[groups] = np.arange(len(groups))
        rows = np.flatnonzero(rank[self.group] >= 0)
        part = Groups(self.view.of(rows), self.by, self.key[groups], np.zeros(0, np.int64), rank[self.group[rows]])
        part = Groups(part.view, part.by, part.key, _first_rows(part.group, len(groups)), part.group)
        return _shown(part, held)


def sums_of(view: "SourceView", now: float) -> SourceSums:
    """Return what all rows are together."""
    loose = view.anomalous & (view.held == 0) & ~view.allowed & (view.columns.last >= now - _HERE_SECONDS)
    return SourceSums(
        sources=len(np.unique(view.key)),
        anomalous=len(np.unique(view.key[view.anomalous])),
        held=len(np.unique(view.key[view.held > 0])),
        loose=len(np.unique(view.key[loose])),
        requests=int(view.columns.requests.sum()),
        rps=float(view.columns.rps.sum()),
    )


def key_text(view: "SourceView", by: "GroupBy", row: int) -> str:
    """Return the name of the group that a row is in, "" for those of whom it is unknown."""
    address = address_text(view.columns.address[row].tobytes())
    if by == "address":
        return address
    if by == "network":
        return range_of(address)
    if by == "asn":
        return f"AS{view.system[row]}" if view.system[row] else ""
    if by == "country":
        return code_of(int(view.country[row]))
    return f"{int(view.columns.agent[row]):08x}" if view.columns.agent[row] else ""


def _first_rows(group: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    first = np.full(count, len(group))
    np.minimum.at(first, group, np.arange(len(group)))
    return first


def _shown(groups: Groups, held: Held) -> list[SourceGroup]:
    view, columns = groups.view, groups.view.columns
    everyone = np.ones(len(view), np.bool_)
    counted = [groups.sources(rows).astype(int).tolist() for rows in (everyone, view.anomalous, view.held > 0)]
    summed = [groups.sums(column).tolist() for column in (columns.requests, columns.refused, columns.errors)]
    rates = [groups.sums(column).tolist() for column in (columns.rps, columns.load)]
    score, last = groups.highest(columns.score, -1).tolist(), groups.highest(columns.last, 0).tolist()
    first = (-groups.highest(-columns.first, -1e12)).tolist()
    found = []
    for i, row in enumerate(groups.first.tolist()):
        services = _services(groups, i)
        found.append(
            SourceGroup(
                key=key_text(view, groups.by, row),
                name=_name(groups, row),
                country=_country(groups, row),
                system=_system(groups, row),
                sources=counted[0][i],
                anomalous=counted[1][i],
                held=counted[2][i],
                requests=int(summed[0][i]),
                refused=int(summed[1][i]),
                errors=int(summed[2][i]),
                rps=rates[0][i],
                load_rps=rates[1][i],
                score=None if score[i] < 0 else score[i],
                first_seen_at=instant(first[i]),
                last_seen_at=instant(last[i]),
                services=services,
                decision=_decision(groups, row, services, held),
                allowed=bool(groups.by == "address" and view.allowed[row]),
            )
        )
    return found


def _services(groups: Groups, i: int) -> list[str]:
    columns = groups.view.columns
    rows = np.flatnonzero(groups.group == i)
    busiest = rows[np.argsort(-columns.load[rows], kind="stable")]
    return list(dict.fromkeys(columns.services[service] for service in columns.service[busiest].tolist()))[:_SERVICES]


def _name(groups: Groups, row: int) -> str:
    view = groups.view
    if groups.by == "agent":
        return view.columns.agents.get(int(view.columns.agent[row]), "")
    return view.places.name(int(view.system[row])) if groups.by == "asn" else ""


def _country(groups: Groups, row: int) -> str:
    return "" if groups.by in {"asn", "agent"} else code_of(int(groups.view.country[row]))


def _system(groups: Groups, row: int) -> SystemOut | None:
    number = int(groups.view.system[row])
    if not number or groups.by in {"country", "agent"}:
        return None
    return SystemOut(number=number, name=groups.view.places.name(number))


def _decision(groups: Groups, row: int, services: list[str], held: Held) -> ActiveDecision | None:
    if groups.by != "address":
        return None
    address = key_text(groups.view, "address", row)
    decisions = [decision for service in services if (decision := held.strongest(address, service))]
    best = max(decisions, key=lambda d: (not d.simulated, d.decided_at), default=None)
    return None if best is None else active_decision(best)
