"""An engine's file on its way into a spool."""

import json

import pytest

from agent.logbook.segment import viewed
from agent.logbook.shelf import Shelf
from agent.logbook.tailed import HALF_LINE_SECONDS, SAVE_SECONDS, TailedFile
from agent.logfile import BUFFER_BYTES


class Tailed:
    """A container's file, and a spool; `again` is another agent after the one before was killed."""

    def __init__(self, folder):
        self.folder, self.path, self.now = folder, folder / "x-json.log", 0.0
        self.again()

    def again(self):
        shelf = Shelf(self.folder / "spools", bound_bytes=1 << 30, source_bytes=1 << 28, keep_seconds=100.0)
        self.spool = shelf.open("container", "web").spool
        self.file = TailedFile(self.path, shelf.find("container:web"), bytearray(BUFFER_BYTES), records=True)

    def say(self, text, stream="stderr"):
        record = {"log": text, "stream": stream, "time": f"2026-11-23T03:{int(self.now // 60):02d}:00.1Z"}
        with self.path.open("a") as file:
            file.write(json.dumps(record, separators=(",", ":")) + "\n")

    def read(self, after=1.0):
        self.now += after
        self.file.read(self.now, 1_800_000_000.0)

    @property
    def kept(self):
        found = []
        for extent in self.spool.extents:
            with viewed(extent) as view:
                found += [view.line(line).decode() for line in range(extent.lines)]
        return found


@pytest.fixture
def tailed(tmp_path):
    (tmp_path / "x-json.log").touch()
    made = Tailed(tmp_path)
    yield made
    made.file.close()


def test_a_line_that_never_ends_does_not_keep_what_came_after_it_from_being_noted(tailed):
    """As a prompt: without a note the next agent takes back all since it, which may be rotated away by then."""
    tailed.say("> ", stream="stdout")
    tailed.read()
    for number in range(10):
        tailed.say(f"{number}\n")
        tailed.read(HALF_LINE_SECONDS / 5)
    tailed.path.write_text("")
    tailed.again()
    assert {"> ", *"01234567"} <= set(tailed.kept)


def test_a_line_that_goes_on_soon_is_one(tailed):
    tailed.say("a", stream="stdout")
    tailed.read()
    tailed.read(SAVE_SECONDS)
    tailed.say("b\n", stream="stdout")
    tailed.read()
    assert tailed.kept == ["ab"]
