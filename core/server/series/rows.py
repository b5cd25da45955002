"""Rows on their way to PostgreSQL."""

import msgspec


class TrafficRow(msgspec.Struct, array_like=True):
    """What one report says of a service in one second. Added to what other reports say of it.

    `t` is Unix seconds; `latency_counts` is empty where the log has no times; `score` is the highest of a source,
    None while warming up; the expected range is in requests per second.
    """

    t: int
    service: str
    requests: int
    refused: int
    bytes: int
    status_2xx: int
    status_3xx: int
    status_4xx: int
    status_5xx: int
    request_seconds: float
    request_seconds_max: float
    latency_counts: list[int]
    score: float | None
    expected_low: float | None
    expected_high: float | None


class SourceRow(msgspec.Struct, array_like=True):
    """What one report says of a source; `t` is its newest second there."""

    t: int
    service: str
    source: str
    requests: int
    refused: int
    bytes: int
    errors: int
    score: float | None
