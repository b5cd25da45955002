from dataclasses import replace

import numpy as np
import pytest

from models import shadow
from models.codec import StateError
from models.detector_version import shipped
from models.shadow import Shadow
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, flood, record_of, visit


def records(seconds: int, start: int = T0) -> list:
    """Visitors who come and go, and one who floods towards the end."""
    found = []
    for at in range(start, start + seconds):
        rows: list[Row] = [visit(at, f"10.0.{at % 50}.{i}", path=(at + i) % 40) for i in range(3)]
        if at > start + seconds - 5:
            rows.append(flood(at, "10.9.9.9"))
        found.append(record_of(rows, position=at - T0))
    return found


def test_the_same_version_in_shadow_judges_alike() -> None:
    state, beside = ScoringState(), Shadow(replace(shipped(), name="twin"))
    for scores in ScoringStage().process(records(60), state):
        judged = beside.score(scores)
        np.testing.assert_allclose(judged.p_value, scores.p_value, rtol=0.2)
    assert judged.p_value.min() < 1e-2


def test_what_is_promoted_brings_what_it_learned_and_what_was_in_charge_goes_on() -> None:
    state, beside = ScoringState(), Shadow(replace(shipped(), name="other"))
    for scores in ScoringStage().process(records(30), state):
        beside.score(scores)
    learned, table = state.parts["calibration"].digest, state.table
    beside.change_places(state)
    assert (state.version.name, beside.version.name) == ("other", shipped().name)
    assert state.table is table
    beside.change_places(state)
    assert state.parts["calibration"].digest == learned


def test_a_restored_shadow_goes_on_as_if_nothing_had_been() -> None:
    state, whole = ScoringState(), Shadow(shipped())
    every = ScoringStage().process(records(40), state)
    for scores in every[:20]:
        whole.score(scores)
    again = Shadow.from_bytes(whole.to_bytes())
    for scores in every[20:]:
        np.testing.assert_array_equal(whole.score(scores).p_value, again.score(scores).p_value)
    assert again.to_bytes() == whole.to_bytes()


def test_every_part_of_the_state_is_either_a_versions_own_or_a_memory_of_sources() -> None:
    memory = {"table", "popularity", "services", "load", "prefixes", "untracked", "frozen"}
    assert set(vars(ScoringState())) == memory | set(shadow._OWN)


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(StateError):
        Shadow.from_bytes(b"nothing")
