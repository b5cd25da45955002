import os
import shutil

import pytest

from agent.logbook.files import LogFiles
from agent.logbook.segment import viewed
from agent.logbook.shelf import Shelf
from agent.logbook.tailed import SAVE_SECONDS


class Reading:
    """Files in a folder, read into spools; `again` is another agent after the one before was killed."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "app.log"
        self.now = 0.0
        self.again()

    def again(self):
        self.shelf = Shelf(self.folder / "spools", bound_bytes=1 << 30, source_bytes=1 << 28, keep_seconds=100.0)
        self.follow(str(self.folder / "*.log"))

    def follow(self, pattern):
        self.files = LogFiles([pattern], self.shelf)

    def write(self, text):
        with self.path.open("a") as file:
            file.write(text)

    def read(self, after=10.0):
        self.now += after
        while self.files.read(self.now, 1_700_000_000.0 + self.now):
            pass

    @property
    def kept(self):
        found = []
        for extent in self.shelf.find(f"file:{self.path}").spool.extents:
            with viewed(extent) as view:
                found += [view.line(line).decode() for line in range(extent.lines)]
        return found


@pytest.fixture
def reading(tmp_path):
    made = Reading(tmp_path)
    yield made
    made.files.close()
    made.shelf.close()


def test_files_are_read_through_rotation_and_copytruncate(reading):
    reading.write("1\n2\n")
    reading.read()
    reading.path.rename(reading.folder / "app.log.1")
    reading.write("3\n")
    reading.read()
    shutil.copy(reading.path, reading.folder / "app.log.2")
    os.truncate(reading.path, 0)
    reading.read()
    reading.write("4\n")
    reading.read()
    assert reading.kept == ["1", "2", "3", "4"]


def test_a_restart_neither_loses_nor_doubles(reading):
    reading.write("1\n2\nhalf")
    reading.read()
    reading.again()
    reading.write(" a line\n3\n")
    reading.read()
    assert reading.kept == ["1", "2", "half a line", "3"]


def test_lines_that_were_kept_before_a_crash_noted_where_it_was_are_not_doubled(reading):
    reading.write("1\n")
    reading.read()
    [positions] = reading.folder.rglob("positions.json")
    before = positions.read_bytes()
    reading.write("2\n3\n")
    reading.read()
    positions.write_bytes(before)
    reading.again()
    reading.read()
    assert reading.kept == ["1", "2", "3"]


def test_where_a_busy_file_stands_is_noted_now_and_then_and_at_once_when_it_is_rotated(reading):
    reading.write("1\n")
    reading.read()
    [positions] = reading.folder.rglob("positions.json")
    before = positions.read_bytes()
    reading.write("2\n")
    reading.read(after=1.0)
    assert positions.read_bytes() == before
    reading.again()
    reading.read(after=1.0)
    assert reading.kept == ["1", "2"]
    before = positions.read_bytes()
    reading.write("3\n")
    reading.path.rename(reading.folder / "app.log.1")
    reading.write("4\n")
    reading.read(after=1.0)
    assert positions.read_bytes() != before
    assert reading.kept == ["1", "2", "3", "4"]
    before = positions.read_bytes()
    reading.write("5\n")
    reading.read(after=1.0)
    reading.read(after=SAVE_SECONDS)  # nothing new, and yet it is time
    assert positions.read_bytes() != before


def test_a_line_that_is_too_long_is_there_as_what_was_cut(reading):
    reading.write("1\n" + "x" * 10_000_000 + "\n2\n")
    reading.read()
    assert sorted(set(reading.kept)) == ["", "1", "2"]
    assert sum(map(len, reading.kept)) < 100


def test_a_file_whose_name_is_no_text_is_left_alone(reading):
    (reading.folder / "\udcff.log").write_text("x\n")
    reading.write("1\n")
    reading.read()
    assert [kept.label.name for kept in reading.shelf] == [str(reading.path)]


def test_logs_of_a_file_that_is_gone_stay(reading):
    reading.write("1\n")
    reading.read()
    reading.path.unlink()
    for _ in range(3):
        reading.read()
    assert reading.shelf.find(f"file:{reading.path}").tell().present is False
    assert reading.kept == ["1"]
    reading.write("2\n")
    for _ in range(3):
        reading.read()
    assert reading.kept == ["1", "2"]


def test_a_file_that_was_away_for_a_moment_is_not_forgotten_with_its_lines(reading):
    """Named by its path alone, as one that is rotated just now, or whose program starts after the agent."""
    reading.follow(str(reading.path))
    reading.read()
    reading.write("1\n")
    for _ in range(20):
        reading.read()
        reading.shelf.tidy(1_700_000_000.0 + reading.now)
    assert reading.shelf.find(f"file:{reading.path}").tell().present is True
    assert reading.kept == ["1"]


def test_a_file_that_is_back_after_its_lines_were_forgotten_is_kept_again(reading):
    reading.follow(str(reading.path))
    reading.write("1\n")
    reading.read()
    reading.path.unlink()
    for _ in range(20):
        reading.read()
        reading.shelf.tidy(1_700_000_000.0 + reading.now)
    reading.write("2\n")
    reading.read()
    reading.read()
    assert reading.kept == ["2"]
    assert not reading.shelf.find(f"file:{reading.path}").spool.trouble


def test_a_link_out_of_its_folder_is_not_followed(reading):
    """Who may write to the folder, as a container to its volume, would show people whatever the agent may read."""
    (reading.folder / "secret").mkdir()
    secret = reading.folder / "secret" / "shadow"
    secret.write_text("root:x\n")
    reading.path.symlink_to(secret)
    reading.read()
    assert reading.kept == []
    assert "link" in reading.files.troubles[str(reading.path)]


def test_a_link_is_followed_within_its_folder(reading):
    (reading.folder / "app-monday").write_text("1\n")
    reading.path.symlink_to("app-monday")
    reading.read()
    assert reading.kept == ["1"]


def test_a_name_under_which_nothing_can_be_looked_for_costs_no_other_file(reading):
    """Too long, or in a folder that the agent may not look into."""
    impossible = str(reading.folder / ("x" * 300))
    reading.files = LogFiles([impossible, str(reading.path)], reading.shelf)
    reading.write("1\n")
    reading.read()
    assert reading.kept == ["1"]
    assert "too long" in reading.files.troubles[impossible]
    assert not reading.shelf.find(f"file:{impossible}").tell().present
