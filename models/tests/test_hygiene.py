import numpy as np

from models.features import FEATURE
from models.hygiene import Hygiene, is_suspicious
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, crowd, flood, page, record_of

PROBE = 2 | 16


def learned(hygiene: Hygiene, sources: int, suspicious: int) -> Hygiene:
    flags = np.arange(sources) < suspicious
    hygiene.learn_many(np.arange(1, sources + 1, dtype=np.uint64), flags, T0)
    return hygiene


def test_a_place_full_of_attackers_is_told_by_one_in_ten():
    assert not learned(Hygiene(), 1000, 50).attack_dense
    assert learned(Hygiene(), 1000, 200).attack_dense


def test_a_few_sources_tell_nothing_of_a_place():
    assert not learned(Hygiene(), 20, 20).attack_dense


def test_probing_is_suspicious_however_usual_it_is():
    assert is_suspicious(np.array([1.0, 1.0, 1e-3]), np.array([0.0, 2.0, 0.0])).tolist() == [False, True, True]


def test_it_survives_as_bytes():
    hygiene = learned(Hygiene(), 1000, 200)
    assert Hygiene.from_bytes(hygiene.to_bytes()).attack_dense


def test_a_log_in_which_everyone_attacks_teaches_nothing():
    state = ScoringState()
    before = state.calibration.part.digest, state.pot_tails.part.digest
    for at in range(60):
        urls = tuple(page(n + at, flags=PROBE) for n in range(5))
        counts = {"requests": 5, "status_4xx": 5, "sensitive": 5, "no_referrer": 5}
        rows = [Row(T0 + 30 * at, f"198.51.{n // 250}.{n % 250}", 0, counts, urls) for n in range(600)]
        (scores,) = ScoringStage().process([record_of(rows, position=at)], state)
    assert state.hygiene.attack_dense
    assert (state.calibration.part.digest, state.pot_tails.part.digest) == before
    assert (scores.p_value < 1e-2).all()


def test_a_suspect_teaches_nothing_for_an_hour():
    state = ScoringState()
    ScoringStage().process([crowd(2000)], state)
    (scores,) = ScoringStage().process([record_of([flood(T0 + 1, "203.0.113.9")], position=1)], state)
    assert scores.p_value[0] < 1e-2
    slot = state.table.find_or_add(state.table.key[state.table.learned > T0 + 3000][:1], np.array([T0]), T0)
    assert len(slot) == 1
    assert scores.features[0, FEATURE["requests_1s"]] == 200
