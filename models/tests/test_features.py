import numpy as np
import pytest

from agent.contract.columns import UrlFlag
from models.features import FEATURE
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, page, record_of, visit


def features(*rows: Row, state: ScoringState | None = None, as_of: float | None = None) -> dict[str, float]:
    (scores,) = ScoringStage().process([record_of([*rows], as_of=as_of)], state or ScoringState())
    return {name: float(scores.features[0, at]) for name, at in FEATURE.items()}


def test_counts_are_in_natural_units():
    counts = {"requests": 12, "status_4xx": 4, "denied": 3, "posts": 5, "logins": 5, "sensitive": 2, "injections": 1}
    seen = features(Row(T0, "192.0.2.1", counts=counts))
    assert seen["requests_1s"] == seen["requests_10s"] == seen["requests_600s"] == 12
    assert (seen["client_errors_60s"], seen["denied_600s"], seen["logins_600s"]) == (4, 3, 5)
    assert (seen["sensitive_600s"], seen["injections_600s"]) == (2, 1)


def test_counters_fade_with_their_own_time_constants():
    state = ScoringState()
    features(Row(T0, "192.0.2.1", counts={"requests": 100}), state=state)
    seen = features(Row(T0 + 60, "192.0.2.1", counts={"requests": 0}), state=state)
    assert seen["requests_60s"] == pytest.approx(100 / np.e, rel=1e-4)
    assert seen["requests_10s"] == pytest.approx(100 * np.exp(-6), rel=1e-3)


def test_rows_of_several_seconds_fade_by_their_own_age():
    together = features(*(Row(T0 + s, "192.0.2.1", counts={"requests": 10}) for s in range(5)))
    state = ScoringState()
    for s in range(5):
        apart = features(Row(T0 + s, "192.0.2.1", counts={"requests": 10}), state=state)
    assert together["requests_10s"] == pytest.approx(apart["requests_10s"], rel=1e-5)
    assert together["requests_1s"] == apart["requests_1s"] == 10


def test_distinct_paths_count_once_and_assets_not():
    seen = features(Row(T0, "192.0.2.1", counts={"requests": 5}, urls=(page(1), page(2), page(2), page(9, flags=1))))
    assert seen["paths_600s"] == pytest.approx(2, abs=0.1)


def test_not_found_paths_and_queries_have_their_own_sets():
    seen = features(Row(T0, "192.0.2.1", counts={"requests": 3}, urls=(page(1, 2), page(2, 2), page(3, 4))))
    assert seen["not_found_paths_600s"] == pytest.approx(2, abs=0.1)
    assert seen["queries_600s"] == pytest.approx(1, abs=0.1)


def test_asking_the_same_page_again_is_a_repeat():
    state = ScoringState()
    for s in range(20):
        seen = features(Row(T0 + s, "192.0.2.1", urls=(page(1),)), state=state)
    assert seen["repeats_60s"] == pytest.approx(seen["pages_60s"] - np.exp(-19 / 60), rel=1e-3)


def test_shares_are_shrunk_so_that_one_error_says_little():
    one = features(Row(T0, "192.0.2.1", counts={"requests": 1, "status_4xx": 1}))
    many = features(Row(T0, "192.0.2.1", counts={"requests": 100, "status_4xx": 100}))
    assert one["client_error_share"] < 0.3
    assert many["client_error_share"] > 0.95


def test_rare_paths_count_only_where_a_service_is_known():
    state = ScoringState()
    stranger = Row(T0, "203.0.113.1", urls=(page(499),))
    assert features(stranger, state=state)["rare_paths_600s"] == 0
    ScoringStage().process([record_of([visit(T0, f"192.0.2.{n}", path=1) for n in range(60)])], state)
    late_stranger = Row(T0 + 1, "203.0.113.2", urls=(page(777),))
    assert features(late_stranger, state=state)["rare_paths_600s"] == pytest.approx(1, abs=0.1)


def test_one_source_cannot_make_its_paths_popular():
    state = ScoringState()
    ScoringStage().process([record_of([visit(T0, f"192.0.2.{n}", path=1) for n in range(60)])], state)
    for s in range(100):
        seen = features(Row(T0 + s, "203.0.113.2", urls=(page(777),)), state=state)
    assert seen["rarity"] > 4


def test_a_second_in_the_future_does_not_freeze_a_source():
    state = ScoringState()
    features(Row(T0 + 10_000_000, "192.0.2.1", counts={"requests": 5}), state=state, as_of=T0)
    seen = features(Row(T0 + 60, "192.0.2.1", counts={"requests": 7}), state=state)
    assert seen["requests_1s"] == 7


def test_a_clock_is_regular_and_people_are_not():
    clock, person = ScoringState(), ScoringState()
    gaps = np.random.default_rng(1).geometric(0.05, 40)
    for at in range(0, 600, 15):
        regular = features(Row(T0 + at, "192.0.2.1"), state=clock)
    for at in np.cumsum(gaps).tolist():
        irregular = features(Row(T0 + at, "192.0.2.1"), state=person)
    assert regular["regularity"] > 2
    assert irregular["regularity"] < 0.5


def test_a_request_every_second_is_no_clock():
    state = ScoringState()
    for at in range(60):
        seen = features(Row(T0 + at, "192.0.2.1"), state=state)
    assert seen["regularity"] < 1


def test_few_gaps_say_nothing_of_regularity():
    state = ScoringState()
    for at in range(0, 50, 10):
        seen = features(Row(T0 + at, "192.0.2.1"), state=state)
    assert seen["regularity"] == 0


PROBE = UrlFlag.SENSITIVE
ANSWERED_PROBE = UrlFlag.SENSITIVE | UrlFlag.ANSWERED


def test_signature_paths_are_distinct():
    seen = features(Row(T0, "192.0.2.1", urls=(page(1, PROBE), page(2, UrlFlag.INJECTION), page(2, PROBE), page(3))))
    assert seen["signature_paths_600s"] == pytest.approx(2, abs=0.1)


def test_what_two_others_were_given_is_no_probe():
    state = ScoringState()
    for n in (1, 2):
        features(Row(T0, f"192.0.2.{n}", urls=(page(1, ANSWERED_PROBE),)), state=state)
    assert features(Row(T0 + 1, "192.0.2.3", urls=(page(1, PROBE),)), state=state)["signature_paths_600s"] == 0
    assert features(Row(T0 + 1, "192.0.2.3", urls=(page(2, PROBE),)), state=state)["signature_paths_600s"] > 0.9


def test_nobody_exempts_his_own_probes():
    state = ScoringState()
    for at in range(5):
        seen = features(Row(T0 + at, "192.0.2.1", urls=(page(1, ANSWERED_PROBE),)), state=state)
    assert seen["signature_paths_600s"] == pytest.approx(1, abs=0.1)


def probed(state, *paths, at=T0, source="192.0.2.9"):
    return features(Row(at, source, urls=tuple(page(n, ANSWERED_PROBE) for n in paths)), state=state)


@pytest.mark.parametrize("one_by_one", [False, True])
def test_scanners_who_are_answered_exempt_no_probe(*, one_by_one):
    state, paths = ScoringState(), range(1, 9)
    for n in range(1, 5):
        order = [*paths[n:], *paths[:n]]  # each begins with another
        records = [[path] for path in order] if one_by_one else [order]
        for at, record in enumerate(records):
            probed(state, *record, at=T0 + 10 * n + at, source=f"192.0.2.{n}")
    assert probed(state, *paths, at=T0 + 60)["signature_paths_600s"] == pytest.approx(8, abs=0.3)


def test_a_suspect_exempts_no_probe():
    state = ScoringState()
    for n in (1, 2):
        probed(state, 3, source=f"192.0.2.{n}")
    state.table.learned[:] = T0 + 3600
    for n in (1, 2):
        probed(state, 4, at=T0 + 1300, source=f"192.0.2.{n}")  # what they asked for before is forgotten
    assert probed(state, 4, at=T0 + 1301)["signature_paths_600s"] == pytest.approx(1, abs=0.1)


def test_editors_exempt_one_path_after_the_other():
    state = ScoringState()
    for n, paths in enumerate([(1,), (1,), (1, 2), (1, 2)]):
        probed(state, *paths, at=T0 + n, source=f"192.0.2.{n}")
    assert probed(state, 1, 2, at=T0 + 9)["signature_paths_600s"] == 0


def test_users_are_agents_that_load_assets():
    with_assets = Row(T0, "192.0.2.1", counts={"requests": 9, "assets": 6}, agents=(1, 2, 3))
    without = Row(T0, "192.0.2.1", counts={"requests": 9}, agents=(4, 5))
    seen = features(with_assets, without)
    assert seen["users_600s"] == pytest.approx(3, abs=0.1)
    assert seen["user_agents_600s"] == pytest.approx(5, abs=0.1)


def test_an_hour_is_remembered():
    state = ScoringState()
    features(Row(T0, "192.0.2.1", counts={"requests": 50, "logins": 20}, urls=(page(1, 2), page(2, 2))), state=state)
    seen = features(Row(T0 + 1800, "192.0.2.1"), state=state)
    assert seen["logins_600s"] < 1.1
    assert seen["logins_3600s"] == pytest.approx(20 * np.exp(-0.5), rel=0.01)
    assert seen["not_found_paths_3600s"] == pytest.approx(2 * np.exp(-0.5), rel=0.01)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -5.0, 1e300])
def test_times_that_cannot_be_are_no_time(seconds: float):
    seen = features(Row(T0, "192.0.2.1", counts={"requests": 5, "upstream_time_sum": seconds}))
    assert seen["cost_share"] == 0
    assert all(np.isfinite(list(seen.values())))


def test_a_network_is_known_an_hour_after_its_first_visitor():
    state = ScoringState()
    assert features(Row(T0, "192.0.2.1"), state=state)["known_prefix"] == 0
    assert features(Row(T0 + 3600, "192.0.2.99"), state=state)["known_prefix"] == 1
    assert features(Row(T0 + 3600, "198.51.100.1"), state=state)["known_prefix"] == 0
    assert features(Row(T0 + 9 * 86400, "192.0.2.99"), state=state)["known_prefix"] == 0


def test_ten_million_distinct_paths_saturate():
    state = ScoringState()
    for at in range(40):
        urls = tuple(page(n) for n in range(at * 250, (at + 1) * 250))
        seen = features(Row(T0 + at, "192.0.2.1", counts={"requests": 250_000}, urls=urls), state=state)
    assert 500 < seen["paths_600s"] < 1500
    assert all(np.isfinite(list(seen.values())))
    assert len(state.table) == 1
