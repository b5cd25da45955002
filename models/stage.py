"""The scoring stage: records in, scores out. No clock, no I/O, no chance, and no matter how the log is cut.

One record is processed whole: its rows update what is remembered of their sources, every (service, source) in it is
scored at its newest second, and only then do the detectors learn. A second older than LATE_SECONDS before the
record's `as_of` is late: it counts in the history and its entry must not cause a decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.batch import Batch, read_batch
from models.detector import Rows
from models.entries import Entries, find_entries
from models.features import FEATURE, features_of
from models.hygiene import SUSPECT_SECONDS
from models.learning import Lesson, learn_rows
from models.observation import cost_seconds, observe
from models.record import Record
from models.rescore import HeadScores, rescore
from models.scores import Membership, Scores
from models.service_load import MEASURES
from models.shard import source_keys
from models.state import ScoringState

LATE_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class ScoringContext:
    """What changes scores besides the records. `learning` off freezes the detectors (for evaluation)."""

    learning: bool = True


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
        systems=np.frombuffer(record.systems, "<u4")[entries.row] if record.systems else np.zeros(0, np.uint32),
        countries=np.frombuffer(record.countries, "<u2")[entries.row] if record.countries else np.zeros(0, np.uint16),
        parts=parts,
        version=state.version.name,
    )


def _sum(batch: Batch, entries: Entries, column: str) -> NDArray[np.int64]:
    tracked = entries.of_row >= 0
    total = np.bincount(entries.of_row[tracked], batch.row[column][tracked], len(entries.slot))
    return total.astype(np.int64)


def _add_load(batch: Batch, state: ScoringState, now: int) -> None:
    row = batch.row
    added = np.empty((batch.rows, len(MEASURES)))
    for column, values in enumerate((row["requests"], cost_seconds(batch), row["requests"], row["assets"])):
        added[:, column] = values
    state.load.add(state.services.of(batch.services)[row["service"]], added, now)


def _learn(entries: Entries, features: Rows, scored: HeadScores, state: ScoringState, now: int) -> None:
    timely = entries.second >= now - LATE_SECONDS
    frozen = np.isin(entries.service, state.services.of(state.frozen))
    learn_rows(Lesson(entries.key, features, scored, timely, frozen), state, state.table.learned, entries.slot, now)


def heed(scores: Scores, state: ScoringState) -> None:
    """Take in what the group head said of the record that was scored last; it counts from the next record on.

    Where an event runs nothing is learned: an attack is not what is usual, nor is a crowd. Members of an attack are
    suspects, and what they taught before anybody knew is taken back.
    """
    state.frozen = sorted({event.service for event in scores.event})
    member = np.flatnonzero((scores.membership == Membership.ATTACK) & ~scores.late)
    if not len(member):
        return
    now = int(scores.as_of)
    keys = source_keys(state.services.hashes(scores.services)[scores.service[member]], scores.address[member])
    slots = state.table.find_or_add(keys, scores.second[member], now)
    state.take_back(keys[state.table.learned[slots] <= now])
    state.table.learned[slots] = now + SUSPECT_SECONDS
