from collections.abc import Mapping, Sequence
from math import nan

from models.evaluate import BASELINES, as_json, evaluate, known
from models.evaluation.background import SyntheticBackground
from models.evaluation.defender import Verdict
from models.evaluation.goals import GOALS
from models.evaluation.request import Request
from models.evaluation.scenario import scenario


class Never:
    """Lets everyone be."""

    name = "never"

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        return []

    def highest(self) -> Mapping[bytes, float]:
        return {}


def test_a_defence_that_does_nothing_finds_nothing_and_harms_nobody():
    made = [scenario(seed, background=SyntheticBackground(), scale=0.02) for seed in (1, 2)]
    shown = evaluate(made, {"never": lambda _: Never(), "limit_req": BASELINES["limit_req"]})
    assert (shown["never"].macro_recall, shown["never"].false_bans, shown["never"].stopped) == (0.0, 0, 0.0)
    assert shown["limit_req"].families["flood"].recall > 0
    harmless = sum(not told.truth[r.source].attack for told in made for r in told.requests)
    assert shown["never"].harmless_requests == harmless
    assert as_json(shown)["never"]["precision"] is None


def test_what_is_not_known_is_null():
    assert known({"a": nan, "b": {"c": 1.5}}) == {"a": None, "b": {"c": 1.5}}


def test_a_goal_is_met_from_its_side():
    by_name = {goal.name: goal for goal in GOALS}
    precision, false_bans = by_name["precision"], by_name["false bans per million requests"]
    assert (precision.met(0.996, slow=False), precision.met(0.9, slow=False)) == (True, False)
    assert (false_bans.met(10, slow=False), false_bans.met(10, slow=True)) == (False, True)
    assert precision.met(0.996, slow=True) is None
    assert precision.met(nan, slow=False) is None
