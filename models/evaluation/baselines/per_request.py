"""What the baselines that look at single requests share: judge each one, and ban where it is the last straw."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from agent.contract.address import pack_address
from models.evaluation.defender import REFUSALS, Verdict
from models.evaluation.request import Request

_packed = cache(pack_address)


class PerRequest(ABC):
    """Judges requests one by one. What was refused is not seen again, as by a firewall."""

    name: str

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        """Return whom to ban."""
        return [
            Verdict(_packed(request.source), "", "ban", second + 1, second + 1 + seconds)
            for request, outcome in zip(requests, outcomes, strict=True)
            if outcome not in REFUSALS
            for seconds in self.judge(request)
        ]

    @abstractmethod
    def judge(self, request: Request) -> Iterator[float]:
        """Yield for how many seconds to ban the request's source; nothing to let it be."""

    def highest(self) -> Mapping[bytes, float]:
        """Return nothing: rules have no score."""
        return {}
