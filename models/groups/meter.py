"""How much each service is asked for, in buckets of five seconds: lately, and usually."""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.groups.register import TRACKS

BUCKET_SECONDS: Final = 5
TAU_SECONDS: Final = 1800.0
_RECENT: Final = (4, 24)  # buckets by track: login attempts are few, and need a longer look
_LONGEST: Final = max(_RECENT)
_WARM_AFTER: Final = 60  # buckets
_WINSOR: Final = 4.0  # standard deviations beyond which a bucket teaches no more
_Z: Final = 6.0
_GROWTH: Final = 1.6
_LEAST: Final = np.array([1.0, 0.15])  # requests per second of excess that matter, by track


class Meter:
    """Counts by (place, track). Means and variances are of a bucket, decayed with TAU_SECONDS and winsorized."""

    def __init__(self) -> None:
        self._mean = np.zeros((0, TRACKS))
        self._variance = np.zeros((0, TRACKS))
        self._learned = np.zeros(0)
        self._history = np.zeros((0, TRACKS, _LONGEST))
        self._current = np.zeros((0, TRACKS))

    def add(self, place: NDArray[np.int64], counts: NDArray[np.float64], places: int) -> None:
        """Add (n, TRACKS) counts to the current bucket; `places` is how many there are by now."""
        self._grow(places)
        for track in range(TRACKS):
            self._current[:, track] += np.bincount(place, counts[:, track], len(self._current))

    def _grow(self, places: int) -> None:
        missing = places - len(self._current)
        if missing > 0:
            for name in ("_mean", "_variance", "_learned", "_history", "_current"):
                held = getattr(self, name)
                setattr(self, name, np.concatenate([held, np.zeros((missing, *held.shape[1:]))]))

    def close(self) -> NDArray[np.float64]:
        """End the current bucket; return its (places, TRACKS) counts."""
        closed = self._current.copy()
        self._history = np.concatenate([self._history[:, :, 1:], closed[:, :, None]], axis=2)
        self._current[:] = 0
        return closed

    def learn(self, frozen: NDArray[np.bool_]) -> None:
        """Learn from the newest closed bucket, but where (places, TRACKS) is `frozen`."""
        newest = self._history[:, :, -1]
        self._learned = np.minimum(self._learned + 1, TAU_SECONDS / BUCKET_SECONDS)
        weight = np.where(frozen, 0.0, (1 / self._learned)[:, None])
        warm = (self._learned > _WARM_AFTER)[:, None]
        most = np.where(warm, self._mean + _WINSOR * np.sqrt(np.maximum(self._variance, 1)), np.inf)
        delta = np.minimum(newest, most) - self._mean
        self._mean += weight * delta
        self._variance += weight * (delta**2 * (1 - weight) - self._variance)

    def skip(self) -> None:
        """Forget the last buckets after a time of which nothing is known."""
        self._current[:] = 0
        self._history[:] = self._mean[:, :, None]

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
        spread = np.sqrt(np.maximum(np.maximum(self._variance, self._mean), 0.25)) / BUCKET_SECONDS
        spread[:, 1] /= 2  # attempts come one by one, so a mean of many buckets is steadier than a bucket
        beyond = (recent - usual > _Z * spread) & (recent > _GROWTH * usual + _LEAST)
        risen: NDArray[np.bool_] = beyond & (self._learned >= _WARM_AFTER)[:, None]
        return risen

    def to_bytes(self) -> bytes:
        """Return the counts as bytes."""
        names = ("_mean", "_variance", "_learned", "_history", "_current")
        return pack_state("meter", 1, {name: getattr(self, name) for name in names}, {})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, _ = unpack_state("meter", 1, data)
        meter = cls()
        for name, array in arrays.items():
            setattr(meter, name, array)
        return meter
