"""The group stage: what scoring says of one source after the other, seen together.

Traffic at a service is measured in buckets of five seconds. Where it rises far above the usual, the requests of the
rise are searched for what they have in common; the newcomers that keep asking for just that are members of the event,
with a surprisal (models.groups.members) that becomes the head `group` of their scores. When it does not work: an attack
that rises slowly over hours; one by sources known for long; one whose sources load all that browsers load (those that
load a little are challenged, and banned if no browser answers); one at an API, which is limited and never banned.
"""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.batch import Batch, RecordError, read_batch
from models.calibration import caps_of
from models.ensemble import HEADS, combine
from models.groups.counting import count_always, count_matches, is_newcomer
from models.groups.examples import learn_examples
from models.groups.keys import Keys, place_of
from models.groups.members import CROWD_CAP, EVIDENCE, UNDER_ATTACK, insists, surprisal_of
from models.groups.meter import BUCKET_SECONDS
from models.groups.opening import follow, open_events
from models.groups.running import Running
from models.groups.state import GroupState
from models.groups.visits import Visits, read_visits
from models.record import Record
from models.scores import Membership, Scores

ANOMALOUS_SCORE: Final = 0.5
_GAP_BUCKETS: Final = 12
_GROUP: Final = HEADS.index("group")


class GroupStage:
    """Looks at records together, in the order of the log, after they were scored."""

    def process(self, record: Record, scores: Scores, state: GroupState) -> Scores:
        """Return the scores with the group head, the memberships and the running events, and bring `state` forward.

        Raises:
            RecordError: the record's columns contradict each other.
        """
        _pass_time(int(record.as_of) // BUCKET_SECONDS, record, state)
        batch = read_batch(record)
        places = state.places.of(batch.services)
        hashes = state.places.hashes(batch.services)
        visits = read_visits(batch, scores, places, hashes, _systems(record, batch))
        slots = state.register.find_or_add(visits.key, visits.place, visits.second)
        count_always(visits, slots, scores.score[visits.entry] >= ANOMALOUS_SCORE, state.register)
        state.meter.add(visits.place, np.stack([visits.weight, visits.logins], axis=1), len(state.places))
        state.recent.add(int(record.as_of), visits)
        for running in state.running:
            count_matches(visits, slots, running, state.register)
        learn_examples(record.samples, batch, scores, visits, state.running)
        return _told(scores, visits, slots, state)


def _systems(record: Record, batch: Batch) -> NDArray[np.uint32]:
    if not record.systems:
        return np.zeros(batch.rows, np.uint32)
    if len(record.systems) != 4 * batch.rows:
        raise RecordError(f"{len(record.systems)} bytes of autonomous systems for {batch.rows} rows")
    return np.frombuffer(record.systems, "<u4")


def _pass_time(bucket: int, record: Record, state: GroupState) -> None:
    """End the buckets before this one. After a gap of which nothing is known, or a jump back, events are over."""
    if state.bucket == 0 or abs(bucket - state.bucket) > _GAP_BUCKETS:
        state.meter.skip()
        state.recent.forget()
        state.running = []
        state.bucket = bucket
    while state.bucket < bucket:
        state.bucket += 1
        _end_bucket(float(state.bucket * BUCKET_SECONDS), record.position, state)


def _end_bucket(now: float, position: int, state: GroupState) -> None:
    closed = state.meter.close()
    keys, counts = state.recent.close()
    follow(state, now)
    open_events(state, now, position)
    frozen = np.zeros(closed.shape, np.bool_)
    for running in state.running:
        frozen[running.place, running.track] = True
    state.meter.learn(frozen)
    _learn_traits(keys, counts, np.where(frozen[:, 0], 0, closed[:, 0]), now, state)


def _learn_traits(
    keys: Keys, counts: NDArray[np.float64], pages: NDArray[np.float64], now: float, state: GroupState
) -> None:
    if len(keys):
        learned = pages[place_of(keys)] > 0
        state.usual.learn(keys[learned], counts[learned], pages, now)


def _told(scores: Scores, visits: Visits, slots: NDArray[np.int64], state: GroupState) -> Scores:
    if not state.running:
        return scores
    group = np.full(len(scores.score), np.nan)
    membership = np.zeros(len(scores.score), np.uint8)
    evidence = np.full((len(scores.score), len(EVIDENCE)), np.nan, np.float32)
    event_of = np.full(len(scores.score), -1, np.int16)
    told = [running for running in state.running if running.verdict != "open"]
    for number, running in enumerate(told):
        found = _members(running, visits, slots, state)
        more = ~(group[found.entry] >= found.surprisal)  # where nothing was said yet, it is NaN
        entry = found.entry[more]
        group[entry], membership[entry] = found.surprisal[more], found.kind[more]
        evidence[entry], event_of[entry] = found.evidence[more], number
    heads = scores.heads.copy()
    heads[:, _GROUP] = group
    p_value, score = combine(heads, caps_of(scores.parts["calibration"]))
    return replace(
        scores,
        heads=heads,
        p_value=p_value,
        score=score,
        membership=membership,
        event=tuple(running.described() for running in told),
        event_of=event_of,
        group_evidence=evidence,
    )


class _Members(NamedTuple):
    entry: NDArray[np.int64]
    surprisal: NDArray[np.float64]
    kind: NDArray[np.uint8]
    evidence: NDArray[np.float32]


def _members(running: Running, visits: Visits, slots: NDArray[np.int64], state: GroupState) -> _Members:
    """Return the entries of a record that take part in an event."""
    chosen = np.flatnonzero((visits.place == running.place) & (slots >= 0))
    chosen = chosen[is_newcomer(slots[chosen], running, state.register)]
    evidence = evidence_of(running, slots[chosen], state)
    surprisal, attack = surprisal_of(evidence), running.verdict == "attack"
    repeats = ~np.isnan(surprisal)
    asked = insists(evidence) & ~repeats & attack
    surprisal[asked] = CROWD_CAP
    if attack:
        state.register.suspect[slots[chosen[repeats]]] = True
    else:
        surprisal = np.minimum(surprisal + np.log10(UNDER_ATTACK), CROWD_CAP)
    kind = np.where(asked | (not attack), Membership.CROWD, Membership.ATTACK).astype(np.uint8)
    member = repeats | asked
    return _Members(visits.entry[chosen[member]], surprisal[member], kind[member], evidence[member])


def evidence_of(running: Running, slots: NDArray[np.int64], state: GroupState) -> NDArray[np.float32]:
    """Return (n, models.groups.members.EVIDENCE) of sources in an event."""
    register, census, track = state.register, running.census, running.track
    own = [column[slots, track] for column in (register.matching, register.pages, register.assets, register.seconds)]
    of_event = (census.bare, census.expected_bare, running.base_share, census.usual_loading)
    return np.stack([*own, *(np.full(len(slots), value) for value in of_event)], axis=1).astype(np.float32)
