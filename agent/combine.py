"""Puts what several aggregators drained into one: a report has one table, whatever the number of logs."""

from array import array
from collections.abc import Sequence

from agent.aggregate.aggregator import Drained
from agent.contract.columns import ROW
from agent.contract.wire import Aggregates, Counters, Sample

_MALFORMED_SAMPLES = 5
_SERVICE = next(column for column in ROW if column.name == "service")


def combine(parts: Sequence[Drained]) -> Drained:
    """Return one table with all rows, in the order of the parts; rows of the same source are not merged."""
    if len(parts) == 1:
        return parts[0]
    filled = [part.aggregates for part in parts if part.aggregates.rows]
    services = sorted({service for each in filled for service in each.services})
    tables = [_with_services(each, services) for each in filled]
    names = {name for table in tables for name in table}
    aggregates = Aggregates(
        rows=sum(each.rows for each in filled),
        services=services,
        addresses=b"".join(each.addresses for each in filled),
        columns={name: b"".join(table[name] for table in tables) for name in sorted(names)},
    )
    return Drained(aggregates, _samples(parts), _counters([part.counters for part in parts]))


def _with_services(aggregates: Aggregates, services: list[str]) -> dict[str, bytes]:
    places = [services.index(service) for service in aggregates.services]
    column = array(_SERVICE.typecode, aggregates.columns["service"])
    moved = array(_SERVICE.typecode, (places[index] for index in column))
    return {**aggregates.columns, "service": moved.tobytes()}


def _samples(parts: Sequence[Drained]) -> list[Sample]:
    samples = []
    start = 0
    for part in parts:
        for sample in part.samples:
            sample.row += start
            samples.append(sample)
        start += part.aggregates.rows
    return samples


def _counters(parts: Sequence[Counters]) -> Counters:
    return Counters(
        lines=sum(each.lines for each in parts),
        malformed=sum(each.malformed for each in parts),
        malformed_samples=[sample for each in parts for sample in each.malformed_samples][:_MALFORMED_SAMPLES],
        rows_merged=sum(each.rows_merged for each in parts),
        late_lines=sum(each.late_lines for each in parts),
        bytes_skipped=sum(each.bytes_skipped for each in parts),
    )
