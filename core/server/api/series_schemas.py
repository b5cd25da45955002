"""The models of columnar series. Instants are Unix seconds; units are in names."""

from datetime import datetime

from pydantic import BaseModel


class TrafficSeries(BaseModel):
    """Columns of equal length; `t` are Unix seconds, `step_seconds` apart; null is a gap.

    With `since`, only points from there on (the last point may still change).
    """

    as_of: datetime
    step_seconds: int
    t: list[int]
    rps: list[float | None]
    rps_max: list[float | None]
    expected_low: list[float | None]
    expected_high: list[float | None]
    score: list[float | None]
    refused_rps: list[float | None]
    status_2xx: list[float | None]
    status_3xx: list[float | None]
    status_4xx: list[float | None]
    status_5xx: list[float | None]
    latency_mean_ms: list[float | None]
    latency_p95_ms: list[float | None]
