"""Traces of requests: made by seasons, or counts of real sites that are scaled and given the noise of seconds.

Counts of a slow site say little about single seconds of a busy one. So a trace is what its smoothed counts say should
come, scaled to a mean, and each second is drawn with the dispersion (variance by mean) that real seconds have: 1.25 to
1.37 in the seconds of NASA's server in 1995, once minutes are taken as given.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DISPERSION: Final = 1.35
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Trace:
    """Requests that are expected in each second (n,), from an instant on; `draw` gives those that come."""

    name: str
    started_at: float
    expected: Floats

    def part(self, begin: int, seconds: int) -> "Trace":
        """Return some seconds of it, `begin` seconds after its start."""
        return Trace(self.name, self.started_at + begin, self.expected[begin : begin + seconds])

    def draw(self, seed: int) -> Floats:
        """Return (n,) requests of each second, drawn by a negative binomial distribution."""
        return drawn(self.expected, seed)

    def minutes(self) -> Floats:
        """Return (n // 60,) the mean of each minute."""
        whole = self.expected[: len(self.expected) // 60 * 60]
        return np.asarray(whole.reshape(-1, 60).mean(axis=1))


def drawn(expected: Floats, seed: int) -> Floats:
    """Return counts with these means and the dispersion of real seconds."""
    generator = np.random.default_rng(seed)
    shape = np.maximum(expected, 1e-9) / (DISPERSION - 1)
    return generator.negative_binomial(shape, 1 / DISPERSION).astype(np.float64)


def from_counts(name: str, started_at: float, counts: Floats, *, every: int, mean: float, smooth: int = 17) -> Trace:
    """Return a trace of counts of `every` seconds each, scaled to a mean, smoothed or interpolated.

    Args:
        name: of the trace.
        started_at: instant at which the first count begins.
        counts: (n,) requests of each `every` seconds.
        every: seconds of a count.
        mean: requests a second of the result.
        smooth: seconds of the deviation of the Gaussian that counts of single seconds are smoothed by; 17 is as
            wide as a minute.
    """
    rates = counts / every
    if every == 1:
        kernel = np.exp(-0.5 * (np.arange(-3 * smooth, 3 * smooth + 1) / smooth) ** 2)
        around = np.pad(rates, 3 * smooth, mode="edge")
        expected = np.convolve(around, kernel / kernel.sum(), mode="valid")
    else:
        middles = (np.arange(len(rates)) + 0.5) * every
        expected = np.interp(np.arange(len(rates) * every) + 0.5, middles, rates)
    return Trace(name, started_at, expected * (mean / max(float(expected.mean()), 1e-9)))


def seasonal(seed: int, days: int, mean: float = 64.0, started_at: float = 345_600.0) -> Trace:
    """Return a trace with a daily and a weekly rhythm and slow wandering; begins on a Monday by default."""
    generator = np.random.default_rng(seed)
    at = np.arange(days * DAY, dtype=np.float64)
    daily = 1 - 0.6 * np.cos(2 * np.pi * (at / DAY - 0.17)) + 0.2 * np.cos(4 * np.pi * (at / DAY - 0.35))
    weekend = np.where((at // DAY) % 7 >= 5, 0.7, 1.0)
    steps = generator.normal(0, 1, days * 144 + 2)
    wandering = np.zeros(len(steps))
    for i in range(1, len(steps)):
        wandering[i] = 0.97 * wandering[i - 1] + 0.035 * steps[i]
    slow = np.exp(np.interp(at, np.arange(len(steps)) * 600.0, wandering))
    expected = np.maximum(daily, 0.1) * weekend * slow
    return Trace("seasonal", started_at, expected * (mean / float(expected.mean())))
