from math import inf, isnan

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from models.evaluation.average_precision import average_precision
from models.evaluation.figures import figures
from models.evaluation.goals import GOALS
from models.evaluation.outcome import Outcome
from models.evaluation.request import FAMILIES, Truth


def outcome(kind: str, banned_at: float = inf, requests: int = 30, **fields) -> Outcome:
    told = {"refused": 0, "let_through": 4, "acted_at": banned_at, **fields}
    early = told.pop("early", False)
    return Outcome(
        "192.0.2.1",
        Truth(kind, attack=kind in FAMILIES),
        100.0,
        early,
        exempt=False,
        requests=requests,
        banned_at=banned_at,
        **told,
    )


def test_figures_count_single_sources_and_distributed_ones_apart():
    shown = figures(
        [
            outcome("flood", 102.0, refused=20),
            outcome("flood", 104.0, requests=10),
            outcome("slow_scan"),
            outcome("ddos", 108.0),
            outcome("visitor", 130.0, refused=10),
            outcome("flash_crowd", requests=70),
        ]
    )
    assert (shown.precision, shown.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert shown.macro_recall == pytest.approx(0.5)
    assert (shown.seconds_to_ban, shown.seconds_to_ban_flood) == (3.0, 3.0)
    assert (shown.families["ddos"].recall, shown.families["ddos"].seconds_to_ban) == (1.0, 8.0)
    assert (shown.false_bans, shown.harmless_requests, shown.false_bans_per_million) == (1, 100, 1e4)
    assert (shown.harmless_blocked, shown.stopped) == (0.1, pytest.approx(20 / 100))
    assert (shown.heavy_recall, shown.light_recall) == (0.5, 1.0)
    assert (shown.traps_banned["flash_crowd"], shown.false_ban_kinds) == (0, {"visitor": 1})


def test_sources_with_few_requests_and_attackers_of_the_warm_up_do_not_count_for_recall():
    shown = figures([outcome("flood", requests=3), outcome("flood", early=True)])
    assert isnan(shown.recall)


def test_a_false_ban_counts_however_little_the_source_asked():
    assert figures([outcome("visitor", 105.0, requests=1)]).false_bans == 1


def test_nothing_at_all_has_no_figures_and_meets_no_goal():
    shown = figures([])
    assert isnan(shown.precision)
    assert isnan(shown.pr_auc)
    assert {goal.met(goal.value(shown), slow=False) for goal in GOALS} <= {None, True}


def test_where_everyone_attacks_precision_is_one():
    shown = figures([outcome("flood", 101.0), outcome("scraper")])
    assert (shown.precision, shown.recall) == (1.0, 0.5)
    assert isnan(shown.false_bans_per_million)


def test_the_area_is_that_of_scikit_learn_with_and_without_ties():
    rng = np.random.default_rng(5)
    for rounded in (1, 9):
        truth, score = rng.random(300) < 0.2, np.round(rng.random(300), rounded)
        assert average_precision(truth.tolist(), score.tolist()) == pytest.approx(average_precision_score(truth, score))


def test_the_area_without_positives_is_unknown():
    assert isnan(average_precision([False, False], [1.0, 2.0]))
