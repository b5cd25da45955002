import numpy as np
import pytest

from core.server.ingest.commands import LabelSource
from core.server.lab.lessons import HELD_SECONDS, Lessons
from models.features import NAMES

ROW = np.arange(len(NAMES), dtype="<f4").tobytes()


def said(source="192.0.2.1", label="attack", features=ROW):
    return LabelSource(
        at=100.0, service="shop", source=source, label=label, features=features, seen_at=90.0, by="ann", reason=""
    )


def test_a_lesson_is_taught_once_after_a_while_and_survives_a_checkpoint():
    lessons = Lessons()
    lessons.take(said())
    assert lessons.due(100.0 + HELD_SECONDS - 1) is None
    lessons = Lessons.from_bytes(lessons.to_bytes())
    taught = lessons.due(100.0 + HELD_SECONDS)
    assert (taught.features.tolist(), taught.attack) == ([list(range(len(NAMES)))], [True])
    lessons.take(said())
    assert lessons.due(1e9) is None


@pytest.mark.parametrize("features", [b"", ROW[:-4], ROW + ROW])
def test_a_row_of_another_release_that_stands_in_the_log_is_stored_and_not_taught(features):
    lessons = Lessons()
    lessons.take(said())
    assert lessons.take(said("192.0.2.2", features=features)).label == "attack"
    assert len(lessons.due(1e9).attack) == 1
