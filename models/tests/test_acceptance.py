"""What was fitted to local traffic takes over only where it finds known attacks and spares who is here."""

import dataclasses

import numpy as np
import pytest

from models.acceptance import Acceptance
from models.calibration import Calibration
from models.detector_version import shipped
from models.features import FEATURE, NAMES
from models.part import Part
from models.pot_tails import tails_part
from models.state import ScoringState

NOW = 1_700_000_000
PROBING = {"requests_60s": 40, "not_found_paths_600s": 30, "paths_600s": 30, "signature_paths_600s": 12}


def rows(count: int, **values: float) -> np.ndarray:
    made = np.zeros((count, len(NAMES)), np.float32)
    for name, value in values.items():
        made[:, FEATURE[name]] = value
    return made


def tails_moved_by(decades: float) -> Part:
    """Return tails by which every count has to be so many decades greater to be as rare."""
    return tails_part(shipped().quantiles + decades * np.log(10))


@pytest.fixture
def state() -> ScoringState:
    return ScoringState(dataclasses.replace(shipped(), probes=rows(10, **PROBING)))


def test_a_part_that_forgets_known_attacks_does_not_take_over(state: ScoringState):
    before = state.parts
    state.pot_tails.part = tails_moved_by(3)
    state.settle(before)
    assert state.pot_tails.part is before["pot_tails"]
    assert state.acceptance.refused == {"pot_tails": 1}


def test_a_part_that_remembers_them_takes_over(state: ScoringState):
    before = state.parts
    state.pot_tails.part = tails_moved_by(0.01)
    state.settle(before)
    assert state.pot_tails.part is not before["pot_tails"]
    assert state.acceptance.refused == {}


def test_a_part_that_would_flag_who_is_here_does_not_take_over(state: ScoringState):
    usual = rows(200, requests_60s=15, pages_60s=5, paths_600s=5)
    state.acceptance.learn_many(usual, np.arange(1, 201, dtype=np.uint64), NOW)
    before = state.parts
    state.pot_tails.part = tails_moved_by(-2)
    state.settle(before)
    assert state.pot_tails.part is before["pot_tails"]


def test_where_nothing_is_found_any_more_a_part_that_finds_no_less_takes_over(state: ScoringState):
    state.pot_tails.part = tails_moved_by(3)
    before = state.parts
    state.calibration.learn_many(
        np.full((600, 4), 0.1), np.zeros(600, np.intp), np.arange(1, 601, dtype=np.uint64), NOW
    )
    assert state.calibration.part is not before["calibration"]
    state.settle(before)
    assert state.calibration.part is not before["calibration"]


def test_without_probes_nothing_can_be_forgotten():
    state = ScoringState(dataclasses.replace(shipped(), probes=rows(0)))
    assert state.acceptance.accepts(tails_moved_by(3), state.parts)


def test_the_shipped_version_finds_its_own_probes():
    state = ScoringState()
    worse = Calibration(shipped().head_quantiles[:-1] + 9, shipped().caps).part
    assert len(shipped().probes) > 100
    assert not state.acceptance.accepts(worse, state.parts)
    assert state.acceptance.accepts(state.calibration.part, state.parts)


def test_it_survives_as_bytes(state: ScoringState):
    state.acceptance.learn_many(rows(200), np.arange(1, 201, dtype=np.uint64), NOW)
    state.acceptance.refused["pot_tails"] = 2
    restored = Acceptance(shipped().probes).restore(state.acceptance.to_bytes())
    assert restored.to_bytes() == state.acceptance.to_bytes()
