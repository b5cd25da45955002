"""CrowdSec's default HTTP scenarios as leaky buckets, with its whitelist of search bots and its four-hour ban.

Our own reading of the published parameters. The lists of words are ours, so the scenarios that go by lists find what
ours name. The remediation is per address.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from models.evaluation.baselines.leaky_bucket import LeakyBucket
from models.evaluation.baselines.per_request import PerRequest
from models.evaluation.baselines.signs import BACKDOOR, BAD_AGENT, CVE, SENSITIVE, SQL, TRAVERSAL, XSS, is_static
from models.evaluation.request import Request

_BAN_SECONDS: Final = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class _Scenario:
    """A bucket per source: its capacity, the seconds of a leak, what pours into it and what counts only once."""

    name: str
    capacity: int
    leak_seconds: float
    takes: Callable[[Request], bool]
    distinct: Callable[[Request], str] | None = None


def _path(request: Request) -> str:
    return request.url.partition("?")[0]


def _is_login_failure(request: Request) -> bool:
    return request.method == "POST" and request.status in {401, 403}


_SCENARIOS: Final = (
    _Scenario("http-probing", 10, 10, lambda r: r.status in {400, 403, 404} and not is_static(r), _path),
    _Scenario("http-crawl-non_statics", 40, 0.5, lambda r: r.method in {"GET", "HEAD"} and not is_static(r), _path),
    _Scenario("http-generic-bf", 5, 10, _is_login_failure),
    _Scenario(
        "http-bf-wordpress_bf", 5, 10, lambda r: r.method == "POST" and "/wp-login.php" in r.url and r.status == 200
    ),
    _Scenario("http-bf-wordpress_bf_xmlrpc", 5, 120, lambda r: r.method == "POST" and "/xmlrpc.php" in r.url),
    _Scenario("http-sensitive-files", 4, 5, lambda r: bool(SENSITIVE.search(r.url)), _path),
    _Scenario("http-path-traversal-probing", 3, 10, lambda r: bool(TRAVERSAL.search(r.url)), lambda r: r.url),
    _Scenario("http-sqli-probing", 10, 1, lambda r: bool(SQL.search(r.url)), lambda r: r.url),
    _Scenario("http-xss-probing", 5, 1, lambda r: bool(XSS.search(r.url)), lambda r: r.url),
    _Scenario(
        "http-backdoors-attempts", 1, 5, lambda r: bool(BACKDOOR.search(r.url)) and r.status in {404, 403}, _path
    ),
    _Scenario("http-admin-interface-probing", 2, 10, lambda r: "admin" in r.url and r.status in {404, 403}, _path),
    _Scenario("http-bad-user-agent", 1, 60, lambda r: bool(BAD_AGENT.search(r.agent))),
    _Scenario("http-cve", 0, 60, lambda r: bool(CVE.search(r.url))),
)
_SWITCHING: Final = _Scenario("http-bf-switching_ua", 10, 8, lambda _: True, lambda r: r.agent)


class CrowdSec(PerRequest):
    """One bucket per source and scenario.

    Args:
        verified: search bots, which the whitelist lets be.
    """

    name = "CrowdSec"

    def __init__(self, verified: frozenset[str]) -> None:
        self._verified = verified
        self._buckets: dict[tuple[str, str], LeakyBucket] = {}

    def judge(self, request: Request) -> Iterator[float]:
        """Pour a request into its source's buckets."""
        if request.source in self._verified:
            return
        for scenario in (*_SCENARIOS, _SWITCHING):
            if scenario.takes(request) and self._pour(scenario, request):
                yield _BAN_SECONDS
                return

    def _pour(self, scenario: _Scenario, request: Request) -> bool:
        key = request.source, scenario.name
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = LeakyBucket(scenario.capacity, scenario.leak_seconds)
        return bucket.pour(request.at, scenario.distinct(request) if scenario.distinct else None)
