import threading
from contextlib import closing
from pathlib import Path

import pytest

from core.server.ingest.commit import GroupCommit
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader


def test_what_waits_is_written_together_and_each_learns_its_position(tmp_path):
    journal, called = Journal(tmp_path), threading.Event()
    commit = GroupCommit(journal, called.set, most_bytes=2**20)
    futures = [commit.submit(b"%d" % number) for number in range(2500)]
    commit.start()
    commit.stop()
    assert [future.result() for future in futures] == list(range(2500))
    assert called.is_set()
    with closing(journal), closing(Reader(journal, 0)) as reader:
        assert len(reader.read(9999)) == 2500


def test_who_waits_hears_of_a_failure(tmp_path):
    journal = Journal(tmp_path)
    commit = GroupCommit(journal, lambda: None, most_bytes=2**20)
    journal.close()
    future = commit.submit(b"x")
    commit.start()
    commit.stop()
    assert isinstance(future.exception(), ValueError | OSError)


def test_nothing_is_taken_while_too_much_waits_and_it_goes_on_when_there_is_room(tmp_path: Path):
    journal = Journal(tmp_path / "log", segment_bytes=50)
    commit = GroupCommit(journal, lambda: None, most_bytes=100)
    commit.start()
    for _ in range(2):
        commit.submit(b"x" * 60).result()
    with pytest.raises(OSError, match="wait to be processed"):
        commit.submit(b"x").result()
    journal.trim(1)
    assert commit.submit(b"x").result() == 2
    commit.stop()
    journal.close()
