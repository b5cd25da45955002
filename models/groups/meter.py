"""How much each service is asked for, in buckets of five seconds: lately, and usually.

The usual is what the middle of the last half hour's buckets says, so that a burst, a crowd or an attack of some minutes
teaches it neither a higher rate nor a wider spread. When it does not work: a service whose bursts fill more than a
quarter of its time is taken for a lively one, one with rare regular bursts shows a rise at each of them.
"""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.groups.register import TRACKS

BUCKET_SECONDS: Final = 5
_PAST: Final = 360  # buckets
_RECENT: Final = (4, 24)  # buckets by track: login attempts are few, and need a longer look
_LONGEST: Final = max(_RECENT)
_WARM_AFTER: Final = 60  # buckets
_WINSOR: Final = 4.0  # standard deviations beyond which a bucket teaches no more
_QUARTER: Final = 0.674  # standard deviations from the median of a normal distribution to its upper quartile
_Z: Final = 6.0
_GROWTH: Final = 1.6
_KEPT: Final = ("_past", "_learned", "_history", "_current")
_LEAST: Final = np.array([1.0, 0.15])  # requests per second of excess that matter, by track


class Meter:
    """Counts by (place, track). `_past` holds the buckets that teach, the newest last; `_learned` of them are known."""

    def __init__(self) -> None:
        self._past = np.full((0, TRACKS, _PAST), np.nan)
        self._learned = np.zeros((0, TRACKS), np.int64)
        self._history = np.zeros((0, TRACKS, _LONGEST))
        self._current = np.zeros((0, TRACKS))
        self._mean, self._spread = np.zeros((0, TRACKS)), np.zeros((0, TRACKS))

    def add(self, place: NDArray[np.int64], counts: NDArray[np.float64], places: int) -> None:
        """Add (n, TRACKS) counts to the current bucket; `places` is how many there are by now."""
        self._grow(places)
        for track in range(TRACKS):
            self._current[:, track] += np.bincount(place, counts[:, track], len(self._current))

    def _grow(self, places: int) -> None:
        missing = places - len(self._current)
        if missing > 0:
            for name in (*_KEPT, "_mean", "_spread"):
                held = getattr(self, name)
                new = np.full((missing, *held.shape[1:]), np.nan if name == "_past" else 0, held.dtype)
                setattr(self, name, np.concatenate([held, new]))

    def close(self) -> NDArray[np.float64]:
        """End the current bucket; return its (places, TRACKS) counts."""
        closed = self._current.copy()
        self._history = np.concatenate([self._history[:, :, 1:], closed[:, :, None]], axis=2)
        self._current[:] = 0
        return closed

    def learn(self, frozen: NDArray[np.bool_]) -> None:
        """Learn from the newest closed bucket, but where (places, TRACKS) is `frozen`."""
        newest = self._history[:, :, -1]
        self._past[~frozen] = np.concatenate([self._past[~frozen][:, 1:], newest[~frozen][:, None]], axis=1)
        self._learned = np.minimum(self._learned + ~frozen, _PAST)
        self._summarise()

    def _summarise(self) -> None:
        """Find the usual mean and spread: by quartiles, the mean of what they do not call a burst."""
        ordered = np.sort(self._past, axis=2)  # what is not known comes last
        middle, upper = (self._ordered(ordered, part) for part in (0.5, 0.75))
        self._spread = np.sqrt(np.maximum(np.maximum((upper - middle) / _QUARTER, 0) ** 2, np.maximum(middle, 0.25)))
        most = (middle + _WINSOR * self._spread)[:, :, None]
        total = np.nansum(np.minimum(self._past, most), axis=2)
        self._mean = total / np.maximum(self._learned, 1)

    def _ordered(self, ordered: NDArray[np.float64], part: float) -> NDArray[np.float64]:
        at = (part * np.maximum(self._learned - 1, 0)).astype(np.int64)
        return np.nan_to_num(np.take_along_axis(ordered, at[:, :, None], axis=2)[:, :, 0])

    def skip(self) -> None:
        """Forget the last buckets after a time of which nothing is known."""
        self._current[:] = 0
        self._history[:] = self._mean[:, :, None]

    def settle(self, place: int, track: int) -> None:
        """Take what came lately for the usual: it has been so for long enough."""
        self._past[place, track] = np.nan
        self._past[place, track, -_WARM_AFTER:] = np.resize(self._history[place, track], _WARM_AFTER)
        self._learned[place, track] = _WARM_AFTER

    def recent(self) -> NDArray[np.float64]:
        """Return (places, TRACKS) requests per second of the last buckets."""
        means = [self._history[:, track, -count:].mean(axis=1) for track, count in enumerate(_RECENT)]
        recent: NDArray[np.float64] = np.stack(means, axis=1) / BUCKET_SECONDS
        return recent

    def usual(self) -> NDArray[np.float64]:
        """Return (places, TRACKS) usual requests per second."""
        usual: NDArray[np.float64] = self._mean / BUCKET_SECONDS
        return usual

    def risen(self) -> NDArray[np.bool_]:
        """Return (places, TRACKS): whether so much more than usual is asked for that chance does not explain it."""
        recent, usual = self.recent(), self.usual()
        spread = self._spread / BUCKET_SECONDS
        spread[:, 1] /= 3  # attempts come one by one, so a mean of many buckets is steadier than a bucket
        beyond = (recent - usual > _Z * spread) & (recent > _GROWTH * usual + _LEAST)
        risen: NDArray[np.bool_] = beyond & (self._learned >= _WARM_AFTER)
        return risen

    def lasting(self) -> NDArray[np.bool_]:
        """Return (places, TRACKS): whether three quarters of the last two minutes were as high as risen traffic is."""
        lately = np.quantile(self._history, 0.25, axis=2) / BUCKET_SECONDS
        lasting: NDArray[np.bool_] = lately > _GROWTH * self.usual() + _LEAST
        return lasting

    def to_bytes(self) -> bytes:
        """Return the counts as bytes."""
        return pack_state("meter", 2, {name: getattr(self, name) for name in _KEPT}, {})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, _ = unpack_state("meter", 2, data)
        meter = cls()
        for name, array in arrays.items():
            setattr(meter, name, array)
        meter._summarise()
        return meter
