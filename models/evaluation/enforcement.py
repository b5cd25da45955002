"""The edge in a replay: refuses what a defence has decided to refuse, as NGINX would."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from agent.contract.address import pack_address
from models.evaluation.defender import Verdict
from models.evaluation.request import Request, Truth

# From the end of the second that is judged to the first refused request; a real flood, from its first request on, is
# refused after 0.6 s at the median (bench.reaction), half a second of which is that wait.
DELAY_SECONDS: Final = 0.5
_RATE, _BURST = 1.0, 5.0
_PASS_SECONDS: Final = 3600.0


@dataclass(slots=True)
class _Bucket:
    """Tokens of a source that is limited."""

    tokens: float
    at: float

    def takes(self, at: float) -> bool:
        """Tell whether one more request passes at 1 request a second with a burst of 5."""
        self.tokens = min(self.tokens + (at - self.at) * _RATE, _BURST + 1)
        self.at = at
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Enforcer:
    """Holds verdicts and judges each request by the strongest that holds.

    A challenge is passed by browsers, of people or shared by many, and by no attacker; an app cannot solve it. Each
    browser (User-Agent) behind a source is refused until it is through, one to three seconds after it was first
    challenged, and then carries its pass for an hour, under limits too.
    """

    def __init__(self, truth: Mapping[str, Truth]) -> None:
        self._truth = truth
        packed = {source: pack_address(source) for source in truth}
        self._text = {address: source for source, address in packed.items()}
        self._number = {source: int.from_bytes(address) for source, address in packed.items()}
        self._held: dict[str, list[Verdict]] = defaultdict(list)
        self._prefixes: list[Verdict] = []
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._passes_at: dict[tuple[str, str, str], float] = {}

    def hold(self, verdicts: Iterable[Verdict]) -> None:
        """Put verdicts in force."""
        for verdict in verdicts:
            if verdict.bits < 128:
                self._prefixes.append(verdict)
                continue
            self._held[self._text[verdict.source]].append(verdict)

    def outcome(self, request: Request) -> str:
        """Return the edge's verdict on a request: empty, `passed`, or the refusal."""
        if request.source not in self._held and not self._prefixes:
            return ""
        held = {verdict.type: verdict for verdict in self._in_force(request)}
        if "ban" in held:
            return "ban"
        has_passed = self._has_passed(request, is_challenged="challenge" in held)
        if "challenge" in held and not has_passed:
            return "challenge"
        if "limit" in held and not self._takes(request, held["limit"]):
            return "limit"
        return "passed" if has_passed else ""

    def _takes(self, request: Request, limit: Verdict) -> bool:
        bucket = self._buckets.setdefault((request.source, limit.service), _Bucket(_BURST + 1, request.at))
        return bucket.takes(request.at)

    def _has_passed(self, request: Request, *, is_challenged: bool) -> bool:
        """Tell whether a browser has its pass; one that is challenged without begins to work for it."""
        who = request.source, request.service, request.agent
        passes_at = self._passes_at.get(who)
        if passes_at is None or request.at >= passes_at + _PASS_SECONDS:
            if is_challenged and self._truth[request.source].browser:
                self._passes_at[who] = request.at + 1 + 2 * crc32(repr(who).encode()) / 2**32
            return False
        return request.at >= passes_at

    def _in_force(self, request: Request) -> list[Verdict]:
        held = [verdict for verdict in self._held.get(request.source, ()) if verdict.until > request.at]
        held += [v for v in self._prefixes if v.until > request.at and _covers(v, self._number[request.source])]
        return [v for v in held if v.at + DELAY_SECONDS <= request.at and v.service in {"", request.service}]


def _covers(verdict: Verdict, address: int) -> bool:
    return (int.from_bytes(verdict.source) ^ address) >> (128 - verdict.bits) == 0
