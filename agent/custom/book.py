"""What one service has told, and the series that come of it."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from agent.contract.metrics import SeriesName
from agent.custom.buckets import QUANTILES, growth, quantile
from agent.custom.told import Counter, Gauge, Histogram, Refused, Told
from agent.metrics.gauge import Reading
from agent.metrics.rates import Rates

MOST_SERIES: Final = 100
FORGET_SECONDS: Final = 600.0
"""A metric that was not told for so long is gone: its place is free, and its name may come as something else."""


@dataclass
class _Metric:
    """A metric, the names of its series and what they show until `stale_at`."""

    kind: type[Told]
    unit: str
    origin: str
    names: tuple[SeriesName, ...] = ()
    values: list[float] = field(default_factory=list)
    told_at: float = 0.0
    stale_at: float = 0.0
    last: Histogram | None = None


class Book:
    """The metrics of one service, bounded in number. All instants are monotonic."""

    def __init__(self, service: str, *, most_series: int = MOST_SERIES) -> None:
        self._service = service
        self._most_series = most_series
        self._metrics: dict[str, _Metric] = {}
        self._owners: dict[str, str] = {}  # which metric a series is of, by its name
        self._rates = Rates()

    def tell(self, origin: str, told: Iterable[Told], now: float, *, keep_seconds: float) -> list[Refused]:
        """Take what `origin` (a pull, or who pushes) says; it is shown for so long. Return what does not count."""
        self._forget(now)
        refused = []
        for one in told:
            known = self._metrics.get(one.name) or _Metric(type(one), one.unit, origin)
            if why := self._fault(known, one, origin):
                refused.append(Refused(one.name, why))
                continue
            self._take(known, one, now)
            known.stale_at = now + keep_seconds
        return refused

    def read(self, now: float) -> Iterator[Reading]:
        """Return what is known now; NaN of what was not told for longer than it is to be shown."""
        self._forget(now)
        for metric in self._metrics.values():
            values = metric.values if now <= metric.stale_at else [math.nan] * len(metric.names)
            yield from zip(metric.names, values, strict=True)

    def _fault(self, known: _Metric, one: Told, origin: str) -> str:
        if known.kind is not type(one):
            return f"it was a {_word(known.kind)} and came as a {_word(type(one))}"
        if known.unit != one.unit:
            return f"its unit was {known.unit!r} and came as {one.unit!r}"
        if known.origin != origin:
            return f"{known.origin} tells it already"
        names = _names(self._service, one)
        if taken := next((name for name in names if self._owners.get(name.metric, one.name) != one.name), None):
            return f"its series {taken.metric} would be the same as one of {self._owners[taken.metric]}"
        if len(self._owners) - len(known.names) + len(names) > self._most_series:
            return f"the service has more than {self._most_series} series"
        return ""

    def _take(self, known: _Metric, one: Told, now: float) -> None:
        names = _names(self._service, one)
        if known.names != names:
            for name in known.names:
                del self._owners[name.metric]
            known.names = names
            self._owners.update({name.metric: one.name for name in names})
        known.values = self._values(known, one, now)
        known.told_at = now
        self._metrics[one.name] = known

    def _values(self, known: _Metric, one: Told, now: float) -> list[float]:
        if isinstance(one, Gauge):
            return [one.value]
        if isinstance(one, Counter):
            return [self._rates.rate(one.name, one.value, now)]
        grown = growth((known.last, known.told_at) if known.last else None, (one, now))
        known.last = one
        percentiles = [quantile(one.bounds, grown.counts, share) for _, share in QUANTILES]
        return [grown.total, grown.sum, grown.average, *percentiles, *grown.counts]

    def _forget(self, now: float) -> None:
        for name in [name for name, metric in self._metrics.items() if now - metric.told_at > FORGET_SECONDS]:
            for series in self._metrics.pop(name).names:
                del self._owners[series.metric]


def _names(service: str, one: Told) -> tuple[SeriesName, ...]:
    """Return the series of a metric in the order of their values."""

    def series(suffix: str, unit: str) -> SeriesName:
        return SeriesName("service", service, one.name + suffix, unit)

    if isinstance(one, Gauge):
        return (series("", one.unit),)
    if isinstance(one, Counter):
        return (series("_per_second", _rate_of(one.unit)),)
    return (
        series("_per_second", "per_second"),
        series("_sum_per_second", _rate_of(one.unit)),
        series("_average", one.unit),
        *(series(f"_{name}", one.unit) for name, _ in QUANTILES),
        *_bucket_names(one, series),
    )


def _bucket_names(one: Histogram, series: Callable[[str, str], SeriesName]) -> Iterator[SeriesName]:
    for bound in [*one.bounds, math.inf]:
        yield series(f"_bucket_{_shown(bound)}_per_second", "per_second")


def _shown(bound: float) -> str:
    short = f"{bound:g}"
    return short if float(short) == bound else repr(bound)


def _rate_of(unit: str) -> str:
    return f"{unit}_per_second" if unit not in {"", "count"} else "per_second"


def _word(kind: type[Told]) -> str:
    return kind.__name__.lower()
