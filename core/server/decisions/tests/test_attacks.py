"""Scoring and decisions together, on traffic as agents report it: once a second, out of step with the clock."""

from collections.abc import Callable, Iterator
from random import Random

import pytest

from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, page, record_of

ASSET, NOT_FOUND, LOGIN, SENSITIVE = 1, 2, 8, 16
Hits = Callable[[Random, int], Row]


class Watch:
    """A service with 30 visitors, seen for two minutes before the first attack."""

    def __init__(self) -> None:
        self.scoring, self.deciding = ScoringState(), DecisionState()
        self.context = Context(default_mode="enforce")
        self.random = Random(1)
        self.now = T0
        for _ in range(120):
            self.report([])

    def visitors(self) -> Iterator[Row]:
        for n in range(30):
            if self.random.random() < 0.2:
                counts = {"requests": 6, "gets": 6, "assets": 5, "status_2xx": 6}
                urls = (page(self.random.randint(1, 20)), *(page(100 + k, ASSET) for k in range(5)))
                yield Row(self.now, f"198.51.100.{n}", counts=counts, urls=urls, agents=(n,))

    def report(self, rows: list[Row]) -> list[Decision]:
        """Take what came in the second `now`, as reported 0.4 s after it ended."""
        record = record_of([*self.visitors(), *rows], position=self.now - T0, as_of=self.now + 1.4)
        (scores,) = ScoringStage().process([record], self.scoring)
        self.now += 1
        return DecisionStage().process(scores, record.samples, self.context, self.deciding)

    def seconds_to_ban(self, hits: Hits, within: int) -> tuple[int, str]:
        """Return after how many reports of an attack its source was banned, and as what."""
        for reports in range(1, within + 1):
            for decision in self.report([hits(self.random, self.now)]):
                assert decision.value == "203.0.113.9"
                if decision.type == "ban":
                    return reports, decision.kind
        raise AssertionError(f"not banned within {within} s: {self.deciding.active}")

    def strongest(self, hits: Hits, seconds: int) -> set[str]:
        """Return what was decided while a source did this."""
        return {d.type for _ in range(seconds) for d in self.report([hits(self.random, self.now)])}


def attacker(second: int, requests: int, urls: tuple[tuple[int, int, int, int, int], ...], **counts: int) -> Row:
    return Row(second, "203.0.113.9", counts={"requests": requests, **counts}, urls=urls, agents=(99,))


def flood(rate: int) -> Hits:
    def hits(_: Random, second: int) -> Row:
        return attacker(second, rate, (page(1, requests=rate),), gets=rate, status_2xx=rate, no_referrer=rate)

    return hits


def scan(rate: int, status: str) -> Hits:
    def hits(random: Random, second: int) -> Row:
        flags = SENSITIVE | (NOT_FOUND if status == "status_4xx" else 0)
        urls = tuple(page(random.randint(500, 5000), flags) for _ in range(rate))
        missing = rate if status == "status_4xx" else 0
        counts = {status: rate, "gets": rate, "no_referrer": rate, "not_found": missing, "sensitive": rate // 2}
        return attacker(second, rate, urls, **counts)

    return hits


def stuffing(rate: int, status: str) -> Hits:
    def hits(_: Random, second: int) -> Row:
        counts = {"posts": rate, "logins": rate, status: rate, "tool_agents": rate, "no_referrer": rate}
        return attacker(second, rate, (page(30, LOGIN, rate),), **counts)

    return hits


@pytest.fixture(scope="module")
def quiet() -> bytes:
    """The scoring state after two quiet minutes."""
    watch = Watch()
    assert not watch.deciding.active
    return watch.scoring.to_bytes()


@pytest.fixture
def watch(quiet: bytes) -> Watch:
    watch = Watch.__new__(Watch)
    watch.scoring, watch.deciding = ScoringState.from_bytes(quiet), DecisionState()
    watch.context, watch.random, watch.now = Context(default_mode="enforce"), Random(2), T0 + 120
    return watch


@pytest.mark.parametrize(("rate", "within"), [(1000, 1), (200, 2), (120, 2), (50, 4), (20, 10)])
def test_a_flood_is_banned_at_once_the_faster_the_sooner(watch: Watch, rate: int, within: int):
    assert watch.seconds_to_ban(flood(rate), within)[1] == "flood"


@pytest.mark.parametrize("status", ["status_4xx", "status_3xx", "status_5xx", "status_2xx"])
def test_a_scan_is_banned_whatever_it_is_answered(watch: Watch, status: str):
    assert watch.seconds_to_ban(scan(12, status), within=6)[1] == "scan"


@pytest.mark.parametrize("status", ["status_2xx", "status_4xx", "status_3xx"])
def test_stuffing_is_banned_whatever_it_is_answered(watch: Watch, status: str):
    assert watch.seconds_to_ban(stuffing(6, status), within=10)[1] == "stuffing"


def test_a_browser_s_burst_of_assets_is_not_banned(watch: Watch):
    """Link previews and heavy pages reach 91 requests in a second from one address."""

    def burst(_: Random, second: int) -> Row:
        assets = tuple(page(100 + n, ASSET, 3) for n in range(30))
        return attacker(second, 91, (page(1), *assets), assets=90, gets=91, status_2xx=60, status_3xx=31)

    assert watch.strongest(burst, 2) <= {"observe", "limit"}


def test_an_own_fetcher_of_assets_is_never_banned(watch: Watch):
    """A page-speed module fetches its own site's files, 67 a second, for hours."""

    def fetch(random: Random, second: int) -> Row:
        urls = tuple(page(100 + random.randint(0, 200), ASSET) for _ in range(30))
        return attacker(second, 67, urls, assets=67, gets=67, status_2xx=67)

    assert "ban" not in watch.strongest(fetch, 180)


def test_an_office_behind_one_address_is_not_banned(watch: Watch):
    """21 people, 23 % of errors, one address."""

    def office(random: Random, second: int) -> Row:
        clicks = 1 if random.random() < 0.7 else 2
        bad = int(random.random() < 0.23) * clicks
        counts = {"assets": 6 * clicks, "gets": 7 * clicks, "status_4xx": bad, "status_2xx": 7 * clicks - bad}
        urls = tuple(page(random.randint(1, 20), NOT_FOUND * bool(bad)) for _ in range(clicks))
        return Row(second, "203.0.113.9", counts={"requests": 7 * clicks, **counts}, urls=urls,
                   agents=(random.randint(1, 21),))  # fmt: skip

    assert "ban" not in watch.strongest(office, 180)


def test_an_api_poller_is_not_banned(watch: Watch):
    def poll(_: Random, second: int) -> Row:
        return attacker(second, 1, (page(1),), gets=1, status_2xx=1, no_referrer=1, tool_agents=1)

    assert "ban" not in watch.strongest(poll, 300)


def test_a_mistyped_password_is_not_banned(watch: Watch):
    def typing(_: Random, second: int) -> Row:
        tries = int(second % 8 == 0 and second < T0 + 160)
        return attacker(second, tries, (page(30, LOGIN),) * tries, posts=tries, logins=tries, status_4xx=tries)

    assert "ban" not in watch.strongest(typing, 60)
