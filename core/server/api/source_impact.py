"""What a decision about a whole group would do to those who do no harm, told before it is made."""

from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

import numpy as np

from agent.contract.address import range_of_sources
from core.server.api.source_filter import matching
from core.server.api.source_groups import Groups
from core.server.api.source_schemas import GroupBy, Impact
from core.server.api.source_view import equal
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Invalid
from core.server.places.database import number_of

if TYPE_CHECKING:
    from core.server.api.source_view import Flags, SourceView

_MOST: Final = 500
_SERVICES: Final = 5


def impact_of(view: "SourceView", by: GroupBy, key: str, q: str = "") -> Impact:
    """Return whom of a view a decision about a group would hit. A network is hit as a whole, whatever `q` says.

    Raises:
        Invalid: there can be no such group.
    """
    rows = members_of(view, by, key)
    if by != "network":
        rows &= matching(view, q)
    hit = view.of(rows & ~view.allowed)
    honest = float(view.columns.load[view.honest].sum())
    services = Groups.of(hit, "address")
    order = services.ordered("score")[0]
    bad = services.sources(hit.anomalous) > 0
    texts = hit.of(services.first[order[:_MOST]]).texts() if len(hit) else []
    return Impact(
        sources=len(services),
        anomalous=int(bad.sum()),
        honest=int((services.sources(hit.honest) > 0).sum()),
        spared=len(np.unique(view.key[rows & view.allowed])),
        honest_share=float(hit.columns.load[hit.honest].sum()) / honest if honest else 0.0,
        rps=float(hit.columns.load.sum()),
        services=_services(hit),
        range=_range(key) if by == "network" else None,
        members=texts,
        anomalous_members=[text for text, is_bad in zip(texts, bad[order[:_MOST]].tolist(), strict=True) if is_bad],
    )


def members_of(view: "SourceView", by: GroupBy, key: str) -> "Flags":
    """Return which rows are in the group of a name.

    Raises:
        Invalid: there can be no such group.
    """
    try:
        if by == "address":
            return view.within(ip_network(key if ":" not in key else f"{key}/64", strict=False))
        if by == "network":
            return view.within(ip_network(key, strict=False))
        if by == "asn":
            return equal(view.system, int(key.upper().removeprefix("AS") or "0"))
        if by == "agent":
            return equal(view.columns.agent, int(key or "0", 16))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_group(text=key)) from error
    return equal(view.country, number_of(key.upper()))


def _range(key: str) -> str | None:
    try:
        network = range_of_sources(key)
    except ValueError as error:
        raise Invalid(RefusedDecision.decision_range(why=str(error))) from error
    return None if network is None else str(network)


def _services(view: "SourceView") -> list[str]:
    load = np.bincount(view.columns.service, view.columns.load, len(view.columns.services))
    return [view.columns.services[i] for i in np.argsort(-load, kind="stable").tolist() if load[i] > 0][:_SERVICES]
