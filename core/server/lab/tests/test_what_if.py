from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from core.server.decisions.context import Context
from core.server.ingest.commands import Freeze, SetMode, SetThresholds
from core.server.lab.feature_rows import (
    MOST_OUTSTANDING,
    SAMPLED_ONE_IN,
    feature_rows,
    pack_rows,
    scores_of,
    unpack_rows,
)
from core.server.lab.what_if import KnownIncident, replayed
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, crowd, flood, record_of, visit

FLOOD = "10.9.9.9"
STRICT = SetThresholds(at=0, service="", by="ada", observe=1e-11, limit=1e-12, challenge=1e-12, ban=1e-12)


def records(seconds=20):
    for at in range(T0, T0 + seconds):
        rows = [visit(at, f"10.0.{at % 50}.{i}", path=(at + i) % 40) for i in range(5)]
        yield record_of([*rows, flood(at, FLOOD, 500)], position=at - T0)


@pytest.fixture(scope="module")
def kept():
    scores = ScoringStage().process(list(records()), ScoringState())
    return [rows for each in scores if (rows := feature_rows(each)) is not None]


def incident(verdict="open", source=FLOOD):
    return KnownIncident(
        id="i", service="shop", started_at=float(T0), ended_at=0.0, verdict=verdict, sources=frozenset({source})
    )


def test_kept_rows_are_what_was_scored():
    scores = ScoringStage().process(list(records()), ScoringState())[-1]
    rows = feature_rows(scores)
    assert rows is not None
    again = unpack_rows(pack_rows(rows))
    assert again == rows
    back = scores_of(again)
    most = int(np.argmin(scores.p_value))
    i = int(np.argmin(back.p_value))
    assert back.address[i].tobytes() == scores.address[most].tobytes()
    np.testing.assert_array_equal(back.features[i], scores.features[most])
    np.testing.assert_array_equal(back.heads[i], scores.heads[most])


def test_rows_of_another_program_are_passed_over(kept):
    assert unpack_rows(b"nothing") is None
    cut = structs.replace(kept[-1], features=kept[-1].features[:-4])
    assert unpack_rows(pack_rows(cut)) is None


def test_of_a_crowd_a_sample_is_kept_and_it_is_bounded():
    scores = ScoringStage().process([crowd(5000)], ScoringState())[0]
    rows = feature_rows(scores)
    assert rows is not None
    assert 0 < sum(rows.sampled) <= 5000 / SAMPLED_ONE_IN
    everyone = replace(scores, p_value=np.full(len(scores.p_value), 1e-9))
    attacked = feature_rows(everyone)
    assert attacked is not None
    assert len(attacked.sampled) <= MOST_OUTSTANDING + sum(attacked.sampled)


def test_todays_thresholds_catch_what_they_caught(kept):
    found = replayed(kept, Context(), None, "", [incident()])
    assert (found.caught, found.missed) == (1, 0)
    assert found.median_seconds_to_detect is not None
    assert found.median_seconds_to_detect <= 5
    assert found.bans_per_day > 0


def test_thresholds_that_nothing_passes_miss_it(kept):
    found = replayed(kept, Context(), STRICT, "", [incident()])
    assert (found.caught, found.missed, found.median_seconds_to_detect) == (0, 1, None)
    assert found.bans_per_day == found.limits_per_day == 0


def test_thresholds_hold_at_a_service_that_has_its_own(kept):
    context = Context()
    context.apply(SetThresholds(at=0, service="shop", by="ada", observe=0.1, limit=1e-2, challenge=1e-2, ban=1e-3))
    assert replayed(kept, context, STRICT, "", [incident()]).missed == 1
    assert replayed(kept, context, STRICT, "shop", [incident()]).missed == 1


def test_a_source_that_somebody_called_harmless_is_counted_when_it_is_hit(kept):
    found = replayed(kept, Context(), None, "", [incident("harmless")])
    assert (found.caught, found.missed, found.harmless_hit) == (0, 0, 1)


def test_what_is_of_no_incident_and_only_sampled_is_not_hit(kept):
    found = replayed(kept, Context(), None, "", [incident()])
    assert found.sampled_hit == 0


def test_automation_that_is_frozen_now_answers_all_the_same_and_a_service_that_is_off_does_not(kept):
    frozen, off = Context(), Context()
    frozen.apply(Freeze(at=1.0, frozen=True, by="ada"))
    off.apply(SetMode(at=1.0, service="shop", mode="off", by="ada"))
    assert replayed(kept, frozen, None, "", [incident()]).caught == 1
    assert replayed(kept, off, None, "", [incident()]).caught == 0


def test_nothing_kept_finds_nothing():
    found = replayed([], Context(), None, "", [])
    assert (found.caught, found.missed, found.sampled, found.bans_per_day) == (0, 0, 0, 0)
