"""What the stages read: one record of the ingest log."""

from dataclasses import dataclass, field

from agent.contract.wire import Aggregates, Sample


@dataclass(frozen=True, slots=True)
class Record:
    """One report as it stands in the log: the unit that every stage processes whole.

    `position` is its gap-free number in the log, `as_of` the instant (Unix seconds) that counts as now for it:
    when the core received it, or the newest second in it where a finished log is replayed. `systems` is the autonomous
    system of each row's source (uint32, little-endian, 0 where unknown), empty where nobody knows any: it was looked up
    when the report came, as a database of them changes. `countries` are the same of countries: two letters' codes
    (uint16, little-endian, the first letter in the upper byte).
    """

    position: int
    as_of: float
    node: str
    aggregates: Aggregates
    samples: list[Sample] = field(default_factory=list)
    systems: bytes = b""
    countries: bytes = b""
