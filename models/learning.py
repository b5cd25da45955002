"""What the detectors may learn from a record once it is scored, and what they must not (see `models.hygiene`)."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.detector import Rows
from models.features import FEATURE
from models.hygiene import GUARD, SUSPECT_SECONDS, is_proven, is_suspicious
from models.pot_tails import alarming
from models.rescore import HeadScores
from models.service_class import class_of
from models.shard import mix64
from models.state import ScoringState

_MOST_LEARNED: Final = 128  # rows of a record that the slow heads learn from
_LEARN_EVERY: Final = 10  # seconds between two rows of a source that the slow heads learn from
_PROBING: Final = FEATURE["signature_paths_600s"]


class Lesson(NamedTuple):
    """n scored entries to learn from: their keys, (n, F) features, scores, and whether each is in time.

    `frozen` ones are at a service where a group event runs: what they do is not what is usual.
    """

    key: NDArray[np.uint64]
    features: Rows
    scored: HeadScores
    timely: NDArray[np.bool_]
    frozen: NDArray[np.bool_]


def learn_rows(
    lesson: Lesson, state: ScoringState, learned: NDArray[np.int64], place: NDArray[np.int64], now: int
) -> None:
    """Have the detectors of `state` learn what may be learned from; `learned[place]` is when each source last taught.

    A second in the future there keeps a suspect from teaching until then. What was fitted anew judges from now on,
    unless it was found wanting (`ScoringState.settle`).
    """
    probing = lesson.features[:, _PROBING]
    suspicious = is_suspicious(lesson.scored.p_value, probing)
    state.hygiene.learn_many(lesson.key[lesson.timely], suspicious[lesson.timely], now)
    proven = is_proven(lesson.scored.p_value, probing)
    state.take_back(lesson.key[proven & (learned[place] <= now)])
    learned[place[suspicious]] = now + SUSPECT_SECONDS
    if state.hygiene.attack_dense:
        return
    trusted = lesson.timely & ~lesson.frozen & (learned[place] <= now)
    surprised = np.flatnonzero(lesson.scored.surprisal >= GUARD)  # far faster than each row's maximum
    trusted[surprised // lesson.scored.surprisal.shape[1]] = False
    harmless = np.flatnonzero(trusted)
    due = _drawn(harmless[learned[place[harmless]] <= now - _LEARN_EVERY], lesson.key, now)
    learned[place[due]] = now
    before = state.parts
    _teach(lesson, harmless, due, state, now)
    state.settle(before)


def _teach(lesson: Lesson, harmless: NDArray[np.int64], due: NDArray[np.int64], state: ScoringState, now: int) -> None:
    """Teach the fast detectors the `harmless` entries, and the slow ones those of them that are `due`."""
    features, keys = lesson.features[harmless], lesson.key[harmless]
    state.pot_tails.learn_many(features, keys, now)
    state.calibration.learn_many(lesson.scored.raw[harmless], class_of(features), keys, now)
    rows, keys = alarming(lesson.scored.surprisal[due]), lesson.key[due]
    state.trees.learn_many(rows, keys, now)
    state.forest.learn_many(rows, keys, now)
    state.acceptance.learn_many(lesson.features[due], keys, now)


def _drawn(due: NDArray[np.int64], keys: NDArray[np.uint64], now: int) -> NDArray[np.int64]:
    """Return at most _MOST_LEARNED of the entries: others each second, and the same ones in every replay."""
    if len(due) <= _MOST_LEARNED:
        return due
    lot = mix64(keys[due] ^ np.uint64(now))
    return due[np.argsort(lot)[:_MOST_LEARNED]]  # no two keys have the same
