from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.ingest.frame import Frame
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "log", segment_bytes=100)) as made:
        yield made


def everything(journal: Journal, position: int = 0) -> list[Frame]:
    with closing(Reader(journal, position)) as reader:
        return reader.read(1000)


def reopened(folder: Path) -> list[Frame]:
    with closing(Journal(folder)) as journal:
        return everything(journal)


def test_frames_are_numbered_without_gaps_over_segments(journal):
    for number in range(50):
        assert journal.append_durably([b"%03d" % number]) == number
    assert len(list(journal.folder.iterdir())) > 3
    assert everything(journal) == [Frame(number, b"%03d" % number) for number in range(50)]
    assert everything(journal, 33)[0] == Frame(33, b"033")


def test_what_is_not_let_out_is_not_read(journal):
    journal.append([b"a"])
    assert everything(journal) == []
    journal.publish()
    assert everything(journal) == [Frame(0, b"a")]


def test_a_reader_goes_on_where_the_journal_grows(journal):
    reader = Reader(journal, 0)
    for number in range(30):
        journal.append_durably([b"x" * number])
        assert reader.read(10) == [Frame(number, b"x" * number)]
    assert reader.read(10) == []
    reader.close()


def test_an_opened_journal_goes_on_after_its_last_whole_frame(journal):
    journal.append_durably([b"one", b"two"])
    newest = max(journal.folder.iterdir())
    journal.close()
    whole = newest.read_bytes()
    for cut in range(1, 11):
        newest.write_bytes(whole[:-cut])
        again = Journal(journal.folder)
        assert again.next_position == 1
        again.close()
        assert reopened(journal.folder) == [Frame(0, b"one")]


def test_a_damaged_frame_is_told_and_the_next_are_read(journal):
    journal.append_durably([b"one", b"two", b"three"])
    path = max(journal.folder.iterdir())
    path.write_bytes(path.read_bytes().replace(b"two", b"2wo"))
    assert [frame.payload for frame in everything(journal)] == [b"one", None, b"three"]


def test_trimming_keeps_what_stands_from_the_position_on(journal):
    for number in range(50):
        journal.append_durably([b"%03d" % number])
    journal.trim(25)
    assert 0 < journal.first_position <= 25
    assert everything(journal, 0)[0].position == journal.first_position
    assert everything(journal, 25)[0] == Frame(25, b"025")
    journal.trim(10_000)
    assert journal.append_durably([b"new"]) == 50


def test_an_empty_folder_begins_where_it_is_told(tmp_path):
    with closing(Journal(tmp_path / "log", first=70)) as journal:
        assert journal.append_durably([b"a"]) == 70
    assert reopened(tmp_path / "log") == [Frame(70, b"a")]


@settings(max_examples=25, deadline=None)
@given(batches=st.lists(st.lists(st.binary(max_size=80), min_size=1, max_size=5), max_size=10))
def test_what_is_written_is_what_is_read(batches, tmp_path_factory):
    journal = Journal(tmp_path_factory.mktemp("log"), segment_bytes=150)
    for batch in batches:
        journal.append_durably(batch)
    journal.close()
    written = [payload for batch in batches for payload in batch]
    assert [frame.payload for frame in reopened(journal.folder)] == written


def test_beyond_its_bound_a_journal_drops_the_oldest_and_a_reader_goes_on_behind_the_gap(tmp_path: Path):
    with closing(Journal(tmp_path / "log", segment_bytes=100, most_bytes=400)) as journal:
        reader = Reader(journal, 0)
        assert reader.position == 0
        for number in range(200):
            journal.append_durably([b"%03d" % number])
            if number == 3:
                assert [frame.position for frame in reader.read(2)] == [0, 1]
        assert journal.size_bytes <= 500
        assert sum(file.stat().st_size for file in journal.folder.iterdir()) == journal.size_bytes
        frames = reader.read(1000)
        reader.close()
    assert all(frame.payload == b"%03d" % frame.position for frame in frames)
    positions = [frame.position for frame in frames]
    assert positions[0] == 2  # of the segment that it had open
    assert positions[-1] == 199
    assert journal.first_position in positions
    assert len(positions) < 60


def test_a_bound_holds_after_a_restart(tmp_path: Path):
    for _ in range(2):
        with closing(Journal(tmp_path / "log", segment_bytes=100, most_bytes=400)) as journal:
            for number in range(60):
                journal.append_durably([b"%03d" % number])
    assert sum(file.stat().st_size for file in journal.folder.iterdir()) <= 500


def test_a_damaged_length_costs_its_segment_and_no_other(journal):
    for number in range(30):
        journal.append_durably([b"%03d" % number])
    first, second = sorted(journal.folder.iterdir())[:2]
    damaged = bytearray(first.read_bytes())
    damaged[11:15] = b"\xff\xff\xff\xff"  # the length of the second frame
    first.write_bytes(damaged)
    frames = everything(journal)
    lost = [frame.position for frame in frames if frame.payload is None]
    assert [frame.position for frame in frames] == list(range(30))
    assert lost == list(range(1, journal.segment_of(lost[-1] + 1)))
    assert second.exists()
    assert everything(journal, lost[-1])[1] == Frame(lost[-1] + 1, b"%03d" % (lost[-1] + 1))
