import msgspec
import pytest
import zstandard

from models.evaluation.recording import Recording, RecordingError, sources_of
from models.evaluation.request import Truth
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, flood, record_of, visit

RECORDS = [record_of([visit(T0, "192.0.2.1"), flood(T0, "2001:db8::")], position=7)]


def test_a_recording_comes_back_from_its_bytes():
    made = Recording(RECORDS, {"192.0.2.1": Truth("visitor", attack=False, browser=True)}, frozenset({"192.0.2.9"}))
    assert Recording.from_bytes(made.to_bytes()) == made


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-3], lambda data: data[1:], lambda data: data[:18] + b"x"]
)
def test_what_is_no_recording_is_refused(damage):
    with pytest.raises(RecordingError):
        Recording.from_bytes(damage(Recording(RECORDS).to_bytes()))


def test_bytes_of_another_shape_are_refused():
    data = Recording(RECORDS).to_bytes()
    other = data[: data.index(b"\n") + 1] + zstandard.compress(msgspec.msgpack.encode({"records": 3}))
    with pytest.raises(RecordingError):
        Recording.from_bytes(other)


def test_sources_are_told_entry_by_entry():
    (scores,) = ScoringStage().process(RECORDS, ScoringState())
    assert set(sources_of(scores)) == {"192.0.2.1", "2001:db8::"}
