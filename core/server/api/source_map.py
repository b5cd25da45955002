"""Where traffic comes from: by country, and the networks behind what is anomalous."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from core.server.api.source_groups import Groups, key_text
from core.server.api.source_schemas import CountryTraffic, PlacesKnown, SourceMap

if TYPE_CHECKING:
    from core.server.api.source_shapes import Held
    from core.server.api.source_view import SourceView

_SYSTEMS: Final = 8


def map_of(view: "SourceView", held: "Held", as_of: datetime, places: PlacesKnown) -> SourceMap:
    """Return all countries, the busiest first, and the autonomous systems with the most anomalous traffic."""
    systems = Groups.of(view, "asn")
    bad = systems.sums(np.where(view.honest, 0, view.columns.load))
    worst = np.lexsort((-systems.sums(view.columns.load), -bad))[:_SYSTEMS]
    return SourceMap(as_of=as_of, countries=_countries(view), systems=systems.shown(worst, held), places=places)


def _countries(view: "SourceView") -> list[CountryTraffic]:
    groups = Groups.of(view, "country")
    everyone, bad = np.ones(len(view), np.bool_), ~view.honest
    load, bad_load = groups.sums(view.columns.load), groups.sums(np.where(bad, view.columns.load, 0))
    sources, anomalous = groups.sources(everyone), groups.sources(bad)
    return [
        CountryTraffic(
            country=key_text(view, "country", int(groups.first[i])),
            sources=int(sources[i]),
            anomalous=int(anomalous[i]),
            honest_rps=float(load[i] - bad_load[i]),
            anomalous_rps=float(bad_load[i]),
        )
        for i in np.argsort(-load, kind="stable").tolist()
    ]
