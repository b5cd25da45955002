"""Half-Space Trees are river's, to the bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from river.anomaly import HalfSpaceTrees as Reference

from models.codec import StateError, pack_state, unpack_state
from models.features import ALARMING
from models.half_space_trees import HEIGHT, SEED, TREES, WINDOW, HalfSpaceTrees, score_part
from models.tails import CLIP

ROWS = np.random.default_rng(3).exponential(0.9, (2600, len(ALARMING))).astype(np.float32).clip(0, CLIP)


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    """What river says of each row before it learns from it."""
    river = Reference(n_trees=TREES, height=HEIGHT, window_size=WINDOW, seed=SEED)
    scores = []
    for row in (ROWS / CLIP).tolist():
        named = dict(zip(ALARMING, row, strict=True))
        scores.append(river.score_one(named))
        river.learn_one(named)
    return np.array(scores)


def taught(rows: np.ndarray, detector: HalfSpaceTrees | None = None) -> HalfSpaceTrees:
    detector = detector or HalfSpaceTrees()
    detector.learn_many(rows, np.zeros(len(rows), np.uint64), 1)
    return detector


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 1500), max_size=6), st.booleans())
def test_however_the_rows_are_cut_the_scores_are_rivers(expected, sizes, saved):
    detector, at = HalfSpaceTrees(), 0
    for size in [*sizes, len(ROWS)]:
        # As within a window scores do not change, a piece is scored up to where its first window ends.
        piece = ROWS[at : at + min(size, WINDOW - at % WINDOW)]
        emptiness = 1 - expected[at : at + len(piece)]
        river = -np.log10(np.maximum(emptiness, 1e-6)) if at >= WINDOW else np.full(len(piece), np.nan)
        np.testing.assert_array_equal(detector.score_many(piece), river)
        taught(piece, detector)
        at += len(piece)
        detector = HalfSpaceTrees.from_bytes(detector.to_bytes()) if saved else detector


def test_a_call_may_span_many_windows():
    whole = taught(ROWS)
    pieces = HalfSpaceTrees()
    for start in range(0, len(ROWS), 7):
        taught(ROWS[start : start + 7], pieces)
    assert whole.to_bytes() == pieces.to_bytes()


def test_the_frozen_part_stays_as_it_is_when_a_window_ends():
    detector = taught(ROWS[:1000])
    part, scores = detector.part, detector.score_many(ROWS)
    taught(ROWS[1000:2000], detector)
    assert detector.part is not part
    np.testing.assert_array_equal(score_part(part, ROWS), scores)
    with pytest.raises(ValueError, match="read-only"):
        part.arrays["path"][0, 0] = 1


def test_nan_goes_the_same_way_as_the_largest_number():
    detector = taught(ROWS)
    nan, large = np.full((1, len(ALARMING)), np.nan, np.float32), np.full((1, len(ALARMING)), np.inf, np.float32)
    assert detector.score_many(nan) == detector.score_many(large)


def test_state_of_other_shapes_is_refused():
    arrays, values = unpack_state("half_space_trees", 2, taught(ROWS).to_bytes())
    for name in ("mass", "path", "feature", "threshold"):
        with pytest.raises(StateError):
            HalfSpaceTrees.from_bytes(pack_state("half_space_trees", 2, {**arrays, name: arrays[name][:3]}, values))
    arrays["feature"] = arrays["feature"] + len(ALARMING)
    with pytest.raises(StateError, match="features"):
        HalfSpaceTrees.from_bytes(pack_state("half_space_trees", 2, arrays, values))
