"""The tail against real files: rotated, truncated, half-written, renamed while nobody looked."""

import os
import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from agent.logfile import BUFFER_BYTES, CHUNK_BYTES
from agent.tail import DRAIN_SECONDS, LogTail


class Reader:
    """Counts whole lines as the aggregator does, on a clock of its own."""

    def __init__(self, path, positions=()):
        self.lines = Counter()
        self.now = 0.0
        self.tail = LogTail(path, bytearray(BUFFER_BYTES), positions)

    def feed(self, chunk):
        assert chunk[-1:] == b"\n"
        self.lines.update(bytes(chunk).splitlines())

    def read(self, limit_bytes=1 << 30):
        return self.tail.read(self.feed, self.now, limit_bytes=limit_bytes)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "access.log"
    path.touch()
    return path


def append(path, *lines):
    with path.open("ab") as file:
        file.writelines(line + b"\n" for line in lines)


def once(*lines):
    return Counter(lines)


def test_a_half_written_line_waits_for_its_rest(log):
    reader = Reader(log)
    log.write_bytes(b"one\ntw")
    reader.read()
    assert reader.lines == once(b"one")
    with log.open("ab") as file:
        file.write(b"o\n")
    reader.read()
    assert reader.lines == once(b"one", b"two")


def test_a_file_that_appears_later_is_read_from_its_beginning(tmp_path):
    reader = Reader(tmp_path / "later.log")
    assert reader.read() == 0
    assert "No such file" in reader.tail.trouble
    append(tmp_path / "later.log", b"one")
    reader.read()
    assert reader.lines == once(b"one")
    assert reader.tail.trouble == ""


def test_a_renamed_file_is_read_to_its_end_before_the_new_one(log):
    reader = Reader(log)
    append(log, b"1")
    reader.read()
    append(log, b"2")
    log.rename(log.with_name("access.log.1"))
    append(log, b"4")
    append(log.with_name("access.log.1"), b"3")
    reader.read()
    assert list(reader.lines) == [b"1", b"2", b"3", b"4"]
    append(log.with_name("access.log.1"), b"5, by a worker that has not reopened yet")
    reader.read()
    assert sum(reader.lines.values()) == 5


def test_a_log_without_a_new_file_yet_is_read_on_under_its_new_name(log):
    reader = Reader(log)
    reader.read()
    append(log, b"1")
    log.rename(log.with_name("access.log.1"))
    reader.read()
    append(log.with_name("access.log.1"), b"2")
    reader.read()
    assert reader.lines == once(b"1", b"2")
    assert "No such file" in reader.tail.trouble
    append(log, b"3")
    reader.read()
    assert reader.lines == once(b"1", b"2", b"3")
    assert reader.tail.trouble == ""


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_named_and_harms_nothing(tmp_path, make):
    make(tmp_path / "odd")
    reader = Reader(tmp_path / "odd")
    assert reader.read() == 0
    assert str(tmp_path / "odd") in reader.tail.trouble


def test_a_rotated_file_is_let_go_when_it_no_longer_grows(log):
    reader = Reader(log)
    append(log, b"1")
    log.write_bytes(b"1\nlast, unterminated")
    reader.read()
    log.rename(log.with_name("access.log.1"))
    append(log, b"2")
    reader.read()
    reader.now += DRAIN_SECONDS
    reader.read()
    assert reader.lines == once(b"1", b"2", b"last, unterminated")
    assert len(reader.tail.positions) == 1


def test_a_line_after_a_rotated_file_was_let_go_does_not_bring_the_file_back_whole(log):
    reader = Reader(log)
    append(log, b"1")
    reader.read()
    log.rename(log.with_name("access.log.1"))
    append(log, b"2")
    reader.read()
    reader.now += DRAIN_SECONDS
    reader.read()
    log.with_name("access.log.1").rename(log.with_name("access.log.2"))
    log.rename(log.with_name("access.log.1"))
    append(log.with_name("access.log.2"), b"straggler")
    append(log, b"3")
    reader.read()
    assert reader.lines == once(b"1", b"2", b"3", b"straggler")


def copytruncate(log, copy):
    shutil.copyfile(log, copy)
    os.truncate(log, 0)


def test_copytruncate_goes_on_in_the_copy_and_then_at_the_beginning(log):
    reader = Reader(log)
    append(log, b"1")
    reader.read()
    append(log, b"2")
    copytruncate(log, log.with_name("access.log.1"))
    append(log, b"3")
    reader.read()
    assert list(reader.lines) == [b"1", b"2", b"3"]


def test_a_log_truncated_and_refilled_beyond_the_old_offset_is_read_anew(log):
    reader = Reader(log)
    append(log, b"1", b"2")
    reader.read()
    copytruncate(log, log.with_name("access.log-20260101"))
    append(log, b"3, which is longer than all that was there before", b"4")
    reader.read()
    assert reader.lines == once(b"1", b"2", b"3, which is longer than all that was there before", b"4")


def test_a_log_emptied_without_a_copy_is_read_anew(log):
    reader = Reader(log)
    append(log, b"one", b"two")
    reader.read()
    log.write_bytes(b"3\n")
    reader.read()
    assert reader.lines == once(b"one", b"two", b"3")


def test_rotations_between_two_looks_are_all_read(log):
    reader = Reader(log)
    append(log, b"0")
    reader.read()
    for number in range(1, 4):
        for old in (3, 2, 1):
            if log.with_name(f"access.log.{old}").exists():
                log.with_name(f"access.log.{old}").rename(log.with_name(f"access.log.{old + 1}"))
        log.rename(log.with_name("access.log.1"))
        append(log, b"%d" % number)
    reader.read()
    assert list(reader.lines) == [b"0", b"1", b"2", b"3"]
    assert sum(reader.lines.values()) == 4


@pytest.mark.parametrize("rotate", ["none", "rename", "twice", "copytruncate", "no new file"])
def test_after_a_restart_it_goes_on_where_it_stood(log, rotate):
    before = Reader(log)
    append(log, b"1", b"2")
    before.read()
    positions = before.tail.positions
    before.tail.close()
    append(log, b"3")
    if rotate == "copytruncate":
        copytruncate(log, log.with_name("access.log.1"))
    elif rotate != "none":
        log.rename(log.with_name("access.log.1"))
    if rotate == "twice":
        append(log, b"4")
        log.with_name("access.log.1").rename(log.with_name("access.log.2"))
        log.rename(log.with_name("access.log.1"))
    if rotate != "no new file":
        append(log, b"5")
    after = Reader(log, positions)
    after.read()
    expected = {b"3"} | ({b"4"} if rotate == "twice" else set()) | ({b"5"} if rotate != "no new file" else set())
    assert after.lines == Counter(expected)


def test_a_restart_while_a_rotated_file_drains_reads_both_once(log):
    before = Reader(log)
    append(log, b"1")
    before.read()
    log.rename(log.with_name("access.log.1"))
    append(log, b"2")
    before.read()
    assert len(before.tail.positions) == 2
    append(log.with_name("access.log.1"), b"3")
    append(log, b"4")
    after = Reader(log, before.tail.positions)
    after.read()
    assert after.lines == once(b"3", b"4")


def test_another_file_on_the_same_inode_is_not_taken_for_the_old_one(log):
    before = Reader(log)
    append(log, b"aaa", b"bbb")
    before.read()
    log.write_bytes(b"something else entirely\n")
    after = Reader(log, before.tail.positions)
    after.read()
    assert after.lines == once(b"something else entirely")


def test_a_line_longer_than_a_chunk_is_passed_over_and_counted(log):
    reader = Reader(log)
    log.write_bytes(b"before\n" + b"x" * (3 * CHUNK_BYTES) + b"\nafter\n")
    reader.read()
    assert reader.lines == once(b"before", b"after")
    assert reader.tail.take_skipped() == 3 * CHUNK_BYTES + 1
    assert reader.tail.take_skipped() == 0


def test_the_limit_of_a_read_holds_and_the_next_read_goes_on(log):
    reader = Reader(log)
    lines = [b"%07d" % number for number in range(100_000)]
    append(log, *lines)
    assert reader.read(limit_bytes=1) <= BUFFER_BYTES
    while reader.read(limit_bytes=CHUNK_BYTES):
        pass
    assert reader.lines == Counter(lines)


def test_an_unreadable_log_is_named_and_its_position_kept(log, monkeypatch):
    before = Reader(log)
    append(log, b"1")
    before.read()
    positions = before.tail.positions

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    after = Reader(log, positions)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", denied)
        after.read()
    assert after.tail.trouble == f"{log}: Permission denied"
    assert after.tail.positions == positions
    append(log, b"2")
    after.read()
    assert after.lines == once(b"2")


@pytest.mark.parametrize("way", ["rename", "copytruncate"])
def test_no_line_is_lost_or_doubled_by_rotation_under_writing(log, way):
    """One thread writes and rotates, 40 times; restarts of the reader fall in between.

    Copytruncate waits until the new log was looked at once: a rotation every few milliseconds is nobody's.
    """
    total = 40_000
    done = threading.Event()
    looked = threading.Event()

    def write():
        for start in range(0, total, 1000):
            with log.open("ab", buffering=0) as file:
                for number in range(start, start + 1000):
                    file.write(b"line %06d\n" % number)
                    if number == start + 500 and way == "copytruncate":
                        for _ in range(2):  # the first may have begun before
                            looked.clear()
                            looked.wait(10)
            copy = log.with_name(f"access.log.{start}")
            if way == "rename":
                log.rename(copy)
                log.touch()
            else:
                copytruncate(log, copy)
        done.set()

    reader = Reader(log)
    lines = reader.lines
    reader.read()
    writer = threading.Thread(target=write)
    writer.start()
    rounds = 0
    while not done.is_set() or reader.read():
        reader.read()
        looked.set()
        rounds += 1
        if rounds % 20 == 0:
            positions = reader.tail.positions
            reader.tail.close()
            reader = Reader(log, positions)
            reader.lines = lines
    writer.join()
    reader.read()
    assert lines == Counter(b"line %06d" % number for number in range(total))
