"""The figures at the top of the Anomalies screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypedDict

from core.server.api.schemas import Kpi, Kpis
from core.server.pipeline.live_service import Load
from core.server.series.latency import quantile

if TYPE_CHECKING:
    from core.server.pipeline.live_service import LiveService


def times_expected(now: Load | None, expected: tuple[float, float] | None) -> float | None:
    """Return how many times the middle of what is expected comes now; None where nothing is expected yet."""
    middle = sum(expected) / 2 if expected else 0.0
    return None if now is None or middle <= 0 else (now.requests + now.refused) / now.seconds / middle


def kpis_of(now: Load | None, sparks: list[Load | None], expected: tuple[float, float] | None) -> Kpis:
    """Return the figures of now and the last fifteen minutes of each."""
    middle = sum(expected) / 2 if expected else None
    return Kpis(
        requests_rps=_kpi(now, sparks, lambda load: load.requests / load.seconds, middle),
        anomalous_share=_kpi(now, sparks, lambda load: _share(load.anomalous, load), 0.0),
        refused_rps=_kpi(now, sparks, lambda load: load.refused / load.seconds, 0.0),
        latency_p95_ms=_kpi(now, sparks, _p95_ms, None),
        errors_5xx_share=_kpi(now, sparks, lambda load: _share(load.errors_5xx, load), None),
    )


def _kpi(
    now: Load | None, sparks: list[Load | None], value: Callable[[Load], float | None], expected: float | None
) -> Kpi:
    spark = [None if load is None else value(load) for load in sparks]
    return Kpi(value=None if now is None else value(now), expected=expected, spark=spark)


def _share(part: float, load: Load) -> float | None:
    return min(part / load.requests, 1.0) if load.requests else None


def _p95_ms(load: Load) -> float | None:
    seconds = quantile(load.latency_counts, 0.95)
    return None if seconds is None else seconds * 1000


class ServiceLoad(TypedDict):
    """What a service answers now, how often it fails, and how long it takes."""

    rps: float
    errors_5xx_share: float | None
    latency_p95_ms: float | None


NO_LOAD: Final = ServiceLoad(rps=0.0, errors_5xx_share=None, latency_p95_ms=None)


def service_load(now: Load | None) -> ServiceLoad:
    """Return what a list of services shows of one."""
    if now is None:
        return NO_LOAD
    return ServiceLoad(
        rps=now.requests / now.seconds, errors_5xx_share=_share(now.errors_5xx, now), latency_p95_ms=_p95_ms(now)
    )


class ServiceFigures(ServiceLoad):
    """A service's figures now, and its requests a second over the last fifteen minutes."""

    refused_rps: float
    anomalous_share: float | None
    spark: list[float | None]


def service_figures(service: "LiveService", second: int) -> ServiceFigures:
    """Return what a line about a service shows."""
    now = service.now(second)
    sparks = [None if load is None else load.requests / load.seconds for load in service.sparks(second)]
    return ServiceFigures(
        **service_load(now),
        refused_rps=now.refused / now.seconds if now else 0.0,
        anomalous_share=_share(now.anomalous, now) if now else None,
        spark=sparks,
    )
