"""The Numenta Anomaly Benchmark: its series, and its scoring written anew.

Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms - the Numenta Anomaly Benchmark, ICMLA 2015. A window
of time around each labelled anomaly earns up to one point for its first detection, the more the earlier; a detection
outside of every window costs the more the farther it is behind the last one. The first 15% of a series (750 points at
most) are for learning and do not count. Sums are normalised so that a detector that says nothing has 0 and a perfect
one 100.

When not to trust it: the published figures, and ours beside them, use the threshold that is the best on the very same
series. `held_out` gives what a threshold earns on series that it was not chosen on.
"""

import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PROBATION: Final = 0.15
_LONGEST: Final = 5000  # points of a series that its probation grows with
_STEEPNESS: Final = 5.0
_FAR: Final = 3.0  # window widths behind a window from where on a false alarm costs all


@dataclass(frozen=True, slots=True)
class Profile:
    """What an application gains by an early detection, and loses by a false alarm and by a missed window."""

    name: str
    false_alarm: float
    missed: float


PROFILES: Final = (
    Profile("standard", 0.11, 1.0),
    Profile("reward_low_FP", 0.22, 1.0),
    Profile("reward_low_FN", 0.11, 2.0),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of the benchmark: `values` (n,), and its labelled windows as first and last index."""

    name: str
    values: Floats
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        """How many points at the beginning do not count."""
        return int(min(_PROBATION * len(self.values), _PROBATION * _LONGEST))


@dataclass(frozen=True, slots=True)
class Sweep:
    """The normalised score (0 to 100) at every threshold that makes a difference, thresholds falling."""

    thresholds: Floats
    scores: Floats

    @property
    def best(self) -> tuple[float, float]:
        """The threshold with the highest score, and that score."""
        at = int(np.argmax(self.scores))
        return float(self.thresholds[at]), float(self.scores[at])

    def at(self, threshold: float) -> float:
        """Return the score at any threshold: what is at least as high is an alarm."""
        return float(self.scores[np.searchsorted(-self.thresholds, -threshold, side="right") - 1])


def load_corpus(archive: Path) -> list[Series]:
    """Return the series of the benchmark's `data` and `labels`, packed as a tar archive.

    Raises:
        OSError: the archive cannot be read.
        ValueError: it lacks the labels or a value is no number.
    """
    texts: dict[str, IO[bytes]] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is not None and member.name.endswith((".csv", "labels/combined_windows.json")):
                texts[member.name.split("/", 1)[1]] = file
        if "labels/combined_windows.json" not in texts:
            raise ValueError(f"{archive} holds no labels/combined_windows.json")
        labels = json.load(texts.pop("labels/combined_windows.json"))
        return [_series(name, texts[f"data/{name}"].read().decode(), labels[name]) for name in sorted(labels)]


def _series(name: str, text: str, windows: list[list[str]]) -> Series:
    rows = [line.split(",") for line in text.splitlines()[1:] if line]
    times = [_instant(time) for time, _ in rows]
    edges = tuple((times.index(_instant(first)), times.index(_instant(last))) for first, last in windows)
    return Series(name, np.array([float(value) for _, value in rows]), edges)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sweep(corpus: Sequence[Series], scores: Sequence[Floats], profile: Profile) -> Sweep:
    """Return what a detector's `scores` (one array a series, any scale, high is anomalous) earn at each threshold."""
    parts = [_worth(series, profile) for series in corpus]
    counted = np.concatenate([score[series.probation :] for series, score in zip(corpus, scores, strict=True)])
    worth = np.concatenate([part[0] for part in parts])
    starts = np.cumsum([0, *(len(series.windows) for series in corpus)])
    window = np.concatenate([np.where(part[1] < 0, -1, part[1] + at) for part, at in zip(parts, starts, strict=False)])
    order = np.argsort(-counted, kind="stable")
    windows = len(np.unique(window[window >= 0]))
    earned = np.cumsum(_gains(worth[order], window[order], profile)) - windows * profile.missed
    falling = counted[order]
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    nothing = -int(starts[-1]) * profile.missed
    raw = np.concatenate([[-windows * profile.missed], earned[last]])
    return Sweep(np.concatenate([[np.inf], falling[last]]), 100 * (raw - nothing) / (int(starts[-1]) - nothing))


def held_out(corpus: Sequence[Series], scores: Sequence[Floats], profile: Profile) -> float:
    """Return the normalised score when each series' threshold is the best one of all the other series."""
    total = earned = 0.0
    for i, series in enumerate(corpus):
        others = [k for k in range(len(corpus)) if k != i]
        threshold, _ = sweep([corpus[k] for k in others], [scores[k] for k in others], profile).best
        weight = max(len(series.windows), 1)
        earned += _raw_at(series, scores[i], profile, threshold)
        total += weight if series.windows else 0
    return 100 * earned / (total * (1 + profile.missed))


def _raw_at(series: Series, scores: Floats, profile: Profile, threshold: float) -> float:
    """What one series earns above a detector that says nothing."""
    worth, window = _worth(series, profile)
    fired = scores[series.probation :] >= threshold
    return float(_gains(worth[fired], window[fired], profile).sum())


def _gains(worth: Floats, window: NDArray[np.int64], profile: Profile) -> Floats:
    """What each further alarm adds, in the order given: a false one its cost, one in a window what it is earlier by."""
    gains = np.where(window < 0, worth, 0.0)
    for number in np.unique(window[window >= 0]):
        members = np.flatnonzero(window == number)
        best = np.maximum.accumulate(worth[members])
        gains[members] = np.diff(best, prepend=-profile.missed)
    return gains


def _worth(series: Series, profile: Profile) -> tuple[Floats, NDArray[np.int64]]:
    """What an alarm at each point after the probation earns, and the number of its window or -1."""
    n = len(series.values)
    at = np.arange(n)
    window = np.full(n, -1)
    worth = np.full(n, -profile.false_alarm)
    for number, (first, last) in enumerate(series.windows):
        width = last - first + 1
        inside = slice(first, last + 1)
        window[inside] = number
        worth[inside] = _sigmoid((at[inside] - last - 1) / width) / _sigmoid(np.array(-1.0))
        until = series.windows[number + 1][0] if number + 1 < len(series.windows) else n
        behind = slice(last + 1, until)
        worth[behind] = _sigmoid((at[behind] - last) / (width - 1)) * profile.false_alarm
    return worth[series.probation :], window[series.probation :]


def _sigmoid(position: Floats) -> Floats:
    """From 1 at the left edge of a window (-1) over 0 at its right edge to -1 behind it."""
    scaled: Floats = np.where(position >= _FAR, -1.0, 2 / (1 + np.exp(_STEEPNESS * position)) - 1)
    return scaled
