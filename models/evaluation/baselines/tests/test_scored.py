import pytest

from models.evaluation.baselines.half_space_trees import DocumentedTrees
from models.evaluation.baselines.isolation_forest import PlainForest
from models.evaluation.baselines.rate_z_score import RateZScore
from models.evaluation.tests.traffic import T0, ask

WARM = T0 + 60


@pytest.mark.parametrize("method", [RateZScore, DocumentedTrees, PlainForest])
def test_statistics_score_everyone_and_ban_nobody_before_the_limit_is_known(method):
    defender = method(WARM)
    for second in range(60):
        requests = [ask(second + n / 50, f"192.0.2.{n}") for n in range(40)]
        assert not defender.feed(int(T0) + second, requests, [""] * 40)
    flood = [ask(70 + n / 400, "198.51.100.1", url=f"/{n}") for n in range(400)]
    defender.feed(int(T0) + 70, flood, [""] * 400)
    assert len(defender.highest()) == 41


def test_a_rate_far_beyond_the_warm_up_is_banned():
    defender = RateZScore(WARM)
    for second in range(60):
        defender.feed(int(T0) + second, [ask(second + n / 50, f"192.0.2.{n}") for n in range(40)], [""] * 40)
    flood = [ask(70 + n / 4000, "198.51.100.1") for n in range(2000)]
    assert [v.type for v in defender.feed(int(T0) + 70, flood, [""] * 2000)] == ["ban"]


def test_an_empty_warm_up_bans_nobody():
    for method in (RateZScore, DocumentedTrees, PlainForest):
        assert not method(T0).feed(int(T0), [ask(0)], [""])
