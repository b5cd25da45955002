from collections.abc import Mapping, Sequence
from math import inf

from agent.contract.address import pack_address
from models.evaluation.defender import Verdict
from models.evaluation.outcome import run
from models.evaluation.request import Request, Truth
from models.evaluation.tests.traffic import T0, ask, scenario_of

BAD, GOOD = "192.0.2.2", "192.0.2.1"
TRUTH = {BAD: Truth("flood", attack=True), GOOD: Truth("visitor", attack=False, browser=True)}


class BansAt:
    """Bans one source when it is told of a given second."""

    name = "bans at"

    def __init__(self, second: int, bits: int = 128) -> None:
        self._second = T0 + second
        self._bits = bits
        self.fed: list[list[str]] = []

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        self.fed.append([*outcomes])
        if second != self._second:
            return []
        return [Verdict(pack_address(BAD), "", "ban", second + 1, second + 600, "flood", self._bits)]

    def highest(self) -> Mapping[bytes, float]:
        return {pack_address(BAD): 3.0}


def traffic() -> list[Request]:
    return [*(ask(n + 0.5, BAD) for n in range(10)), *(ask(n + 0.7, GOOD) for n in range(10))]


def test_what_comes_after_the_ban_is_refused_and_told_to_the_defence():
    defender = BansAt(2)
    bad, good = run(scenario_of(traffic(), TRUTH), defender)
    assert (bad.requests, bad.refused, bad.let_through) == (10, 7, 3)
    assert (bad.first_at, bad.banned_at, bad.kind, bad.highest) == (T0 + 0.5, T0 + 3, "flood", 3.0)
    assert (good.requests, good.refused, good.banned_at) == (10, 0, inf)
    assert defender.fed[2:4] == [["", ""], ["ban", ""]]


def test_a_source_counts_as_banned_when_its_prefix_refuses_it():
    outcomes = {o.source: o for o in run(scenario_of(traffic(), TRUTH), BansAt(2, bits=126))}
    assert outcomes[BAD].banned_at == T0 + 3.5
    assert outcomes[GOOD].refused == 7


def test_an_attacker_of_the_warm_up_is_marked():
    bad, good = run(scenario_of(traffic(), TRUTH, warm_at=T0 + 5), BansAt(20))
    assert (bad.early, good.early) == (True, False)
