"""What the statistical baselines share: windows of each source's requests, scored once a second, banned above a limit.

The limit is the one that a user without labels would take: the highest score of one harmless-looking source in a
thousand of the first half hour, frozen from then on.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import pack_address
from models.evaluation.baselines.signs import is_static
from models.evaluation.defender import REFUSALS, Verdict
from models.evaluation.request import Request

WARM_SECONDS: Final = 1800.0
_QUANTILE: Final = 0.999
_BAN_SECONDS: Final = 3600.0
_WINDOW: Final = 60.0
_packed = cache(pack_address)
Row = NDArray[np.float64]


class _Windowed:
    """A source's decayed counts over a minute: requests, 4xx, 5xx, non-assets, posts, without referrer, new URLs."""

    __slots__ = ("at", "counts", "urls")

    def __init__(self, at: float) -> None:
        self.at = at
        self.counts = np.zeros(7)
        self.urls: set[str] = set()

    def add(self, request: Request) -> None:
        new = request.url not in self.urls
        if len(self.urls) < 2000:
            self.urls.add(request.url)
        self.counts *= np.exp((self.at - request.at) / _WINDOW)
        self.at = request.at
        page = not is_static(request)
        failed, broken, posted = 400 <= request.status < 500, request.status >= 500, request.method == "POST"
        self.counts += (1, failed, broken, page, posted, page and not request.referrer, new)


class Scored(ABC):
    """Scores every source that asked for something in a second; learning is the subclass's business."""

    name: str

    def __init__(self, warm_at: float = 0.0) -> None:
        self._windows: dict[str, _Windowed] = {}
        self._highest: dict[bytes, float] = {}
        self._warm_at = warm_at
        self._warm = False
        self._limit = inf  # for good where the warm-up saw nobody

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        """Return whom to ban."""
        if second >= self._warm_at and not self._warm:
            self._warm = True
            self.warm()
            if self._highest:
                self._limit = float(np.quantile(list(self._highest.values()), _QUANTILE))
        active = dict.fromkeys(r.source for r, o in zip(requests, outcomes, strict=True) if o not in REFUSALS)
        for request in requests:
            if request.source in active:
                self._windows.setdefault(request.source, _Windowed(request.at)).add(request)
        if not active:
            return []
        scores = self.score(np.log1p([self._windows[source].counts for source in active]), list(active))
        return [
            verdict
            for source, score in zip(active, scores.tolist(), strict=True)
            for verdict in self._judge(source, score, second)
        ]

    def _judge(self, source: str, score: float, second: int) -> list[Verdict]:
        self.remember(source, score)
        packed = _packed(source)
        return [Verdict(packed, "", "ban", second + 1, second + 1 + _BAN_SECONDS)] if score > self._limit else []

    def remember(self, source: str, score: float) -> None:
        """Keep a source's highest score."""
        packed = _packed(source)
        self._highest[packed] = max(score, self._highest.get(packed, -inf))

    def warm(self) -> None:
        """Do what is to be done once, when the warm-up is over and before the limit is taken."""
        return

    @abstractmethod
    def score(self, rows: Row, sources: Sequence[str]) -> Row:
        """Return a score for each row of features, one a source, and learn from them."""

    def highest(self) -> Mapping[bytes, float]:
        """Return each source's highest score."""
        return self._highest
