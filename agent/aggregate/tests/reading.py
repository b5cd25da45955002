"""What tests read of an aggregator."""

import json
from struct import unpack
from typing import Any

from agent.aggregate.aggregator import Aggregator
from agent.contract.columns import AGENT, ROW, URL
from agent.contract.wire import Aggregates, Counters


def objects(aggregator: Aggregator) -> list[dict[str, Any]]:
    """Drain as JSON and return the objects."""
    written: list[bytes] = []
    aggregator.drain_json(lambda piece: written.append(bytes(piece)))
    return [json.loads(line) for line in b"".join(written).splitlines()]


def counters_of(aggregator: Aggregator) -> Counters:
    """Drain and return the counters."""
    return aggregator.drain().counters


def column(aggregates: Aggregates, name: str) -> list[Any]:
    """Return the values of a column."""
    code = next(each.typecode for each in (*ROW, *URL, *AGENT) if each.name == name)
    packed = aggregates.columns[name]
    size = {"B": 1, "H": 2, "I": 4, "Q": 8, "f": 4, "d": 8}[code]
    return list(unpack(f"<{len(packed) // size}{code}", packed))
