import numpy as np

from core.server.decisions.harm import LIKELY, PROVEN, Harm, harm_of, harms_of, holds
from models.features import FEATURE, NAMES


def rows() -> np.ndarray:
    """Rows that meet each rule, that miss it by its first condition, and at random; one of NaN."""
    made = np.zeros((2 * len((*PROVEN, *LIKELY)) + 1, len(NAMES)), np.float32)
    for i, rule in enumerate((*PROVEN, *LIKELY)):
        for name, least in rule.least.items():
            made[2 * i : 2 * i + 2, FEATURE[name]] = np.nextafter(np.float32(least), np.float32(np.inf))
        made[2 * i + 1, FEATURE[next(iter(rule.least))]] = 0
    made[-1] = np.nan
    random = np.random.default_rng(1).pareto(0.4, (500, len(NAMES))).astype(np.float32)
    return np.concatenate([made, random * (random > 3)])


def test_all_rules_at_once_say_what_each_says_of_a_row():
    for harm, row in zip(harms_of(rows()), rows().tolist(), strict=True):
        features = dict(zip(NAMES, row, strict=True))
        kinds = [rule.kind for rule in (*PROVEN, *LIKELY) if holds(rule.least, features)]
        at_once = any(rule.at_once and holds(rule.least, features) for rule in PROVEN)
        assert harm == Harm(harm_of(features), kinds[0] if kinds else "unknown", at_once)


def test_no_rows_do_no_harm():
    assert harms_of(np.zeros((0, len(NAMES)), np.float32)) == []
