import threading
from contextlib import closing

from core.server.ingest.commit import GroupCommit
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader


def test_what_waits_is_written_together_and_each_learns_its_position(tmp_path):
    journal, called = Journal(tmp_path), threading.Event()
    commit = GroupCommit(journal, called.set)
    futures = [commit.submit(b"%d" % number) for number in range(2500)]
    commit.start()
    commit.stop()
    assert [future.result() for future in futures] == list(range(2500))
    assert called.is_set()
    with closing(journal), closing(Reader(journal, 0)) as reader:
        assert len(reader.read(9999)) == 2500


def test_who_waits_hears_of_a_failure(tmp_path):
    journal = Journal(tmp_path)
    commit = GroupCommit(journal, lambda: None)
    journal.close()
    future = commit.submit(b"x")
    commit.start()
    commit.stop()
    assert isinstance(future.exception(), ValueError | OSError)
