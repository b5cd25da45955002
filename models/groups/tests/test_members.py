import numpy as np
import pytest

from models.groups.members import EVIDENCE, insists, surprisal_of

MEMBER = {
    "matching": 4,
    "pages": 4,
    "assets": 0,
    "seconds": 4,
    "bare": 200,
    "expected_bare": 0.1,
    "base_share": 0.01,
    "usual_loading": 0.9,
}


def evidence(**changed):
    return np.array([[{**MEMBER, **changed}[name] for name in EVIDENCE]], float)


def told(**changed):
    return float(surprisal_of(evidence(**changed))[0])


def test_a_member_of_a_large_event_is_beyond_doubt():
    assert told() > 5.5


@pytest.mark.parametrize(
    "changed", [{"assets": 1}, {"seconds": 1}, {"pages": 9}, {"matching": 2, "pages": 3}], ids=lambda c: next(iter(c))
)
def test_who_lacks_a_sign_of_a_member_is_none(changed):
    assert np.isnan(told(**changed))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"seconds": 3}, {"seconds": 4}),
        ({"bare": 20}, {"bare": 200}),
        ({"expected_bare": 20.0}, {"expected_bare": 0.1}),
        ({"usual_loading": 0.4}, {"usual_loading": 0.9}),
        ({"base_share": 0.6}, {"base_share": 0.01}),
    ],
)
def test_more_evidence_is_more_surprising(less, more):
    assert told(**less) < told(**more)


def test_where_chance_brings_as_many_nobody_is_suspicious():
    assert told(bare=30, expected_bare=40.0, usual_loading=0.0, seconds=2) < 2.5


def test_to_come_back_at_all_tells_more_than_to_come_back_again():
    first, *others = np.diff([told(seconds=n, bare=1) for n in (2, 3, 4, 5)])
    assert np.allclose([first], others)
    by_chance = told(seconds=2, bare=1, expected_bare=1.0, usual_loading=0.0)
    assert by_chance > 2 * first


def test_unknown_loading_tells_nothing():
    assert told(usual_loading=np.nan) == told(usual_loading=0.0)


def test_the_same_numbers_give_the_same_bits():
    many = np.repeat(evidence(), 1000, axis=0)
    assert (surprisal_of(many) == surprisal_of(evidence())).all()


def test_who_reloads_one_page_with_few_assets_insists():
    assert insists(evidence(matching=9, pages=9, seconds=9, assets=9))[0]
    assert not insists(evidence(matching=9, pages=9, seconds=9, assets=40))[0]
    assert not insists(evidence(matching=3, pages=3, seconds=3, assets=1))[0]
