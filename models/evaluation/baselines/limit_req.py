"""NGINX's own `limit_req` of 10 requests a second with a burst of 20: refuses what is too much, and forgets."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from agent.contract.address import pack_address
from models.evaluation.defender import Verdict
from models.evaluation.request import Request

_RATE: Final = 10.0
_BURST: Final = 20.0
_packed = cache(pack_address)


class Zone:
    """The excess of each source over the rate."""

    def __init__(self) -> None:
        self._excess: dict[str, tuple[float, float]] = {}

    def takes(self, request: Request) -> bool:
        """Tell whether a request passes."""
        excess, at = self._excess.get(request.source, (0.0, request.at))
        excess = max(excess - (request.at - at) * _RATE, 0.0)
        passes = excess <= _BURST
        self._excess[request.source] = (excess + passes, request.at)
        return passes


class LimitReq:
    """A source that exceeds the zone counts as found, and its next second is refused, as the replay knows no excess.

    So what it stops of a source, good or bad, is an upper bound.
    """

    name = "limit_req"

    def __init__(self) -> None:
        self._zone = Zone()

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        """Return the sources that exceeded the zone in this second, refused in the next one."""
        del outcomes  # what was refused fills the zone like the rest
        over: dict[str, float] = {}
        for request in requests:
            if not self._zone.takes(request):
                over.setdefault(request.source, request.at)
        return [Verdict(_packed(source), "", "ban", at, second + 2.0) for source, at in over.items()]

    def highest(self) -> Mapping[bytes, float]:
        """Return nothing: a limit has no score."""
        return {}
