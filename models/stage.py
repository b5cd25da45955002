"""The scoring stage: records in, scores out. No clock, no I/O, no chance, and no matter how the log is cut.

One record is processed whole: its rows update what is remembered of their sources, every (service, source) in it is
scored at its newest second, and only then do the detectors learn. A second older than LATE_SECONDS before the
record's `as_of` is late: it counts in the history and its entry must not cause a decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.batch import Batch, read_batch
from models.detector import Rows
from models.entries import Entries, find_entries
from models.features import FEATURE, features_of
from models.hygiene import GUARD, SUSPECT_SECONDS, is_suspicious
from models.observation import cost_seconds, observe
from models.pot_tails import alarming
from models.record import Record
from models.rescore import HeadScores, rescore
from models.scores import Scores
from models.shard import mix64
from models.state import ScoringState

LATE_SECONDS: Final = 10
_MOST_LEARNED: Final = 128  # rows of a record that the slow heads learn from
_LEARN_EVERY: Final = 10  # seconds between two rows of a source that the slow heads learn from


@dataclass(frozen=True, slots=True)
class ScoringContext:
    """What changes scores besides the records. `learning` off freezes the detectors (for evaluation)."""

    learning: bool = True


class Lesson(NamedTuple):
    """n scored entries to learn from: their keys, (n, F) features, scores, and whether each is in time."""

    key: NDArray[np.uint64]
    features: Rows
    scored: HeadScores
    timely: NDArray[np.bool_]


class ScoringStage:
    """Scores records in the order of the log."""

    def process(
        self,
        records: Sequence[Record],
        state: ScoringState,
        context: ScoringContext = ScoringContext(),
    ) -> list[Scores]:
        """Return the scores of each record and bring `state` forward.

        Raises:
            RecordError: a record's columns contradict each other; the records before it are processed.
        """
        return [_score_record(record, state, context) for record in records]


def _score_record(record: Record, state: ScoringState, context: ScoringContext) -> Scores:
    batch = read_batch(record)
    now = int(record.as_of)
    entries = find_entries(batch, state.table, state.services, now)
    state.untracked += int(np.count_nonzero(entries.of_row < 0))
    observe(batch, entries, state.table, state.popularity, now)
    addresses = batch.addresses[entries.row]
    known_prefix = state.prefixes.known(addresses, now)
    state.prefixes.learn_many(addresses, now)
    _add_load(batch, state, now)
    features = features_of(state.table, entries, state.load.at(entries.service, now), known_prefix)
    late = entries.second < now - LATE_SECONDS
    parts, typical = state.parts, state.pot_tails.typical()
    scored = rescore(features, np.full(len(late), np.nan), parts)
    if context.learning:
        _learn(entries, features, scored, state, now)
    return Scores(
        position=record.position,
        as_of=record.as_of,
        services=batch.services,
        service=batch.row["service"][entries.row].astype(np.uint16),
        address=addresses,
        second=entries.second,
        requests=_sum(batch, entries, "requests"),
        refused=_sum(batch, entries, "refused"),
        rps=(features[:, FEATURE["requests_10s"]] / 10).astype(np.float32),
        score=scored.score,
        p_value=scored.p_value,
        late=late,
        features=features,
        surprisal=scored.surprisal,
        heads=scored.heads,
        typical=typical,
        row=entries.row,
        entry=entries.of_row,
        membership=np.zeros(len(late), np.uint8),
        parts=parts,
        version=state.version.name,
    )


def _sum(batch: Batch, entries: Entries, column: str) -> NDArray[np.int64]:
    tracked = entries.of_row >= 0
    total = np.bincount(entries.of_row[tracked], batch.row[column][tracked], len(entries.slot))
    return total.astype(np.int64)


def _add_load(batch: Batch, state: ScoringState, now: int) -> None:
    row = batch.row
    requests = row["requests"].astype(np.float64)
    added = np.stack([requests, cost_seconds(batch), requests, row["assets"]], axis=1)
    state.load.add(state.services.of(batch.services)[row["service"]], added, now)


def _learn(entries: Entries, features: Rows, scored: HeadScores, state: ScoringState, now: int) -> None:
    timely = entries.second >= now - LATE_SECONDS
    learn_rows(Lesson(entries.key, features, scored, timely), state, state.table.learned, entries.slot, now)


def learn_rows(
    lesson: Lesson, state: ScoringState, learned: NDArray[np.int64], place: NDArray[np.int64], now: int
) -> None:
    """Have the detectors of `state` learn what may be learned from; `learned[place]` is when each source last taught.

    A second in the future there keeps a suspect from teaching until then.
    """
    suspicious = is_suspicious(lesson.scored.p_value, lesson.features[:, FEATURE["signature_paths_600s"]])
    state.hygiene.learn_many(lesson.key[lesson.timely], suspicious[lesson.timely], now)
    learned[place[suspicious]] = now + SUSPECT_SECONDS
    trusted = lesson.timely & (learned[place] <= now)
    if state.hygiene.attack_dense:
        return
    harmless = np.flatnonzero((lesson.scored.surprisal.max(axis=1, initial=0) < GUARD) & trusted)
    keys = lesson.key[harmless]
    state.pot_tails.learn_many(lesson.features[harmless], keys, now)
    state.calibration.learn_many(lesson.scored.raw[harmless], keys, now)
    due = harmless[learned[place[harmless]] <= now - _LEARN_EVERY]
    due = _drawn(due, lesson.key, now)
    learned[place[due]] = now
    rows = alarming(lesson.scored.surprisal[due])
    state.trees.learn_many(rows, lesson.key[due], now)
    state.forest.learn_many(rows, lesson.key[due], now)


def _drawn(due: NDArray[np.int64], keys: NDArray[np.uint64], now: int) -> NDArray[np.int64]:
    """Return at most _MOST_LEARNED of the entries: others each second, and the same ones in every replay."""
    if len(due) <= _MOST_LEARNED:
        return due
    lot = mix64(keys[due] ^ np.uint64(now))
    return due[np.argsort(lot, kind="stable")[:_MOST_LEARNED]]
