"""The outbox on a real disk: torn, full, bounded; in order, and never forgetting where the logs stood."""

import errno
import os
import resource

import pytest

from agent.frames import HEADER_BYTES
from agent.outbox import MEMORY_BYTES, Outbox
from agent.position import Position
from agent.slot import SLOT_BYTES, Slot

BOUND = 1024 * 1024


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "outbox"


def place(offset):
    return [Position("/var/log/access.log", 1, 2, offset)]


def fill(outbox, count, size=100):
    for _ in range(count):
        sequence = outbox.next_sequence
        outbox.append(b"%08d" % sequence + os.urandom(size), place(sequence))


def take_all(outbox):
    taken = []
    while record := outbox.peek():
        assert record.body.startswith(b"%08d" % record.sequence)
        taken.append(record.sequence)
        outbox.acknowledge(record.sequence)
    return taken


def test_reports_come_out_in_order_each_until_it_is_acknowledged(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    fill(outbox, 3)
    assert outbox.peek().sequence == 1
    assert outbox.peek().sequence == 1
    assert take_all(outbox) == [1, 2, 3]
    assert outbox.peek() is None
    fill(outbox, 1)
    assert take_all(outbox) == [4]


def test_opened_again_it_goes_on_with_its_name_its_numbers_and_its_positions(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    fill(outbox, 5)
    outbox.acknowledge(2)
    outbox.close()
    again = Outbox(folder, bound_bytes=BOUND)
    assert again.name == outbox.name
    assert again.next_sequence == 6
    assert again.positions == place(5)
    assert again.waiting == 3
    assert take_all(again) == [3, 4, 5]


def test_a_record_torn_at_any_byte_is_discarded_and_the_positions_are_those_before_it(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    fill(outbox, 2)
    (segment,) = outbox._folder.glob("*.seg")
    before = segment.stat().st_size
    fill(outbox, 1)
    whole = segment.read_bytes()
    outbox.close()
    for end in range(before, len(whole), 7):
        segment.write_bytes(whole[:end])
        torn = Outbox(folder, bound_bytes=BOUND)
        assert torn.positions == place(2)
        assert torn.next_sequence == 3
        torn.close()
        assert segment.stat().st_size == before


def test_past_its_bound_the_oldest_go_and_are_counted(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    fill(outbox, 300, size=10_000)
    held = sum(path.stat().st_size for path in outbox._folder.glob("*.seg"))
    assert held <= BOUND
    left = take_all(outbox)
    assert left == list(range(left[0], 301))
    assert outbox.take_dropped() == left[0] - 1
    assert outbox.take_dropped() == 0


def test_what_is_acknowledged_is_removed_from_the_disk(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    for _ in range(50):
        fill(outbox, 10, size=10_000)
        take_all(outbox)
    assert len(list(outbox._folder.glob("*.seg"))) <= 2
    assert outbox.take_dropped() == 0


def test_a_damaged_segment_costs_its_rest_and_no_more(folder):
    outbox = Outbox(folder, bound_bytes=BOUND)
    fill(outbox, 40, size=10_000)
    outbox.close()
    first = min(outbox._folder.glob("*.seg"))
    damaged = bytearray(first.read_bytes())
    damaged[HEADER_BYTES + 5000] ^= 1
    first.write_bytes(damaged)
    again = Outbox(folder, bound_bytes=BOUND)
    left = take_all(again)
    assert left[-1] == 40
    assert left == list(range(left[0], 41))
    assert again.next_sequence == 41


def test_a_full_disk_is_survived_in_memory_and_left_in_order(small_disk):
    outbox = Outbox(small_disk / "outbox", bound_bytes=16 * BOUND)
    fill(outbox, 150, size=10_000)
    assert outbox.trouble == f"outbox: {os.strerror(errno.ENOSPC)}"
    assert outbox.positions == place(150)
    assert take_all(outbox) == list(range(1, 151))
    fill(outbox, 2)
    assert outbox.trouble == ""
    assert take_all(outbox) == [151, 152]


def test_killed_on_a_full_disk_it_knows_where_the_logs_stood_and_repeats_no_number(small_disk):
    outbox = Outbox(small_disk / "outbox", bound_bytes=16 * BOUND)
    fill(outbox, 150, size=10_000)
    again = Outbox(small_disk / "outbox", bound_bytes=16 * BOUND)  # the first is simply gone, as after kill -9
    assert again.positions == place(150)
    assert again.next_sequence == 151
    sent = take_all(again)
    assert sent == list(range(1, sent[-1] + 1))


def test_memory_too_is_bounded_while_the_disk_is_full(folder):
    outbox = Outbox(folder, bound_bytes=64 * BOUND)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * SLOT_BYTES, hard))  # every file larger than the mark is refused
    try:
        fill(outbox, 40, size=500_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sum(len(record.body) for record in outbox._memory) <= MEMORY_BYTES
    kept = take_all(outbox)
    assert kept == list(range(kept[0], 41))
    assert outbox.take_dropped() == kept[0] - 1


def test_a_torn_slot_leaves_the_value_before_it(tmp_path):
    slot = Slot(tmp_path / "slot")
    slot.write(b"first")
    slot.write(b"second")
    with (tmp_path / "slot").open("r+b") as file:
        file.seek(SLOT_BYTES + HEADER_BYTES)
        file.write(b"x")
    assert Slot(tmp_path / "slot").values() == [b"first"]
