import os
import resource

import pytest

from agent.logbook.entry import ENTRY
from agent.logbook.segment import find_extents, viewed
from agent.logbook.spool import Spool, gaps


def lines(count, *, at_ns=1, text=b"x" * 99):
    entries = [ENTRY.pack(at_ns + number, (number + 1) * (len(text) + 1), 0) for number in range(count)]
    return (text + b"\n") * count, bytearray(b"".join(entries))


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "spool", bound_bytes=1 << 20)
    yield made
    made.seal()


def test_lines_keep_their_numbers_over_generations_and_a_restart(spool):
    for number in range(40):
        spool.append(*lines(100, at_ns=1 + number * 100))
    spool.seal()
    again = Spool(spool.folder, bound_bytes=1 << 20)
    assert again.next_line == 4000
    assert len(again.extents) > 2
    assert again.extents == spool.extents
    for extent in again.extents:
        with viewed(extent) as view:
            assert [view.entry(line).at_ns for line in range(extent.lines)] == [
                extent.first + 1 + line for line in range(extent.lines)
            ]
            assert view.line(extent.lines - 1) == b"x" * 99


def test_the_oldest_go_first_and_are_counted(spool):
    for _ in range(200):
        spool.append(*lines(100))
    assert spool.size <= 1 << 20
    assert spool.dropped_lines == spool.extents[0].first > 0
    spool.seal()
    assert Spool(spool.folder, bound_bytes=1 << 20).dropped_lines == spool.dropped_lines


def test_what_a_crash_left_half_written_is_not_there(spool):
    spool.append(*lines(10))
    spool.seal()
    [extent] = spool.extents
    os.truncate(extent.text, extent.text_bytes - 150)
    os.truncate(extent.index, extent.lines * ENTRY.size - 3)
    [left] = find_extents(spool.folder)
    assert (left.lines, left.text_bytes) == (8, 800)


def test_a_full_disk_loses_lines_by_number_and_no_others(spool):
    spool.append(*lines(10))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, hard))
    try:
        spool.append(*lines(20))
        assert "too large" in spool.trouble
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    spool.append(*lines(5))
    assert (spool.trouble, spool.dropped_lines, spool.next_line) == ("", 20, 35)
    assert list(gaps(spool.extents)) == [(10, 20)]
    spool.seal()
    assert Spool(spool.folder, bound_bytes=1 << 20).dropped_lines == 20


def test_a_clock_that_was_set_back_begins_a_generation(spool):
    spool.append(*lines(3, at_ns=10**12))
    spool.append(*lines(3, at_ns=1))
    assert [extent.first_ns for extent in spool.extents] == [10**12, 1]


def test_what_was_appended_can_be_taken_back(spool):
    for _ in range(40):
        spool.append(*lines(100))
    spool.cut_to(1234)
    spool.append(*lines(1))
    assert (spool.next_line, spool.dropped_lines, sum(extent.lines for extent in spool.extents)) == (1235, 0, 1235)


def test_resuming_goes_on_after_the_newest_line_of_each_stream(spool):
    stamps = [(1, 0), (5, 8), (7, 0), (7, 0), (6, 8), (6, 8), (6, 8)]
    index = bytearray(b"".join(ENTRY.pack(at, number + 1, marks) for number, (at, marks) in enumerate(stamps)))
    spool.append(b"\n" * len(stamps), index)
    assert spool.resume_points() == ((7, 2), (6, 3))


def test_a_stream_that_said_nothing_resumes_with_the_generation(spool):
    assert spool.resume_points() == ((0, 0), (0, 0))
    spool.append(*lines(3, at_ns=5))
    assert spool.resume_points() == ((7, 1), (5, 0))


def test_where_to_resume_is_looked_for_once_until_there_are_other_lines(spool):
    spool.append(*lines(3, at_ns=5))
    found = spool.resume_points()
    assert spool.resume_points() is found
    spool.cut_to(2)
    spool.append(*lines(1, at_ns=9))
    assert spool.resume_points() == ((9, 1), (9, 0))
